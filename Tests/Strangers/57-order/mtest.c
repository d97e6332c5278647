// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/huge_mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/pid.h>
#include <linux/mutex.h>

#define MAX_CMD 256

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mtest_lock);

/* mm of a process, even if its main thread has exited */
static struct mm_struct *process_mm(struct task_struct *task)
{
	struct mm_struct *mm = NULL;
	struct task_struct *t;

	rcu_read_lock();
	for_each_thread(task, t) {
		mm = get_task_mm(t);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

static int listvma(struct task_struct *task)
{
	struct mm_struct *mm = process_mm(task);
	struct vm_area_struct *vma;
	VMA_ITERATOR(vmi, mm, 0);

	if (!mm)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->tgid);
	for_each_vma(vmi, vma)
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			vma->vm_flags & VM_READ ? 'r' : '-',
			vma->vm_flags & VM_WRITE ? 'w' : '-',
			vma->vm_flags & VM_EXEC ? 'x' : '-');
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int listvma_all(void)
{
	struct task_struct **held, *p;
	int room = 0, n = 0, i, ret = 0;

	rcu_read_lock();
	for_each_process(p)
		room++;
	rcu_read_unlock();
	room += 512;
	held = kvmalloc_array(room, sizeof(*held), GFP_KERNEL);
	if (!held)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p) {
		if (n >= room)
			break;
		get_task_struct(p);
		held[n++] = p;
	}
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		if (ret == 0)
			ret = listvma(held[i]);
		put_task_struct(held[i]);
		cond_resched();
	}
	kvfree(held);
	return ret;
}

struct walk {
	int pgd_seen, p4d_seen, pud_seen, pmd_seen, pte_seen;
	pgd_t pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;
	bool found;
	unsigned long paddr;
};

/* called with interrupts off */
static void walk(struct walk *w, struct mm_struct *mm, unsigned long addr)
{
	pgd_t *pgdp = pgd_offset(mm, addr);
	p4d_t *p4dp;
	pud_t *pudp;
	pmd_t *pmdp;

	w->pgd = READ_ONCE(*pgdp);
	w->pgd_seen = 1;
	if (pgd_none(w->pgd) || !pgd_present(w->pgd))
		return;

	p4dp = p4d_offset_lockless(pgdp, w->pgd, addr);
	w->p4d = READ_ONCE(*p4dp);
	w->p4d_seen = 1;
	if (p4d_none(w->p4d) || !p4d_present(w->p4d))
		return;

	pudp = pud_offset_lockless(p4dp, w->p4d, addr);
	w->pud = READ_ONCE(*pudp);
	w->pud_seen = 1;
	if (pud_none(w->pud))
		return;
	if (pud_large(w->pud)) {
		w->paddr = (pud_pfn(w->pud) << PAGE_SHIFT) | (addr & ~PUD_MASK);
		w->found = true;
		return;
	}
	if (!(pud_val(w->pud) & _PAGE_PRESENT))
		return;

	pmdp = pmd_offset_lockless(pudp, w->pud, addr);
	w->pmd = READ_ONCE(*pmdp);
	w->pmd_seen = 1;
	if (pmd_none(w->pmd))
		return;
	if (pmd_trans_huge(w->pmd)) {
		w->paddr = (pmd_pfn(w->pmd) << PAGE_SHIFT) | (addr & ~PMD_MASK);
		w->found = true;
		return;
	}
	if (!(pmd_val(w->pmd) & _PAGE_PRESENT))
		return;

	w->pte = READ_ONCE(*pte_offset_kernel(&w->pmd, addr));
	w->pte_seen = 1;
	if (!(pte_val(w->pte) & _PAGE_PRESENT))
		return;
	w->paddr = (pte_pfn(w->pte) << PAGE_SHIFT) | (addr & ~PAGE_MASK);
	w->found = true;
}

#define SHOW(w, level, idx)							\
	do {									\
		if ((w)->level##_seen) {					\
			pr_info("[mtest.findpage] " #level "_val = 0x%lx\n",	\
				(unsigned long)level##_val((w)->level));	\
			pr_info("[mtest.findpage] " #level "_index = %lu\n",	\
				(unsigned long)(idx));				\
		}								\
	} while (0)

static int findpage(struct task_struct *task, unsigned long addr)
{
	struct mm_struct *mm = process_mm(task);
	struct walk w = { 0 };

	if (mm && addr < TASK_SIZE_MAX) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		walk(&w, mm, addr);
		local_irq_enable();
		mmap_read_unlock(mm);
	}
	if (mm)
		mmput(mm);

	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	SHOW(&w, pgd, pgd_index(addr));
	SHOW(&w, p4d, pgtable_l5_enabled() ? p4d_index(addr) : 0);
	SHOW(&w, pud, pud_index(addr));
	SHOW(&w, pmd, pmd_index(addr));
	SHOW(&w, pte, pte_index(addr));
	if (w.found)
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, w.paddr);
	else
		pr_info("[mtest.findpage] translation not found\n");
	return 0;
}

static const char *check_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || addr < vma->vm_start)
		return "vma not found";
	if (!(vma->vm_flags & VM_WRITE))
		return "vma has no write permission";
	return NULL;
}

static int writeval(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = process_mm(task);
	unsigned long end = addr + sizeof(val) - 1;
	unsigned int off = offset_in_page(addr), part;
	const char *err = "vma not found";
	struct page *pages[2];
	int need, got;

	if (!mm || end < addr)
		goto out;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	err = check_vma(mm, addr);
	if (!err)
		err = check_vma(mm, end);
	if (err)
		goto unlock;
	need = off + sizeof(val) > PAGE_SIZE ? 2 : 1;
	got = pin_user_pages_remote(mm, addr & PAGE_MASK, need, FOLL_WRITE, pages, NULL, NULL);
	if (got < need) {
		err = "translation not found";
		if (got > 0)
			unpin_user_pages(pages, got);
		goto unlock;
	}
	part = min_t(unsigned int, sizeof(val), PAGE_SIZE - off);
	memcpy_to_page(pages[0], off, (char *)&val, part);
	if (need == 2)
		memcpy_to_page(pages[1], 0, (char *)&val + part, sizeof(val) - part);
	unpin_user_pages_dirty_lock(pages, need, true);
unlock:
	mmap_read_unlock(mm);
out:
	if (mm)
		mmput(mm);
	if (err)
		pr_info("[mtest.writeval] %s\n", err);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

static int get_hex(const char *s, unsigned long *v)
{
	return *s == '+' || *s == '-' || kstrtoul(s, 16, v) ? -EINVAL : 0;
}

static int get_dec(const char *s, unsigned long *v)
{
	return *s == '+' || *s == '-' || kstrtoul(s, 10, v) ? -EINVAL : 0;
}

static struct task_struct *find_task(bool by_pid, unsigned long pid)
{
	struct task_struct *p, *res = NULL;

	rcu_read_lock();
	if (by_pid) {
		if (pid <= INT_MAX)
			res = pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_TGID);
	} else {
		for_each_process(p) {
			if (!strcmp(p->comm, target)) {
				res = p;
				break;
			}
		}
	}
	if (res)
		get_task_struct(res);
	rcu_read_unlock();
	return res;
}

static int run(const char *cmd, char *copy)
{
	unsigned long addr = 0, val = 0, pid = 0;
	struct task_struct *task = NULL;
	char *word[5], *w;
	int n = 0, need, ret;
	bool by_pid;

	while ((w = strsep(&copy, " \t"))) {
		if (!*w)
			continue;
		if (n == 5)
			return -EINVAL;
		word[n++] = w;
	}
	if (n == 0)
		return -EINVAL;
	if (!strcmp(word[0], "listvma"))
		need = 1;
	else if (!strcmp(word[0], "findpage"))
		need = 2;
	else if (!strcmp(word[0], "writeval"))
		need = 3;
	else
		return -EINVAL;
	if (n != need && n != need + 1)
		return -EINVAL;
	by_pid = n == need + 1;
	if (need >= 2 && get_hex(word[1], &addr))
		return -EINVAL;
	if (need >= 3 && get_hex(word[2], &val))
		return -EINVAL;
	if (by_pid && get_dec(word[need], &pid))
		return -EINVAL;

	if (mutex_lock_killable(&mtest_lock))
		return -EINTR;
	pr_info("[mtest] Got command: %s\n", cmd);
	if (need == 1 && !by_pid) {
		ret = listvma_all();
	} else {
		task = find_task(by_pid, pid);
		if (!task) {
			pr_info("[mtest] no such process\n");
			ret = -ESRCH;
		} else {
			switch (need) {
			case 1:
				ret = listvma(task);
				break;
			case 2:
				ret = findpage(task, addr);
				break;
			default:
				ret = writeval(task, addr, val);
			}
			put_task_struct(task);
		}
	}
	mutex_unlock(&mtest_lock);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	char cmd[MAX_CMD + 1], copy[MAX_CMD + 1];
	size_t n = len, i;
	int ret;

	if (len == 0 || len > MAX_CMD)
		return -EINVAL;
	if (copy_from_user(cmd, buf, len))
		return -EFAULT;
	if (cmd[n - 1] == '\n')
		n--;
	cmd[n] = '\0';
	for (i = 0; i < n; i++)
		if (cmd[i] != '\t' && (cmd[i] < 32 || cmd[i] > 126))
			return -EINVAL;
	memcpy(copy, cmd, n + 1);
	ret = run(cmd, copy);
	return ret ? ret : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static struct proc_dir_entry *entry;

static int __init mtest_init(void)
{
	entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	return entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	proc_remove(entry);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
