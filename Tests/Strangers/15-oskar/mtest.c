// mtest, Oskar, Grupp 7
#define DEBUG_TAG "mtest"
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(giant);

struct proc_ref {
	struct task_struct *task;
	struct mm_struct *mm;
};

static int proc_ref_get(struct proc_ref *r, struct task_struct *task)
{
	r->task = task;
	r->mm = task ? get_task_mm(task) : NULL;
	if (r->mm)
		return 0;
	if (task)
		put_task_struct(task);
	return -ESRCH;
}

static void proc_ref_put(struct proc_ref *r)
{
	mmput(r->mm);
	put_task_struct(r->task);
}

static int proc_ref_by_pid(struct proc_ref *r, long nr)
{
	struct task_struct *t;

	rcu_read_lock();
	t = pid_task(find_vpid((int)nr), PIDTYPE_TGID);
	if (t)
		get_task_struct(t);
	rcu_read_unlock();
	return proc_ref_get(r, t);
}

static int proc_ref_by_name(struct proc_ref *r, const char *name)
{
	struct task_struct *t, *hit = NULL;

	rcu_read_lock();
	for_each_process(t)
		if (!strcmp(t->comm, name)) {
			hit = t;
			get_task_struct(hit);
			break;
		}
	rcu_read_unlock();
	return proc_ref_get(r, hit);
}

static void listvma(struct proc_ref *r)
{
	struct vm_area_struct *vma;
	unsigned long at = 0;

	pr_info("[mtest.listvma] Process = %s, PID = %d\n", r->task->comm, r->task->pid);
	mmap_read_lock(r->mm);
	while ((vma = find_vma(r->mm, at)) != NULL) {
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			(vma->vm_flags & VM_READ) ? 'r' : '-',
			(vma->vm_flags & VM_WRITE) ? 'w' : '-',
			(vma->vm_flags & VM_EXEC) ? 'x' : '-');
		at = vma->vm_end;
	}
	mmap_read_unlock(r->mm);
}

static void listvma_all(void)
{
	struct proc_ref r;
	struct pid *pid;
	int nr = 1;

	do {
		rcu_read_lock();
		pid = find_ge_pid(nr, &init_pid_ns);
		nr = pid ? pid_nr(pid) : 0;
		rcu_read_unlock();
		if (nr && !proc_ref_by_pid(&r, nr)) {
			listvma(&r);
			proc_ref_put(&r);
		}
	} while (nr++);
}

#define SHOW(lvl) \
	pr_info("[mtest.findpage] " #lvl "_val = 0x%lx, " #lvl "_index = %lu\n", lvl##_val(*lvl), lvl##_index(va))

static phys_addr_t lookup(struct mm_struct *mm, unsigned long va)
{
	const phys_addr_t none = ~(phys_addr_t)0;
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (!vma_lookup(mm, va))
		return none;
	pgd = pgd_offset(mm, va);
	SHOW(pgd);
	if (pgd_none(*pgd))
		return none;
	p4d = p4d_offset(pgd, va);
	SHOW(p4d);
	if (p4d_none(*p4d))
		return none;
	pud = pud_offset(p4d, va);
	SHOW(pud);
	if (!pud_present(*pud))
		return none;
	if (pud_large(*pud))
		return PFN_PHYS(pud_pfn(*pud)) + (va & ~PUD_MASK);
	pmd = pmd_offset(pud, va);
	SHOW(pmd);
	if (!pmd_present(*pmd))
		return none;
	if (pmd_large(*pmd))
		return PFN_PHYS(pmd_pfn(*pmd)) + (va & ~PMD_MASK);
	pte = pte_offset_kernel(pmd, va);
	SHOW(pte);
	if (!pte_present(*pte))
		return none;
	return PFN_PHYS(pte_pfn(*pte)) + (va & ~PAGE_MASK);
}

static void findpage(struct proc_ref *r, unsigned long va)
{
	phys_addr_t pa;

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", r->task->comm, r->task->pid);
	mmap_read_lock(r->mm);
	pa = lookup(r->mm, va);
	mmap_read_unlock(r->mm);
	if (pa == ~(phys_addr_t)0) {
		pr_info("[mtest.findpage] translation not found\n");
		return;
	}
	pr_debug("[mtest.findpage] page_addr = 0x%llx, page_offset = 0x%llx\n", pa & PAGE_MASK, pa & ~PAGE_MASK);
	pr_debug("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", va, pa);
}

static void writeval(struct proc_ref *r, unsigned long va, unsigned long val)
{
	struct vm_area_struct *vma;
	struct page *page;

	mmap_read_lock(r->mm);
	vma = vma_lookup(r->mm, va);
	if (!vma || vma->vm_end - va < sizeof(val)) {
		pr_info("[mtest.writeval] vma not found\n");
		goto out;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		pr_info("[mtest.writeval] vma has no write permission\n");
		goto out;
	}
	if (offset_in_page(va) > PAGE_SIZE - sizeof(val)) {
		pr_info("[mtest.writeval] crosses a page, refused\n");
		goto out;
	}
	if (get_user_pages_remote(r->mm, va, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
		pr_info("[mtest.writeval] translation not found\n");
		goto out;
	}
	memcpy_to_page(page, offset_in_page(va), (char *)&val, sizeof(val));
	set_page_dirty_lock(page);
	put_page(page);
	pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
out:
	mmap_read_unlock(r->mm);
}

static int handle(char *cmd, const char *echo)
{
	char *argv[4], *w;
	int argc = 0, need, err;
	long addr = 0, val = 0, nr = 0;
	struct proc_ref r;

	while ((w = strsep(&cmd, " \t"))) {
		if (!*w)
			continue;
		if (argc == 4)
			return -EINVAL;
		argv[argc++] = w;
	}
	if (!argc)
		return -EINVAL;
	if (!strcmp(argv[0], "listvma"))
		need = 1;
	else if (!strcmp(argv[0], "findpage"))
		need = 2;
	else if (!strcmp(argv[0], "writeval"))
		need = 3;
	else
		return -EINVAL;
	if (argc != need && argc != need + 1)
		return -EINVAL;
	if (need >= 2 && kstrtol(argv[1], 16, &addr))
		return -EINVAL;
	if (need >= 3 && kstrtol(argv[2], 16, &val))
		return -EINVAL;
	if (argc > need && (kstrtol(argv[need], 10, &nr) || nr < 0 || nr > INT_MAX))
		return -EINVAL;

	mutex_lock(&giant);
	pr_info("[mtest] Got command: %s\n", echo);
	err = 0;
	if (need == 1 && argc == 1) {
		listvma_all();
		goto out;
	}
	err = argc > need ? proc_ref_by_pid(&r, nr) : proc_ref_by_name(&r, target);
	if (err) {
		pr_info("[mtest] no such process\n");
		goto out;
	}
	if (need == 1)
		listvma(&r);
	else if (need == 2)
		findpage(&r, addr);
	else
		writeval(&r, addr, val);
	proc_ref_put(&r);
out:
	mutex_unlock(&giant);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t len, loff_t *ppos)
{
	char *cmd, *echo;
	ssize_t ret = -EINVAL;

	if (!len || len > 256)
		return -EINVAL;
	cmd = memdup_user_nul(ubuf, len);
	if (IS_ERR(cmd))
		return PTR_ERR(cmd);
	if (strlen(cmd) == len) {
		if (cmd[len - 1] == '\n')
			cmd[len - 1] = 0;
		echo = kstrdup(cmd, GFP_KERNEL);
		ret = echo ? handle(cmd, echo) : -ENOMEM;
		kfree(echo);
	}
	kfree(cmd);
	return ret ? ret : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0600, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
