#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/sched.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("OS course 2023, homework 3");

#define PROC_NAME "mtest"
#define BUF_LEN 256

static DEFINE_MUTEX(mtest_mutex);

/* print all vma of the process */
static void mtest_listvma(void)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	VMA_ITERATOR(vmi, mm, 0);

	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", current->comm, current->tgid);
	mmap_read_lock(mm);
	for_each_vma(vmi, vma) {
		char perm[4] = "---";

		if (vma->vm_flags & VM_READ)
			perm[0] = 'r';
		if (vma->vm_flags & VM_WRITE)
			perm[1] = 'w';
		if (vma->vm_flags & VM_EXEC)
			perm[2] = 'x';
		printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %s\n", vma->vm_start, vma->vm_end, perm);
	}
	mmap_read_unlock(mm);
}

static void print_entry(const char *name, unsigned long val, unsigned long index)
{
	printk(KERN_INFO "[mtest.findpage] %s_val = 0x%lx\n", name, val);
	printk(KERN_INFO "[mtest.findpage] %s_index = %lu\n", name, index);
}

/* walk the page table; returns 1 and the physical address if mapped */
static int walk_page_table(struct mm_struct *mm, unsigned long addr, unsigned long *paddr,
			   unsigned long *offset)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (addr >= TASK_SIZE_MAX)
		return 0;

	pgd = pgd_offset(mm, addr);
	print_entry("pgd", pgd_val(*pgd), pgd_index(addr));
	if (pgd_none(*pgd))
		return 0;

	p4d = p4d_offset(pgd, addr);
	print_entry("p4d", p4d_val(*p4d), p4d_index(addr));
	if (p4d_none(*p4d))
		return 0;

	pud = pud_offset(p4d, addr);
	print_entry("pud", pud_val(*pud), pud_index(addr));
	if (!pud_present(*pud))
		return 0;
	if (pud_leaf(*pud)) {
		*offset = addr & ~PUD_MASK;
		*paddr = PFN_PHYS(pud_pfn(*pud)) + *offset;
		return 1;
	}

	pmd = pmd_offset(pud, addr);
	print_entry("pmd", pmd_val(*pmd), pmd_index(addr));
	if (!pmd_present(*pmd))
		return 0;
	if (pmd_leaf(*pmd)) {
		*offset = addr & ~PMD_MASK;
		*paddr = PFN_PHYS(pmd_pfn(*pmd)) + *offset;
		return 1;
	}

	pte = pte_offset_kernel(pmd, addr);
	print_entry("pte", pte_val(*pte), pte_index(addr));
	if (!pte_present(*pte))
		return 0;
	*offset = addr & ~PAGE_MASK;
	*paddr = PFN_PHYS(pte_pfn(*pte)) + *offset;
	return 1;
}

static void mtest_findpage(unsigned long addr)
{
	struct mm_struct *mm = current->mm;
	unsigned long paddr, offset;
	int found;

	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", addr);
	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());
	printk(KERN_INFO "[mtest.findpage] current = %s, PID = %d\n", current->comm, current->tgid);

	mmap_read_lock(mm);
	found = walk_page_table(mm, addr, &paddr, &offset);
	mmap_read_unlock(mm);

	if (!found) {
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
		return;
	}
	printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n",
	       paddr - offset, offset);
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, paddr);
}

static void mtest_writeval(unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long flags = 0;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, addr);
	if (vma)
		flags = vma->vm_flags;
	mmap_read_unlock(mm);

	if (!vma) {
		printk(KERN_INFO "[mtest.writeval] vma not found\n");
		return;
	}
	if (!(flags & VM_WRITE)) {
		printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
		return;
	}
	/* the MMU does the rest: it faults, copies on write, or refuses */
	if (put_user(val, (unsigned long __user *)addr)) {
		printk(KERN_INFO "[mtest.writeval] translation not found\n");
		return;
	}
	printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
}

static int to_hex(const char *s, unsigned long *v)
{
	if (!isxdigit(s[0]))
		return -EINVAL;
	return kstrtoul(s, 16, v) ? -EINVAL : 0;
}

static ssize_t mtest_proc_write(struct file *file, const char __user *buffer,
				size_t count, loff_t *pos)
{
	char buf[BUF_LEN];
	unsigned long addr, val;
	int argc, ret = -EINVAL;
	char **argv;

	if (count == 0 || count >= BUF_LEN)
		return -EINVAL;
	if (copy_from_user(buf, buffer, count))
		return -EFAULT;
	buf[count] = '\0';
	if (strlen(buf) != count)
		return -EINVAL;
	if (buf[count - 1] == '\n')
		buf[count - 1] = '\0';
	if (strpbrk(buf, "\n\r\v\f"))
		return -EINVAL;

	argv = argv_split(GFP_KERNEL, buf, &argc);
	if (!argv)
		return -ENOMEM;

	mutex_lock(&mtest_mutex);
	if (argc == 1 && !strcmp(argv[0], "listvma")) {
		printk(KERN_INFO "[mtest] Got command: listvma\n");
		mtest_listvma();
		ret = 0;
	} else if (argc == 2 && !strcmp(argv[0], "findpage")) {
		ret = to_hex(argv[1], &addr);
		if (!ret) {
			printk(KERN_INFO "[mtest] Got command: findpage 0x%lx\n", addr);
			mtest_findpage(addr);
		}
	} else if (argc == 3 && !strcmp(argv[0], "writeval")) {
		if (!to_hex(argv[1], &addr) && !to_hex(argv[2], &val)) {
			printk(KERN_INFO "[mtest] Got command: writeval 0x%lx 0x%lx\n", addr, val);
			mtest_writeval(addr, val);
			ret = 0;
		}
	}
	mutex_unlock(&mtest_mutex);
	argv_free(argv);
	return ret ? ret : count;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_proc_write,
};

static int __init mtest_init(void)
{
	if (!proc_create(PROC_NAME, 0666, NULL, &mtest_proc_ops)) {
		printk(KERN_ERR "[mtest] cannot create /proc/%s\n", PROC_NAME);
		return -ENOMEM;
	}
	printk(KERN_INFO "[mtest] module loaded\n");
	return 0;
}

static void __exit mtest_exit(void)
{
	printk(KERN_INFO "[mtest] module unloaded\n");
}

module_init(mtest_init);
module_exit(mtest_exit);
