// SPDX-License-Identifier: GPL-2.0
/*
 * mtest: the command is read by a small state machine, one character after the other;
 * long lines of the log are built with KERN_CONT.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>

#define TEXT_MAX	240

enum state { ST_GAP, ST_WORD, ST_DONE, ST_ERROR };
enum action { ACT_LIST, ACT_FIND, ACT_WRITE, ACT_NONE };

struct request {
	enum action act;
	char text[TEXT_MAX + 1];
	char *word[5];
	int words;
	u64 addr;
	u64 val;
	bool has_pid;
	u64 pid;
};

static char *target = "test";
module_param(target, charp, S_IRUGO);
MODULE_PARM_DESC(target, "name of the process that findpage and writeval look at");

static DEFINE_MUTEX(one_at_a_time);

/* ------------------------------------------------------------ parser */

static enum state feed(enum state st, struct request *rq, char *split, size_t i, size_t len)
{
	char c = rq->text[i];
	bool end = i == len;

	switch (st) {
	case ST_GAP:
		if (end)
			return ST_DONE;
		if (c == ' ' || c == '\t')
			return ST_GAP;
		if (c < 0x21 || c > 0x7e)
			return ST_ERROR;
		if (rq->words == 4)
			return ST_ERROR;
		rq->word[rq->words++] = split + i;
		return ST_WORD;
	case ST_WORD:
		if (end || c == ' ' || c == '\t') {
			split[i] = '\0';
			return end ? ST_DONE : ST_GAP;
		}
		if (c < 0x21 || c > 0x7e)
			return ST_ERROR;
		return ST_WORD;
	default:
		return ST_ERROR;
	}
}

static int digits(const char *s, int base, u64 *res)
{
	u64 v = 0;

	if (base == 16 && s[0] == '0' && (s[1] | 0x20) == 'x')
		s += 2;
	if (!*s)
		return -EINVAL;
	do {
		int d = hex_to_bin(*s);

		if (d < 0 || d >= base)
			return -EINVAL;
		if (check_mul_overflow(v, (u64)base, &v) || check_add_overflow(v, (u64)d, &v))
			return -EINVAL;
	} while (*++s);
	*res = v;
	return 0;
}

static int parse(struct request *rq, char *split, size_t len)
{
	static const char *const names[] = { "listvma", "findpage", "writeval" };
	enum state st = ST_GAP;
	size_t i;
	int need;

	for (i = 0; i <= len && st != ST_ERROR; i++)
		st = feed(st, rq, split, i, len);
	if (st != ST_DONE || rq->words == 0)
		return -EINVAL;
	for (rq->act = ACT_LIST; rq->act < ACT_NONE; rq->act++)
		if (strcmp(rq->word[0], names[rq->act]) == 0)
			break;
	if (rq->act == ACT_NONE)
		return -EINVAL;
	need = 1 + rq->act;
	if (rq->words != need && rq->words != need + 1)
		return -EINVAL;
	if (need > 1 && digits(rq->word[1], 16, &rq->addr))
		return -EINVAL;
	if (need > 2 && digits(rq->word[2], 16, &rq->val))
		return -EINVAL;
	rq->has_pid = rq->words > need;
	if (rq->has_pid && digits(rq->word[need], 10, &rq->pid))
		return -EINVAL;
	return 0;
}

/* ------------------------------------------------------------ processes */

static struct task_struct *find_target(struct request *rq)
{
	struct task_struct *p, *t, *res = NULL;
	struct pid *pid;

	if (rq->has_pid) {
		if (rq->pid > INT_MAX)
			return NULL;
		pid = find_get_pid(rq->pid);
		res = get_pid_task(pid, PIDTYPE_PID);
		put_pid(pid);
		return res;
	}
	rcu_read_lock();
	for_each_process_thread(p, t) {
		if (strcmp(t->comm, target) == 0) {
			get_task_struct(t);
			res = t;
			goto found;
		}
	}
found:
	rcu_read_unlock();
	return res;
}

/* ------------------------------------------------------------ listvma */

static void list_task(struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *vma;

	if (!mm)
		return;
	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", t->comm, t->pid);
	mmap_read_lock(mm);
	{
		MA_STATE(mas, &mm->mm_mt, 0, 0);

		mas_for_each(&mas, vma, ULONG_MAX) {
			printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx ", vma->vm_start, vma->vm_end);
			printk(KERN_CONT "%c", (vma->vm_flags & VM_READ) ? 'r' : '-');
			printk(KERN_CONT "%c", (vma->vm_flags & VM_WRITE) ? 'w' : '-');
			printk(KERN_CONT "%c\n", (vma->vm_flags & VM_EXEC) ? 'x' : '-');
		}
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

struct seen {
	struct list_head node;
	struct task_struct *task;
};

static int list_everything(void)
{
	struct task_struct *p;
	struct seen *s, *next;
	LIST_HEAD(all);
	int ret = 0;

	rcu_read_lock();
	for_each_process(p) {
		s = kmalloc(sizeof(*s), GFP_ATOMIC);
		if (!s) {
			ret = -ENOMEM;
			break;
		}
		get_task_struct(p);
		s->task = p;
		list_add_tail(&s->node, &all);
	}
	rcu_read_unlock();
	list_for_each_entry_safe(s, next, &all, node) {
		if (!ret)
			list_task(s->task);
		put_task_struct(s->task);
		kfree(s);
	}
	return ret;
}

/* ------------------------------------------------------------ findpage */

#define SHOW(level, entry) \
	printk(KERN_INFO "[mtest.findpage] " #level "_val = 0x%lx, " #level "_index = %lu\n", \
	       (unsigned long)level##_val(entry), (unsigned long)level##_index(addr))

static void find_page(struct task_struct *t, unsigned long addr)
{
	struct mm_struct *mm = get_task_mm(t);
	unsigned long paddr = 0;
	bool ok = false, last = false;
	pgd_t pgd = { 0 };
	p4d_t p4d = { 0 };
	pud_t pud = { 0 };
	pmd_t pmd = { 0 };
	pte_t pte = { 0 }, *ptep;
	spinlock_t *ptl;
	int depth = 0;

	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	if (!mm)
		goto say;
	mmap_read_lock(mm);
	if (addr >= TASK_SIZE_MAX)
		goto unlock;

	/* the upper levels; the tables stay while this processor takes no interrupt */
	local_irq_disable();
	do {
		pgd_t *pgdp = pgd_offset(mm, addr);
		p4d_t *p4dp;
		pud_t *pudp;

		pgd = READ_ONCE(*pgdp);
		depth = 1;
		if (!pgd_present(pgd))
			break;
		p4dp = p4d_offset_lockless(pgdp, pgd, addr);
		p4d = READ_ONCE(*p4dp);
		depth = 2;
		if (!p4d_present(p4d))
			break;
		pudp = pud_offset_lockless(p4dp, p4d, addr);
		pud = READ_ONCE(*pudp);
		depth = 3;
		if (!(pud_val(pud) & _PAGE_PRESENT))
			break;
		if (pud_val(pud) & _PAGE_PSE) {
			paddr = (pud_pfn(pud) << PAGE_SHIFT) | (addr & ~PUD_MASK);
			ok = true;
			break;
		}
		pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, addr));
		depth = 4;
		if (!(pmd_val(pmd) & _PAGE_PRESENT))
			break;
		if (pmd_val(pmd) & _PAGE_PSE) {
			paddr = (pmd_pfn(pmd) << PAGE_SHIFT) | (addr & ~PMD_MASK);
			ok = true;
			break;
		}
		last = true;
	} while (0);
	local_irq_enable();

	/* the last level: the kernel has a function for it (it takes the lock of the table) */
	if (last && vma_lookup(mm, addr) && follow_pte(mm, addr, &ptep, &ptl) == 0) {
		pte = *ptep;
		pte_unmap_unlock(ptep, ptl);
		depth = 5;
		paddr = (pte_pfn(pte) << PAGE_SHIFT) | (addr & ~PAGE_MASK);
		ok = true;
	}
unlock:
	mmap_read_unlock(mm);
	mmput(mm);
say:
	if (depth > 0)
		SHOW(pgd, pgd);
	if (depth > 1)
		SHOW(p4d, p4d);
	if (depth > 2)
		SHOW(pud, pud);
	if (depth > 3)
		SHOW(pmd, pmd);
	if (depth > 4)
		SHOW(pte, pte);
	if (ok)
		printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, paddr);
	else
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
}

/* ------------------------------------------------------------ writeval */

static void write_value(struct task_struct *t, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *vma;
	const char *reason = NULL;

	if (!mm) {
		printk(KERN_INFO "[mtest.writeval] vma not found\n");
		return;
	}
	mmap_read_lock(mm);
	vma = find_vma(mm, addr);
	if (!vma || addr < vma->vm_start)
		reason = "vma not found";
	else if (!(vma->vm_flags & VM_WRITE))
		reason = "vma has no write permission";
	mmap_read_unlock(mm);
	mmput(mm);

	if (!reason && access_process_vm(t, addr, &val, sizeof(val), FOLL_WRITE) <= 0)
		reason = "translation not found";
	if (reason)
		printk(KERN_INFO "[mtest.writeval] %s\n", reason);
	else
		printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
}

/* ------------------------------------------------------------ file */

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	struct request *rq;
	struct task_struct *t;
	char *split = NULL;
	size_t len = count;
	ssize_t ret;

	if (count > TEXT_MAX)
		return -EINVAL;
	rq = kzalloc(sizeof(*rq), GFP_KERNEL);
	if (!rq)
		return -ENOMEM;
	ret = -EFAULT;
	if (copy_from_user(rq->text, ubuf, count))
		goto free;
	if (len && rq->text[len - 1] == '\n')
		rq->text[--len] = '\0';
	ret = -ENOMEM;
	split = kmemdup(rq->text, sizeof(rq->text), GFP_KERNEL);
	if (!split)
		goto free;
	ret = parse(rq, split, len);
	if (ret)
		goto free;

	mutex_lock(&one_at_a_time);
	printk(KERN_INFO "[mtest] Got command: %s\n", rq->text);
	ret = count;
	if (rq->act == ACT_LIST && !rq->has_pid) {
		int err = list_everything();

		if (err)
			ret = err;
		goto unlock;
	}
	t = find_target(rq);
	if (!t) {
		printk(KERN_INFO "[mtest] no such process\n");
		ret = -ESRCH;
		goto unlock;
	}
	switch (rq->act) {
	case ACT_LIST:
		list_task(t);
		break;
	case ACT_FIND:
		find_page(t, rq->addr);
		break;
	default:
		write_value(t, rq->addr, rq->val);
		break;
	}
	put_task_struct(t);
unlock:
	mutex_unlock(&one_at_a_time);
free:
	kfree(split);
	kfree(rq);
	return ret;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_write,
	.proc_lseek = default_llseek,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", S_IWUSR, NULL, &mtest_proc_ops))
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
