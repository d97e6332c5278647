#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define BUF_SIZE 256
#define OUT(fmt, ...) printk(KERN_ALERT "[mtest] " fmt "\n", ##__VA_ARGS__)

static struct proc_dir_entry *mtest_proc_entry;
static DEFINE_MUTEX(biglock);

/* 打印所有VMA */
static void mtest_list_vma(struct task_struct *task, struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	struct vma_iterator vmi;

	OUT("Process = %s, PID = %d", task->comm, task->pid);
	mmap_read_lock(mm);
	vma_iter_init(&vmi, mm, 0);
	for_each_vma(vmi, vma) {
		char p[4] = { '-', '-', '-', 0 };
		if (vma->vm_flags & VM_READ)  p[0] = 'r';
		if (vma->vm_flags & VM_WRITE) p[1] = 'w';
		if (vma->vm_flags & VM_EXEC)  p[2] = 'x';
		OUT("%08lx %08lx %s", vma->vm_start, vma->vm_end, p);
	}
	mmap_read_unlock(mm);
}

/* 页表遍历，返回物理地址，0表示失败 */
static unsigned long mtest_seek(struct mm_struct *mm, unsigned long va)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	pgd = pgd_offset(mm, va);
	OUT("pgd_val = %lx, pgd_index = %lu", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd))
		return 0;
	p4d = p4d_offset(pgd, va);
	OUT("p4d_val = %lx, p4d_index = %lu", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d))
		return 0;
	pud = pud_offset(p4d, va);
	OUT("pud_val = %lx, pud_index = %lu", pud_val(*pud), pud_index(va));
	if (!pud_present(*pud))
		return 0;
	if (pud_large(*pud))
		return (pud_pfn(*pud) << PAGE_SHIFT) | (va & ~PUD_MASK);
	pmd = pmd_offset(pud, va);
	OUT("pmd_val = %lx, pmd_index = %lu", pmd_val(*pmd), pmd_index(va));
	if (!pmd_present(*pmd))
		return 0;
	if (pmd_large(*pmd))
		return (pmd_pfn(*pmd) << PAGE_SHIFT) | (va & ~PMD_MASK);
	pte = pte_offset_map(pmd, va);
	OUT("pte_val = %lx, pte_index = %lu", pte_val(*pte), pte_index(va));
	if (!pte_present(*pte))
		return 0;
	return (pte_pfn(*pte) << PAGE_SHIFT) | (va & ~PAGE_MASK);
}

static void mtest_find_page(struct task_struct *task, struct mm_struct *mm, unsigned long va)
{
	unsigned long pa = 0;

	OUT("vaddr = %lx", va);
	OUT("pgtable_l5_enabled = %d", pgtable_l5_enabled());
	OUT("Process = %s, PID = %d", task->comm, task->pid);
	mmap_read_lock(mm);
	if (vma_lookup(mm, va))
		pa = mtest_seek(mm, va);
	mmap_read_unlock(mm);
	if (pa) {
		OUT("page_addr = %lx, page_offset = %lx", pa & PAGE_MASK, pa & ~PAGE_MASK);
		OUT("vaddr = %lx -> paddr = %lx", va, pa);
	} else {
		OUT("translation not found");
	}
}

/* 写 */
static void mtest_write_val(struct mm_struct *mm, unsigned long va, unsigned long val)
{
	struct vm_area_struct *vma;
	struct page *page;
	unsigned char *kaddr;

	mmap_read_lock(mm);
	vma = find_vma(mm, va);
	if (!vma || va < vma->vm_start || va + sizeof(val) > vma->vm_end) {
		OUT("vma not found");
		goto out;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		OUT("vma has no write permission");
		goto out;
	}
	if ((va & ~PAGE_MASK) + sizeof(val) > PAGE_SIZE) {
		OUT("word crosses a page, refused");
		goto out;
	}
	if (get_user_pages_remote(mm, va, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
		OUT("translation not found");
		goto out;
	}
	kaddr = kmap_local_page(page);
	*(unsigned int *)(kaddr + (va & ~PAGE_MASK)) = val;
	kunmap_local(kaddr);
	set_page_dirty_lock(page);
	put_page(page);
	OUT("wrote 0x%lx to 0x%lx", val, va);
out:
	mmap_read_unlock(mm);
}

static ssize_t mtest_proc_write(struct file *file, const char __user *buffer,
				size_t count, loff_t *data)
{
	char *buf, *cur, *tok, *arg[6];
	unsigned long x = 0, y = 0;
	int n = 0, want, pid = 0;
	struct task_struct *task = NULL;
	struct mm_struct *mm = NULL;
	ssize_t ret = -EINVAL;

	if (count > BUF_SIZE - 1)
		return -EINVAL;
	buf = kzalloc(BUF_SIZE, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, buffer, count)) {
		kfree(buf);
		return -EFAULT;
	}
	if (strlen(buf) != count)
		goto free;
	if (count && buf[count - 1] == '\n')
		buf[count - 1] = 0;

	cur = buf;
	while ((tok = strsep(&cur, " \t"))) {
		if (!*tok)
			continue;
		if (*tok == '+' || *tok == '-' || n == 4)
			goto free;
		arg[n++] = tok;
	}
	if (!n)
		goto free;

	if (!strcmp(arg[0], "listvma"))
		want = 1;
	else if (!strcmp(arg[0], "findpage"))
		want = 2;
	else if (!strcmp(arg[0], "writeval"))
		want = 3;
	else
		goto free;
	if (n < want || n > want + 1)
		goto free;
	if (want > 1 && kstrtoul(arg[1], 16, &x))
		goto free;
	if (want > 2 && kstrtoul(arg[2], 16, &y))
		goto free;
	if (n > want && kstrtoint(arg[want], 10, &pid))
		goto free;

	mutex_lock(&biglock);
	if (n > want) {
		rcu_read_lock();
		task = pid_task(find_vpid(pid), PIDTYPE_TGID);
		if (task)
			get_task_struct(task);
		rcu_read_unlock();
	} else {
		/* 默认当前进程 */
		task = current;
		get_task_struct(task);
	}
	if (task)
		mm = get_task_mm(task);
	if (!mm) {
		OUT("no such process");
		ret = -ESRCH;
	} else {
		if (want == 1)
			mtest_list_vma(task, mm);
		else if (want == 2)
			mtest_find_page(task, mm, x);
		else
			mtest_write_val(mm, x, y);
		mmput(mm);
		ret = count;
	}
	if (task)
		put_task_struct(task);
	mutex_unlock(&biglock);
free:
	kfree(buf);
	return ret;
}

static const struct proc_ops mtest_ops = { .proc_write = mtest_proc_write };

static int __init mtest_init(void)
{
	mtest_proc_entry = proc_create("mtest", 0600, NULL, &mtest_ops);
	return mtest_proc_entry ? 0 : -1;
}

static void __exit mtest_exit(void)
{
	proc_remove(mtest_proc_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
