// SPDX-License-Identifier: GPL-2.0
// mtest.c -- memory management lab
// Looking through all processes for every command seemed wasteful, so the
// target that was found is remembered.

#include <linux/module.h>
#include <linux/init.h>
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define CMD_MAX 256

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mtest_lock);	/* one command at a time; also guards target_pid */
static struct pid *target_pid;		/* where we found the target last time */

static bool has_name(struct task_struct *p)
{
	char comm[TASK_COMM_LEN];

	get_task_comm(comm, p);
	return strcmp(comm, target) == 0;
}

/* returns the task with a reference, or NULL */
static struct task_struct *get_target(void)
{
	struct task_struct *p, *task = NULL;

	if (target_pid) {
		task = get_pid_task(target_pid, PIDTYPE_TGID);
		/* still there, and still called so? (it may have exec'ed) */
		if (task && has_name(task))
			return task;
		if (task)
			put_task_struct(task);
		task = NULL;
		put_pid(target_pid);
		target_pid = NULL;
	}

	rcu_read_lock();
	for_each_process(p) {
		if (has_name(p)) {
			task = p;
			get_task_struct(task);
			break;
		}
	}
	rcu_read_unlock();

	if (task)
		target_pid = get_task_pid(task, PIDTYPE_TGID);
	return task;
}

static struct task_struct *get_by_pid(unsigned long nr)
{
	struct task_struct *task = NULL;
	struct pid *pid;

	if (nr > PID_MAX_LIMIT)
		return NULL;
	pid = find_get_pid(nr);
	if (pid) {
		task = get_pid_task(pid, PIDTYPE_PID);
		put_pid(pid);
	}
	return task;
}

/* ---- listvma ---- */

static int list_task(struct task_struct *task)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	char comm[TASK_COMM_LEN];

	mm = get_task_mm(task);
	if (!mm)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	get_task_comm(comm, task);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", comm, task->pid);
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end)) {
		char perm[4] = "---";

		if (vma->vm_flags & VM_READ)
			perm[0] = 'r';
		if (vma->vm_flags & VM_WRITE)
			perm[1] = 'w';
		if (vma->vm_flags & VM_EXEC)
			perm[2] = 'x';
		pr_info("[mtest.listvma] 0x%lx 0x%lx %s\n", vma->vm_start, vma->vm_end, perm);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

struct held_task {
	struct held_task *next;
	struct task_struct *task;
};

static int list_all(void)
{
	struct held_task *head = NULL, **tail = &head, *n;
	struct task_struct *p;
	int err = 0;

	rcu_read_lock();
	for_each_process(p) {
		n = kmalloc(sizeof(*n), GFP_ATOMIC);
		if (!n) {
			err = -ENOMEM;
			break;
		}
		get_task_struct(p);
		n->task = p;
		n->next = NULL;
		*tail = n;
		tail = &n->next;
	}
	rcu_read_unlock();

	while ((n = head)) {
		head = n->next;
		if (!err)
			err = list_task(n->task);
		put_task_struct(n->task);
		kfree(n);
		cond_resched();
	}
	return err;
}

/* ---- findpage ---- */

struct walk {
	unsigned long pgd, p4d, pud, pmd, pte;
	int depth;		/* how many of them are valid */
	int ok;
	unsigned long page, offset;
};

static void do_walk(struct mm_struct *mm, unsigned long a, struct walk *w)
{
	pgd_t *pgdp = pgd_offset(mm, a), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t pte;

	w->pgd = pgd_val(pgd);
	w->depth = 1;
	if (!pgd_present(pgd))
		return;

	p4dp = p4d_offset_lockless(pgdp, pgd, a);
	p4d = READ_ONCE(*p4dp);
	w->p4d = p4d_val(p4d);
	w->depth = 2;
	if (!p4d_present(p4d))
		return;

	pudp = pud_offset_lockless(p4dp, p4d, a);
	pud = READ_ONCE(*pudp);
	w->pud = pud_val(pud);
	w->depth = 3;
	if (!(w->pud & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud)) {
		w->ok = 1;
		w->offset = a & (PUD_SIZE - 1);
		w->page = (unsigned long)pud_pfn(pud) * PAGE_SIZE;
		return;
	}

	pmdp = pmd_offset_lockless(pudp, pud, a);
	pmd = READ_ONCE(*pmdp);
	w->pmd = pmd_val(pmd);
	w->depth = 4;
	if (!(w->pmd & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmd)) {
		w->ok = 1;
		w->offset = a & (PMD_SIZE - 1);
		w->page = (unsigned long)pmd_pfn(pmd) * PAGE_SIZE;
		return;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, a));
	w->pte = pte_val(pte);
	w->depth = 5;
	if (!(w->pte & _PAGE_PRESENT))
		return;
	w->ok = 1;
	w->offset = a & (PAGE_SIZE - 1);
	w->page = (unsigned long)pte_pfn(pte) * PAGE_SIZE;
}

#define show(level) do {							\
	pr_info("[mtest.findpage] " #level "_val = 0x%lx\n", w.level);		\
	pr_info("[mtest.findpage] " #level "_index = %lu\n",			\
		(unsigned long)level##_index(a));				\
} while (0)

static int findpage(struct task_struct *task, unsigned long a)
{
	struct walk w = {};
	struct mm_struct *mm = NULL;
	char comm[TASK_COMM_LEN];

	if (a < TASK_SIZE_MAX)
		mm = get_task_mm(task);
	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		do_walk(mm, a, &w);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}

	get_task_comm(comm, task);
	pr_info("[mtest.findpage] vaddr = 0x%lx\n", a);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", !!pgtable_l5_enabled());
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", comm, task->pid);
	if (w.depth >= 1)
		show(pgd);
	if (w.depth >= 2)
		show(p4d);
	if (w.depth >= 3)
		show(pud);
	if (w.depth >= 4)
		show(pmd);
	if (w.depth >= 5)
		show(pte);
	if (w.ok) {
		pr_info("[mtest.findpage] page_addr = 0x%lx\n", w.page);
		pr_info("[mtest.findpage] page_offset = 0x%lx\n", w.offset);
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", a, w.page | w.offset);
	} else {
		pr_info("[mtest.findpage] translation not found\n");
	}
	return 0;
}

/* ---- writeval ---- */

static const char *put_word(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	unsigned long last = addr + sizeof(val) - 1;
	struct vm_area_struct *v1, *v2;
	struct page *pages[2];
	int i, want, got;

	if (last < addr || last >= TASK_SIZE_MAX)
		return "vma not found";
	v1 = find_vma(mm, addr);
	v2 = find_vma(mm, last);
	if (!v1 || v1->vm_start > addr || !v2 || v2->vm_start > last)
		return "vma not found";
	if (!(v1->vm_flags & v2->vm_flags & VM_WRITE))
		return "vma has no write permission";

	want = 1 + ((addr >> PAGE_SHIFT) != (last >> PAGE_SHIFT));
	got = pin_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, pages, NULL, NULL);
	if (got != want) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return "translation not found";
	}
	for (i = 0; i < sizeof(val); i++) {
		struct page *page = pages[((addr + i) >> PAGE_SHIFT) - (addr >> PAGE_SHIFT)];
		u8 *p = kmap_local_page(page);

		p[offset_in_page(addr + i)] = val >> (8 * i);
		kunmap_local(p);
	}
	unpin_user_pages_dirty_lock(pages, want, true);
	return NULL;
}

static int writeval(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(task);
	const char *why = "vma not found";

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		why = put_word(mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why)
		pr_info("[mtest.writeval] %s\n", why);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

/* ---- the file ---- */

static bool number(const char *s, int base, unsigned long *res)
{
	return *s != '+' && *s != '-' && kstrtoul(s, base, res) == 0;
}

static int command(char *line, char *copy)
{
	char *argv[5], *tok;
	unsigned long x[2] = {}, pid = 0;
	struct task_struct *task;
	int argc = 0, nargs, i, err;
	bool with_pid;

	while ((tok = strsep(&copy, " \t")) != NULL) {
		if (!*tok)
			continue;
		if (argc == 5)
			return -EINVAL;
		argv[argc++] = tok;
	}
	if (argc == 0)
		return -EINVAL;
	if (!strcmp(argv[0], "listvma"))
		nargs = 0;
	else if (!strcmp(argv[0], "findpage"))
		nargs = 1;
	else if (!strcmp(argv[0], "writeval"))
		nargs = 2;
	else
		return -EINVAL;
	if (argc != nargs + 1 && argc != nargs + 2)
		return -EINVAL;
	with_pid = argc == nargs + 2;
	for (i = 0; i < nargs; i++)
		if (!number(argv[i + 1], 16, &x[i]))
			return -EINVAL;
	if (with_pid && !number(argv[argc - 1], 10, &pid))
		return -EINVAL;

	mutex_lock(&mtest_lock);
	pr_info("[mtest] Got command: %s\n", line);
	if (nargs == 0 && !with_pid) {
		err = list_all();
		goto out;
	}
	task = with_pid ? get_by_pid(pid) : get_target();
	if (!task) {
		pr_info("[mtest] no such process\n");
		err = -ESRCH;
		goto out;
	}
	if (nargs == 0)
		err = list_task(task);
	else if (nargs == 1)
		err = findpage(task, x[0]);
	else
		err = writeval(task, x[0], x[1]);
	put_task_struct(task);
out:
	mutex_unlock(&mtest_lock);
	return err;
}

static ssize_t mtest_write(struct file *f, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char line[CMD_MAX], copy[CMD_MAX];
	size_t n = count, i;
	int err;

	if (count >= CMD_MAX)
		return -EINVAL;
	if (copy_from_user(line, ubuf, count))
		return -EFAULT;
	if (n && line[n - 1] == '\n')
		n--;
	line[n] = 0;
	for (i = 0; i < n; i++)
		if (line[i] != '\t' && (!isascii(line[i]) || !isprint(line[i])))
			return -EINVAL;
	memcpy(copy, line, n + 1);
	err = command(line, copy);
	return err ? err : count;
}

static const struct proc_ops ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
	put_pid(target_pid);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
