#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/highmem.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(mtest_mutex);

static void mtest_dump_vma_list(void)
{
	struct task_struct *task = current;
	struct mm_struct *mm = task->mm;
	struct vm_area_struct *vma;
	unsigned long next = 0;
	int count = 0;

	printk("The current process is %s, PID = %d\n", task->comm, task->pid);

	down_read(&mm->mmap_lock);
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, next)) {
		char r = '-', w = '-', x = '-';

		count++;
		if (vma->vm_flags & VM_READ)
			r = 'r';
		if (vma->vm_flags & VM_WRITE)
			w = 'w';
		if (vma->vm_flags & VM_EXEC)
			x = 'x';
		printk("%d: 0x%lx 0x%lx %c%c%c\n", count, vma->vm_start, vma->vm_end, r, w, x);
		next = vma->vm_end;
	}
	up_read(&mm->mmap_lock);
}

/* page of the address, with a reference, or NULL */
static struct page *my_follow_page(struct vm_area_struct *vma, unsigned long addr)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
	struct page *page = NULL;
	struct mm_struct *mm = vma->vm_mm;

	pgd = pgd_offset(mm, addr);
	printk("pgd_val = 0x%lx pgd_index = %lu\n", pgd_val(*pgd), pgd_index(addr));
	if (pgd_none(*pgd) || unlikely(pgd_bad(*pgd)))
		goto out;

	p4d = p4d_offset(pgd, addr);
	printk("p4d_val = 0x%lx p4d_index = %lu\n", p4d_val(*p4d), p4d_index(addr));
	if (p4d_none(*p4d) || unlikely(p4d_bad(*p4d)))
		goto out;

	pud = pud_offset(p4d, addr);
	printk("pud_val = 0x%lx pud_index = %lu\n", pud_val(*pud), pud_index(addr));
	if (pud_none(*pud) || unlikely(pud_bad(*pud)))
		goto out;

	pmd = pmd_offset(pud, addr);
	printk("pmd_val = 0x%lx pmd_index = %lu\n", pmd_val(*pmd), pmd_index(addr));
	if (pmd_none(*pmd) || unlikely(pmd_bad(*pmd)))
		goto out;

	pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	printk("pte_val = 0x%lx pte_index = %lu\n", pte_val(*pte), pte_index(addr));
	if (!pte_present(*pte))
		goto unlock;
	if (!pfn_valid(pte_pfn(*pte)))
		goto unlock;

	page = pfn_to_page(pte_pfn(*pte));
	get_page(page);
unlock:
	pte_unmap_unlock(pte, ptl);
out:
	return page;
}

static void mtest_find_page(unsigned long addr)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm = current->mm;
	unsigned long kernel_addr;
	struct page *page;

	printk("vaddr = 0x%lx pgtable_l5_enabled = %d process = %s PID = %d\n",
	       addr, pgtable_l5_enabled(), current->comm, current->pid);
	down_read(&mm->mmap_lock);
	vma = find_vma(mm, addr);
	if (!vma || addr < vma->vm_start) {
		printk("translation not found\n");
		goto out;
	}
	page = my_follow_page(vma, addr);
	if (!page) {
		printk("translation not found\n");
		goto out;
	}
	kernel_addr = (unsigned long)page_address(page);
	printk("page_addr = 0x%lx page_offset = 0x%lx\n", kernel_addr, addr & ~PAGE_MASK);
	kernel_addr += addr & ~PAGE_MASK;
	printk("vaddr = 0x%lx -> paddr = 0x%lx\n", addr, kernel_addr);
	put_page(page);
out:
	up_read(&mm->mmap_lock);
}

static void mtest_write_val(unsigned long addr, unsigned long val)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm = current->mm;
	char *kaddr;
	struct page *page;

	down_read(&mm->mmap_lock);
	vma = find_vma(mm, addr);
	if (vma && addr >= vma->vm_start && addr + sizeof(val) <= vma->vm_end) {
		if (!(vma->vm_flags & VM_WRITE)) {
			printk("vma has no write permission for 0x%lx\n", addr);
			goto out;
		}
		/* a word over two pages is not supported */
		if ((addr & ~PAGE_MASK) + sizeof(val) > PAGE_SIZE) {
			printk("page boundary, nothing written\n");
			goto out;
		}
		if (get_user_pages(addr, 1, FOLL_WRITE, &page, NULL) != 1) {
			printk("translation not found for 0x%lx\n", addr);
			goto out;
		}
		kaddr = kmap(page);
		memcpy(kaddr + (addr & ~PAGE_MASK), &val, sizeof(val));
		kunmap(page);
		set_page_dirty_lock(page);
		put_page(page);
		printk("wrote 0x%lx to 0x%lx\n", val, addr);
	} else {
		printk("vma not found for 0x%lx\n", addr);
	}
out:
	up_read(&mm->mmap_lock);
}

/* one hex word, nothing else in it */
static int hex_ok(const char *s)
{
	int n = 0;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	while (*s == '0' && s[1])
		s++;
	for (; *s; s++, n++)
		if (!strchr("0123456789abcdefABCDEF", *s))
			return 0;
	return n > 0 && n <= 16;
}

static ssize_t mtest_proc_write(struct file *file, const char __user *buffer,
				size_t count, loff_t *data)
{
	char *buf, *a, *b, *c, *d;
	unsigned long val, val2;
	int n;
	ssize_t ret = -EINVAL;

	if (count > PAGE_SIZE - 1)
		return -EINVAL;
	buf = kzalloc(5 * PAGE_SIZE, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	a = buf + PAGE_SIZE;
	b = a + PAGE_SIZE;
	c = b + PAGE_SIZE;
	d = c + PAGE_SIZE;
	if (copy_from_user(buf, buffer, count)) {
		ret = -EFAULT;
		goto out;
	}
	if (strlen(buf) != count)
		goto out;
	n = sscanf(buf, "%s %s %s %s", a, b, c, d);

	mutex_lock(&mtest_mutex);
	if (n == 1 && strcmp(a, "listvma") == 0) {
		printk("[mtest] Got command: %s", buf);
		mtest_dump_vma_list();
		ret = count;
	} else if (n == 2 && strcmp(a, "findpage") == 0 && hex_ok(b)) {
		printk("[mtest] Got command: %s", buf);
		sscanf(b, "%lx", &val);
		mtest_find_page(val);
		ret = count;
	} else if (n == 3 && strcmp(a, "writeval") == 0 && hex_ok(b) && hex_ok(c)) {
		printk("[mtest] Got command: %s", buf);
		sscanf(b, "%lx", &val);
		sscanf(c, "%lx", &val2);
		mtest_write_val(val, val2);
		ret = count;
	} else {
		printk("mtest: input error\n");
	}
	mutex_unlock(&mtest_mutex);
out:
	kfree(buf);
	return ret;
}

static const struct proc_ops proc_mtest_operations = {
	.proc_write = mtest_proc_write
};

static struct proc_dir_entry *mtest_proc_entry;

static int __init mtest_init(void)
{
	mtest_proc_entry = proc_create("mtest", 0600, NULL, &proc_mtest_operations);
	if (mtest_proc_entry == NULL) {
		printk("Error creating proc entry\n");
		return -ENOMEM;
	}
	printk("create the filename mtest success\n");
	return 0;
}

static void __exit mtest_exit(void)
{
	printk("exit the module\n");
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
