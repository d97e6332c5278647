// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/ctype.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>
#include <linux/pgtable.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("mtest: inspect and modify the memory of a process");

static char *target = "test";
module_param(target, charp, 0444);

static char cmd[512];
static DEFINE_MUTEX(cmd_mutex);		/* protects cmd */

enum level { PGD, P4D, PUD, PMD, PTE, NLEVELS };

struct translation {
	struct {
		unsigned long val, index;
	} entry[NLEVELS];
	int depth;
	unsigned long page_size;	/* 0: no translation */
	unsigned long page_addr;
};

/* Copy the walk into *tr so that printing is done without the lock. */
static void translate(struct mm_struct *mm, unsigned long va, struct translation *tr)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

#define RECORD(L, p, v, i) do {			\
		tr->entry[L].val = v(*p);	\
		tr->entry[L].index = i(va);	\
		tr->depth = L + 1;		\
	} while (0)

	pgd = pgd_offset(mm, va);
	RECORD(PGD, pgd, pgd_val, pgd_index);
	if (pgd_none(*pgd))
		return;
	p4d = p4d_offset(pgd, va);
	RECORD(P4D, p4d, p4d_val, p4d_index);
	if (!p4d_present(*p4d))
		return;
	pud = pud_offset(p4d, va);
	RECORD(PUD, pud, pud_val, pud_index);
	if (!pud_present(*pud))
		return;
	if (pud_leaf(*pud)) {
		tr->page_size = PUD_SIZE;
		tr->page_addr = PFN_PHYS(pud_pfn(*pud));
		return;
	}
	pmd = pmd_offset(pud, va);
	RECORD(PMD, pmd, pmd_val, pmd_index);
	if (!pmd_present(*pmd))
		return;
	if (pmd_leaf(*pmd)) {
		tr->page_size = PMD_SIZE;
		tr->page_addr = PFN_PHYS(pmd_pfn(*pmd));
		return;
	}
	pte = pte_offset_map(pmd, va);
	RECORD(PTE, pte, pte_val, pte_index);
	if (pte_present(*pte)) {
		tr->page_size = PAGE_SIZE;
		tr->page_addr = PFN_PHYS(pte_pfn(*pte));
	}
	pte_unmap(pte);
}

static int do_findpage(struct task_struct *tsk, unsigned long va)
{
	static const char * const name[NLEVELS] = { "pgd", "p4d", "pud", "pmd", "pte" };
	struct mm_struct *mm = get_task_mm(tsk);
	struct translation tr = { };
	unsigned long off;
	int i;

	if (!mm)
		return -ESRCH;
	if (va < TASK_SIZE_MAX) {
		mmap_read_lock(mm);
		translate(mm, va, &tr);
		mmap_read_unlock(mm);
	}
	mmput(mm);

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", tsk->comm, tsk->pid);
	for (i = 0; i < tr.depth; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", name[i], tr.entry[i].val);
		pr_info("[mtest.findpage] %s_index = %lu\n", name[i], tr.entry[i].index);
	}
	if (!tr.page_size) {
		pr_info("[mtest.findpage] translation not found\n");
		return 0;
	}
	off = va & (tr.page_size - 1);
	pr_info("[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n", tr.page_addr, off);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", va, tr.page_addr + off);
	return 0;
}

static int do_listvma(struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	struct vm_area_struct *vma;
	unsigned long index = 0;

	if (!mm)
		return -ESRCH;
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", tsk->comm, tsk->pid);
	mmap_read_lock(mm);
	mt_for_each(&mm->mm_mt, vma, index, ULONG_MAX) {
		unsigned long f = vma->vm_flags;

		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			"-r"[!!(f & VM_READ)], "-w"[!!(f & VM_WRITE)], "-x"[!!(f & VM_EXEC)]);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int do_listvma_all(void)
{
	struct task_struct *p, **list;
	size_t n = 0, max = 4096, i;

	list = kvmalloc_array(max, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p)
		if (n < max)
			list[n++] = get_task_struct(p);
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		do_listvma(list[i]);
		put_task_struct(list[i]);
	}
	kvfree(list);
	return 0;
}

/*
 * The kernel has a function for exactly this, the one ptrace uses.  It faults
 * the page in and breaks copy-on-write.
 */
static int do_writeval(struct task_struct *tsk, unsigned long va, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(tsk);

	if (!mm)
		return -ESRCH;
	mmput(mm);
	access_process_vm(tsk, va, &val, sizeof(val), FOLL_WRITE | FOLL_FORCE);
	pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
	return 0;
}

static struct task_struct *find_task(int pid)
{
	struct task_struct *p, *found = NULL;

	if (pid >= 0) {
		struct pid *nr = find_get_pid(pid);

		found = get_pid_task(nr, PIDTYPE_PID);
		put_pid(nr);
		return found;
	}
	rcu_read_lock();
	for_each_process(p)
		if (p->mm && !strcmp(p->comm, target)) {
			found = get_task_struct(p);
			break;
		}
	rcu_read_unlock();
	return found;
}

static int execute(char *line)
{
	char *word[5], *w;
	unsigned long num[2];
	struct task_struct *tsk;
	int n = 0, nums, i, pid = -1, err;

	while ((w = strsep(&line, " \t"))) {
		if (!*w)
			continue;
		if (n == ARRAY_SIZE(word))
			return -EINVAL;
		word[n++] = w;
	}
	if (!n)
		return -EINVAL;
	if (!strcmp(word[0], "listvma"))
		nums = 0;
	else if (!strcmp(word[0], "findpage"))
		nums = 1;
	else if (!strcmp(word[0], "writeval"))
		nums = 2;
	else
		return -EINVAL;

	if (n < nums + 1 || n > nums + 2)
		return -EINVAL;
	for (i = 0; i < nums; i++)
		if (!isxdigit(word[i + 1][0]) || kstrtoul(word[i + 1], 16, &num[i]))
			return -EINVAL;
	if (n == nums + 2)
		if (!isdigit(word[n - 1][0]) || kstrtoint(word[n - 1], 10, &pid))
			return -EINVAL;

	pr_info("[mtest] Got command: %s%s%s%s%s%s%s\n", word[0],
		n > 1 ? " " : "", n > 1 ? word[1] : "",
		n > 2 ? " " : "", n > 2 ? word[2] : "",
		n > 3 ? " " : "", n > 3 ? word[3] : "");

	if (nums == 0 && pid < 0)
		return do_listvma_all();
	tsk = find_task(pid);
	if (!tsk) {
		pr_info("[mtest] no such process\n");
		return -ESRCH;
	}
	switch (nums) {
	case 0:
		err = do_listvma(tsk);
		break;
	case 1:
		err = do_findpage(tsk, num[0]);
		break;
	default:
		err = do_writeval(tsk, num[0], num[1]);
		break;
	}
	if (err == -ESRCH)
		pr_info("[mtest] no such process\n");
	put_task_struct(tsk);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	ssize_t len, err;

	mutex_lock(&cmd_mutex);
	err = -EINVAL;
	len = simple_write_to_buffer(cmd, sizeof(cmd) - 1, ppos, ubuf, count);
	if (len < 0) {
		err = len;
		goto out;
	}
	if (len == 0 || len != count)		/* does not fit */
		goto out;
	cmd[*ppos] = '\0';
	if (strlen(cmd) != *ppos)
		goto out;
	if (cmd[*ppos - 1] == '\n')
		cmd[*ppos - 1] = '\0';
	if (strchr(cmd, '\n'))
		goto out;
	err = execute(cmd);
out:
	mutex_unlock(&cmd_mutex);
	return err ? err : count;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}
module_init(mtest_init);

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}
module_exit(mtest_exit);
