// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) "[" KBUILD_MODNAME fmt

#include <linux/module.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/slab.h>

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mtest_mutex);

static int mtest_list_vma(struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	struct vm_area_struct *vma;
	unsigned long index = 0;

	if (!mm)
		return 0;

	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}

	pr_info(".listvma] Process = %s, PID = %d\n", tsk->comm, task_pid_nr(tsk));
	mt_for_each(&mm->mm_mt, vma, index, ULONG_MAX) {
		unsigned long f = vma->vm_flags;

		pr_info(".listvma] 0x%lx 0x%lx %s%s%s\n", vma->vm_start, vma->vm_end,
			f & VM_READ ? "r" : "-", f & VM_WRITE ? "w" : "-", f & VM_EXEC ? "x" : "-");
	}

	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

/* holds one process at a time, and goes on from where that one is in the order of pids */
static struct task_struct *mtest_next_process(int *nr)
{
	struct task_struct *p, *best = NULL;

	rcu_read_lock();
	for_each_process(p) {
		if (p->pid > *nr && (!best || p->pid < best->pid))
			best = p;
	}
	if (best) {
		get_task_struct(best);
		*nr = best->pid;
	}
	rcu_read_unlock();
	return best;
}

static int mtest_list_all(void)
{
	struct task_struct *tsk;
	int nr = 0, err = 0;

	while (!err && (tsk = mtest_next_process(&nr))) {
		err = mtest_list_vma(tsk);
		put_task_struct(tsk);
		cond_resched();
	}
	return err;
}

#define STEP(level)									\
	pr_info(".findpage] " #level "_val = 0x%lx, " #level "_index = %lu\n",		\
		w.level, w.level##_i)

struct mtest_walk {
	unsigned long pgd, p4d, pud, pmd, pte;
	unsigned long pgd_i, p4d_i, pud_i, pmd_i, pte_i;
	int deep;
	unsigned long mask;	/* of the page that was found, 0 for none */
	unsigned long pa;
};

static void mtest_walk(struct mm_struct *mm, unsigned long va, struct mtest_walk *w)
{
	pgd_t pgd = READ_ONCE(*pgd_offset(mm, va));
	p4d_t p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t pte;

	w->pgd = pgd_val(pgd);
	w->pgd_i = pgd_index(va);
	w->deep = 1;
	if (!(w->pgd & _PAGE_PRESENT))
		return;

	p4d = READ_ONCE(*p4d_offset(&pgd, va));
	w->p4d = p4d_val(p4d);
	w->p4d_i = pgtable_l5_enabled() ? p4d_index(va) : 0;
	w->deep = 2;
	if (!(w->p4d & _PAGE_PRESENT))
		return;

	pudp = pud_offset(&p4d, va);
	pud = READ_ONCE(*pudp);
	w->pud = pud_val(pud);
	w->pud_i = pud_index(va);
	w->deep = 3;
	if (!(w->pud & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud)) {
		w->mask = PUD_MASK;
		w->pa = (pud_pfn(pud) << PAGE_SHIFT) + (va & ~PUD_MASK);
		return;
	}

	pmdp = pmd_offset(&pud, va);
	pmd = READ_ONCE(*pmdp);
	w->pmd = pmd_val(pmd);
	w->pmd_i = pmd_index(va);
	w->deep = 4;
	if (!(w->pmd & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmd)) {
		w->mask = PMD_MASK;
		w->pa = (pmd_pfn(pmd) << PAGE_SHIFT) + (va & ~PMD_MASK);
		return;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, va));
	w->pte = pte_val(pte);
	w->pte_i = pte_index(va);
	w->deep = 5;
	if (!(w->pte & _PAGE_PRESENT))
		return;
	w->mask = PAGE_MASK;
	w->pa = (pte_pfn(pte) << PAGE_SHIFT) + (va & ~PAGE_MASK);
}

static int mtest_find_page(struct task_struct *tsk, unsigned long va)
{
	struct mtest_walk w = {};
	struct mm_struct *mm = get_task_mm(tsk);

	if (mm) {
		if (va < TASK_SIZE_MAX) {
			if (mmap_read_lock_killable(mm)) {
				mmput(mm);
				return -EINTR;
			}
			local_irq_disable();
			mtest_walk(mm, va, &w);
			local_irq_enable();
			mmap_read_unlock(mm);
		}
		mmput(mm);
	}

	pr_info(".findpage] vaddr = 0x%lx\n", va);
	pr_info(".findpage] pgtable_l5_enabled = %d\n", !!pgtable_l5_enabled());
	pr_info(".findpage] Process = %s, PID = %d\n", tsk->comm, task_pid_nr(tsk));
	if (w.deep > 0)
		STEP(pgd);
	if (w.deep > 1)
		STEP(p4d);
	if (w.deep > 2)
		STEP(pud);
	if (w.deep > 3)
		STEP(pmd);
	if (w.deep > 4)
		STEP(pte);
	if (!w.mask) {
		pr_info(".findpage] translation not found\n");
		return 0;
	}
	pr_info(".findpage] page_addr = 0x%lx\n", w.pa & w.mask);
	pr_info(".findpage] page_offset = 0x%lx\n", w.pa & ~w.mask);
	pr_info(".findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", va, w.pa);
	return 0;
}

static bool mtest_vma_ok(struct mm_struct *mm, unsigned long va)
{
	struct vm_area_struct *vma = find_vma(mm, va);

	if (!vma || vma->vm_start > va) {
		pr_info(".writeval] vma not found\n");
		return false;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		pr_info(".writeval] vma has no write permission\n");
		return false;
	}
	return true;
}

static int mtest_copy(struct mm_struct *mm, unsigned long va, const void *src, size_t n)
{
	struct page *page[2];
	size_t off = va & ~PAGE_MASK;
	size_t head = min(n, (size_t)PAGE_SIZE - off);
	int i, nr = head < n ? 2 : 1;
	char *k;

	if (get_user_pages_remote(mm, va, nr, FOLL_WRITE, page, NULL, NULL) != nr)
		return -EFAULT;

	k = kmap_local_page(page[0]);
	memcpy(k + off, src, head);
	kunmap_local(k);
	if (nr == 2) {
		k = kmap_local_page(page[1]);
		memcpy(k, src + head, n - head);
		kunmap_local(k);
	}
	for (i = 0; i < nr; i++) {
		set_page_dirty_lock(page[i]);
		put_page(page[i]);
	}
	return 0;
}

static int mtest_write_val(struct task_struct *tsk, unsigned long va, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(tsk);
	int err = 0;

	if (!mm) {
		pr_info(".writeval] vma not found\n");
		return 0;
	}
	err = mmap_read_lock_killable(mm);
	if (err)
		goto put;
	if (!mtest_vma_ok(mm, va) || !mtest_vma_ok(mm, va + sizeof(val) - 1))
		goto unlock;
	if (mtest_copy(mm, va, &val, sizeof(val)))
		pr_info(".writeval] translation not found\n");
	else
		pr_info(".writeval] wrote 0x%lx to 0x%lx\n", val, va);
unlock:
	mmap_read_unlock(mm);
put:
	mmput(mm);
	return err;
}

/* the next word that is not empty */
static char *mtest_word(char **s)
{
	char *w;

	do {
		w = strsep(s, " \t");
	} while (w && !*w);
	return w;
}

static bool mtest_num(const char *w, unsigned int base, unsigned long *n)
{
	return w && *w != '+' && !kstrtoul(w, base, n);
}

static int mtest_command(char *text, char *copy)
{
	char *rest = copy, *cmd, *w;
	unsigned long addr = 0, val = 0, pid = 0;
	struct task_struct *tsk = NULL, *p;
	int err;
	char c;

	cmd = mtest_word(&rest);
	if (!cmd)
		return -EINVAL;
	if (!strcmp(cmd, "listvma") || !strcmp(cmd, "findpage") || !strcmp(cmd, "writeval"))
		c = *cmd;
	else
		return -EINVAL;

	if (c != 'l' && !mtest_num(mtest_word(&rest), 16, &addr))
		return -EINVAL;
	if (c == 'w' && !mtest_num(mtest_word(&rest), 16, &val))
		return -EINVAL;
	w = mtest_word(&rest);
	if (w && !mtest_num(w, 10, &pid))
		return -EINVAL;
	if (w && pid > INT_MAX)
		return -EINVAL;
	if (w && mtest_word(&rest))
		return -EINVAL;

	pr_info("] Got command: %s\n", text);
	if (c == 'l' && !w)
		return mtest_list_all();

	if (w) {
		struct pid *ref = find_get_pid(pid);

		tsk = get_pid_task(ref, PIDTYPE_PID);
		put_pid(ref);
	} else {
		rcu_read_lock();
		for_each_process(p)
			if (!strcmp(p->comm, target)) {
				tsk = get_task_struct(p);
				break;
			}
		rcu_read_unlock();
	}
	if (!tsk) {
		pr_info("] no such process\n");
		return -ESRCH;
	}
	switch (c) {
	case 'l':
		err = mtest_list_vma(tsk);
		break;
	case 'f':
		err = mtest_find_page(tsk, addr);
		break;
	default:
		err = mtest_write_val(tsk, addr, val);
	}
	put_task_struct(tsk);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	char text[320], copy[320];
	size_t len = count, i;
	int err;

	if (!count || count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	if (text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	for (i = 0; i < len; i++)
		if (text[i] != '\t' && (text[i] < 0x20 || text[i] > 0x7e))
			return -EINVAL;
	strscpy(copy, text, sizeof(copy));

	if (mutex_lock_killable(&mtest_mutex))
		return -EINTR;
	err = mtest_command(text, copy);
	mutex_unlock(&mtest_mutex);
	return err ? err : count;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write	= mtest_write,
	.proc_lseek	= noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", S_IWUSR, NULL, &mtest_proc_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
