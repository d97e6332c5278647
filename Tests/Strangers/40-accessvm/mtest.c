// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/mtest: listvma, findpage, writeval.
 *
 * writeval leaves the work to access_process_vm(), which does what a debugger
 * does when it writes to a process, but without FOLL_FORCE.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <linux/ctype.h>
#include <linux/slab.h>

#define MAXWORDS	4
#define BUFSZ		900

static char *target = "test";
module_param(target, charp, S_IRUGO);

struct request {
	char text[BUFSZ];		/* as it came, for the echo */
	char cut[BUFSZ];		/* the same with NULs between the words */
	char *word[MAXWORDS];
	int words;
	unsigned long addr, val;
	int pid;			/* -1: none given */
	int (*run)(struct request *rq, struct task_struct *task);
};

static DEFINE_MUTEX(one_at_a_time);

static int run_listvma(struct request *rq, struct task_struct *task)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm;
	char comm[TASK_COMM_LEN];
	int err;

	mm = get_task_mm(task);
	if (!mm)
		return 0;
	err = mmap_read_lock_killable(mm);
	if (!err) {
		VMA_ITERATOR(it, mm, 0);

		get_task_comm(comm, task);
		printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", comm, task->pid);
		for_each_vma(it, vma) {
			char r = (vma->vm_flags & VM_READ) ? 'r' : '-';
			char w = (vma->vm_flags & VM_WRITE) ? 'w' : '-';
			char x = (vma->vm_flags & VM_EXEC) ? 'x' : '-';

			printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
			       vma->vm_start, vma->vm_end, r, w, x);
		}
		mmap_read_unlock(mm);
	}
	mmput(mm);
	return err;
}

/* all processes; with room for those that start while we get the memory */
static int listvma_everyone(struct request *rq)
{
	struct task_struct *p, **v;
	int n = 0, max = 0, i, err = 0;

	rcu_read_lock();
	for_each_process(p)
		max++;
	rcu_read_unlock();
	max += max / 2 + 128;

	v = kvcalloc(max, sizeof(*v), GFP_KERNEL);
	if (!v)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p) {
		if (n == max) {
			err = -EAGAIN;
			break;
		}
		get_task_struct(p);
		v[n++] = p;
	}
	rcu_read_unlock();

	for (i = 0; i < n; i++) {
		if (!err)
			err = run_listvma(rq, v[i]);
		put_task_struct(v[i]);
		cond_resched();
	}
	kvfree(v);
	return err;
}

static void show(const char *level, unsigned long val, unsigned long index)
{
	printk(KERN_INFO "[mtest.findpage] %s_val = 0x%lx\n", level, val);
	printk(KERN_INFO "[mtest.findpage] %s_index = %lu\n", level, index);
}

static int run_findpage(struct request *rq, struct task_struct *task)
{
	unsigned long va = rq->addr, pfn = 0, size = 0;
	unsigned long g = 0, p4 = 0, u = 0, m = 0, t = 0;
	struct mm_struct *mm;
	char comm[TASK_COMM_LEN];
	pgd_t pgdval;
	p4d_t p4dval;
	pud_t *pud, pudval;
	pmd_t *pmd, pmdval;
	pte_t pteval;
	int depth = 0, err;

	mm = get_task_mm(task);
	if (mm && va < TASK_SIZE_MAX) {
		err = mmap_read_lock_killable(mm);
		if (err) {
			mmput(mm);
			return err;
		}
		local_irq_disable();
		do {
			pgdval = READ_ONCE(*pgd_offset(mm, va));
			g = pgd_val(pgdval);
			depth = 1;
			if (!(g & _PAGE_PRESENT))
				break;
			p4dval = READ_ONCE(*p4d_offset(&pgdval, va));
			p4 = p4d_val(p4dval);
			depth = 2;
			if (!(p4 & _PAGE_PRESENT))
				break;
			pud = pud_offset(&p4dval, va);
			pudval = READ_ONCE(*pud);
			u = pud_val(pudval);
			depth = 3;
			if (!(u & _PAGE_PRESENT))
				break;
			if (u & _PAGE_PSE) {
				pfn = pud_pfn(pudval);
				size = PUD_SIZE;
				break;
			}
			pmd = pmd_offset(&pudval, va);
			pmdval = READ_ONCE(*pmd);
			m = pmd_val(pmdval);
			depth = 4;
			if (!(m & _PAGE_PRESENT))
				break;
			if (m & _PAGE_PSE) {
				pfn = pmd_pfn(pmdval);
				size = PMD_SIZE;
				break;
			}
			pteval = READ_ONCE(*pte_offset_kernel(&pmdval, va));
			t = pte_val(pteval);
			depth = 5;
			if (!(t & _PAGE_PRESENT))
				break;
			pfn = pte_pfn(pteval);
			size = PAGE_SIZE;
		} while (0);
		local_irq_enable();
		mmap_read_unlock(mm);
	}
	if (mm)
		mmput(mm);

	get_task_comm(comm, task);
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", va);
	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() != 0);
	printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", comm, task->pid);
	switch (depth) {
	default:
		show("pgd", g, pgd_index(va));
		if (depth == 1)
			break;
		show("p4d", p4, pgtable_l5_enabled() ? p4d_index(va) : 0);
		if (depth == 2)
			break;
		show("pud", u, pud_index(va));
		if (depth == 3)
			break;
		show("pmd", m, pmd_index(va));
		if (depth == 4)
			break;
		show("pte", t, pte_index(va));
		break;
	case 0:
		break;
	}
	if (!size) {
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
		return 0;
	}
	printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx\n", pfn << PAGE_SHIFT);
	printk(KERN_INFO "[mtest.findpage] page_offset = 0x%lx\n", va & (size - 1));
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n",
	       va, (pfn << PAGE_SHIFT) | (va & (size - 1)));
	return 0;
}

static const char *refused(struct mm_struct *mm, unsigned long first, unsigned long last)
{
	struct vm_area_struct *a, *b;

	a = find_vma(mm, first);
	b = find_vma(mm, last);
	if (!a || a->vm_start > first || !b || b->vm_start > last)
		return "vma not found";
	if (!(a->vm_flags & VM_WRITE) || !(b->vm_flags & VM_WRITE))
		return "vma has no write permission";
	return NULL;
}

static int run_writeval(struct request *rq, struct task_struct *task)
{
	const char *why = "vma not found";
	struct mm_struct *mm;
	unsigned long old;
	int done, err;

	mm = get_task_mm(task);
	if (mm) {
		err = mmap_read_lock_killable(mm);
		if (err) {
			mmput(mm);
			return err;
		}
		why = refused(mm, rq->addr, rq->addr + sizeof(rq->val) - 1);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why)
		goto out;

	/*
	 * Where the word lies in two pages, the second may turn out to be no good
	 * after the first was written. Then the first has to be as before. FOLL_FORCE
	 * only lets us look at memory that may be written and not read.
	 */
	why = "translation not found";
	if (access_process_vm(task, rq->addr, &old, sizeof(old), FOLL_FORCE) != sizeof(old))
		goto out;
	done = access_process_vm(task, rq->addr, &rq->val, sizeof(rq->val), FOLL_WRITE);
	if (done == sizeof(rq->val))
		why = NULL;
	else if (done > 0)
		access_process_vm(task, rq->addr, &old, done, FOLL_WRITE);
out:
	if (why)
		printk(KERN_INFO "[mtest.writeval] %s\n", why);
	else
		printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", rq->val, rq->addr);
	return 0;
}

/* cuts in place; more words than any command has are an error */
static int cut(struct request *rq)
{
	char *p = rq->cut;

	for (;;) {
		while (*p == ' ' || *p == '\t')
			*p++ = '\0';
		if (!*p)
			return rq->words ? 0 : -EINVAL;
		if (rq->words == MAXWORDS)
			return -EINVAL;
		rq->word[rq->words++] = p;
		while (*p && *p != ' ' && *p != '\t')
			p++;
	}
}

static int parse(struct request *rq)
{
	int used = 1;

	if (cut(rq))
		return -EINVAL;

	if (strcmp(rq->word[0], "listvma") == 0) {
		rq->run = run_listvma;
	} else if (strcmp(rq->word[0], "findpage") == 0) {
		rq->run = run_findpage;
		used = 2;
	} else if (strcmp(rq->word[0], "writeval") == 0) {
		rq->run = run_writeval;
		used = 3;
	} else {
		return -EINVAL;
	}
	if (rq->words < used || rq->words > used + 1)
		return -EINVAL;

	if (used > 1 && (!isxdigit(rq->word[1][0]) || kstrtoul(rq->word[1], 16, &rq->addr)))
		return -EINVAL;
	if (used > 2 && (!isxdigit(rq->word[2][0]) || kstrtoul(rq->word[2], 16, &rq->val)))
		return -EINVAL;
	rq->pid = -1;
	if (rq->words > used &&
	    (!isdigit(rq->word[used][0]) || kstrtoint(rq->word[used], 10, &rq->pid)))
		return -EINVAL;
	return 0;
}

static struct task_struct *find_process(int pid)
{
	struct task_struct *p = NULL, *q;

	rcu_read_lock();
	if (pid >= 0) {
		p = pid_task(find_vpid(pid), PIDTYPE_PID);
	} else {
		for_each_process(q) {
			if (!strncmp(q->comm, target, TASK_COMM_LEN)) {
				p = q;
				break;
			}
		}
	}
	if (p)
		get_task_struct(p);
	rcu_read_unlock();
	return p;
}

static int perform(struct request *rq)
{
	struct task_struct *task;
	int err;

	printk(KERN_INFO "[mtest] Got command: %s\n", rq->text);
	if (rq->run == run_listvma && rq->pid < 0)
		return listvma_everyone(rq);

	task = find_process(rq->pid);
	if (!task) {
		printk(KERN_INFO "[mtest] no such process\n");
		return -ESRCH;
	}
	err = rq->run(rq, task);
	put_task_struct(task);
	return err;
}

static ssize_t mtest_proc_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	struct request *rq;
	ssize_t ret;
	size_t n, i;

	if (count >= BUFSZ)
		return -EINVAL;
	rq = kzalloc(sizeof(*rq), GFP_KERNEL);
	if (!rq)
		return -ENOMEM;

	ret = -EFAULT;
	if (copy_from_user(rq->text, ubuf, count))
		goto out;
	n = count;
	if (n && rq->text[n - 1] == '\n')
		rq->text[--n] = '\0';

	ret = -EINVAL;
	for (i = 0; i < n; i++) {
		unsigned char c = rq->text[i];

		if (c != '\t' && (c < 32 || c >= 127))
			goto out;
	}
	memcpy(rq->cut, rq->text, n);
	ret = parse(rq);
	if (ret)
		goto out;

	mutex_lock(&one_at_a_time);
	ret = perform(rq);
	mutex_unlock(&one_at_a_time);
	if (!ret)
		ret = count;
out:
	kfree(rq);
	return ret;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_proc_write,
	.proc_lseek = default_llseek,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", 0200, NULL, &mtest_proc_ops))
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
MODULE_AUTHOR("group 7");
