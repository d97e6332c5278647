// SPDX-License-Identifier: GPL-2.0
/* mtest with numbers for the commands and a dispatcher, as one would write an ioctl */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/ctype.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>

#define MTEST_LISTVMA	0x4d00
#define MTEST_FINDPAGE	0x4d01
#define MTEST_WRITEVAL	0x4d02

#define MTEST_MAXLEN	480

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mtest_mutex);
static char mtest_line[640];		/* under mtest_mutex */

struct mtest_arg {
	unsigned int cmd;
	unsigned long addr;
	unsigned long val;
	pid_t pid;
	bool has_pid;
	struct task_struct *task;
};

/* every record goes through here: put the line together, then print it */
static void out(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(mtest_line, sizeof(mtest_line), fmt, ap);
	va_end(ap);
	printk(mtest_line);
}

/* ------------------------------------------------------------------ */

static long mtest_list_one(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	char comm[TASK_COMM_LEN];

	if (!mm)
		return 0;
	get_task_comm(comm, task);
	out(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", comm, task_pid_nr(task));
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma)
			out(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			    "-r"[!!(vma->vm_flags & VM_READ)],
			    "-w"[!!(vma->vm_flags & VM_WRITE)],
			    "-x"[!!(vma->vm_flags & VM_EXEC)]);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static long mtest_listvma(struct mtest_arg *arg)
{
	struct task_struct *p, **tasks = NULL, **bigger;
	int n = 0, room = 0, i, more;
	long ret = 0;

	if (arg->task)
		return mtest_list_one(arg->task);
	do {
		room += 256;
		bigger = krealloc_array(tasks, room, sizeof(*tasks), GFP_KERNEL);
		if (!bigger) {
			kfree(tasks);
			return -ENOMEM;
		}
		tasks = bigger;
		n = more = 0;
		rcu_read_lock();
		for_each_process(p) {
			if (n == room) {
				more = 1;
				break;
			}
			tasks[n++] = get_task_struct(p);
		}
		rcu_read_unlock();
		for (i = 0; i < n; i++) {
			if (!more && !ret)
				ret = mtest_list_one(tasks[i]);
			put_task_struct(tasks[i]);
		}
	} while (more);
	kfree(tasks);
	return ret;
}

/* ------------------------------------------------------------------ */

struct mtest_walk {
	int n;
	const char *name[5];
	unsigned long val[5], index[5];
};

#define SEEN(w, level, entry, va) do {				\
	(w)->name[(w)->n] = #level;				\
	(w)->val[(w)->n] = level##_val(entry);			\
	(w)->index[(w)->n++] = level##_index(va);		\
	if (!(level##_flags(entry) & _PAGE_PRESENT))		\
		return false;					\
} while (0)

static bool mtest_walk(struct mm_struct *mm, unsigned long va, struct mtest_walk *w, unsigned long *pa)
{
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t pmd;
	pte_t pte;

	if (va >= TASK_SIZE_MAX)
		return false;
	pgd = READ_ONCE(*(pgdp = pgd_offset(mm, va)));
	SEEN(w, pgd, pgd, va);
	p4d = READ_ONCE(*(p4dp = p4d_offset_lockless(pgdp, pgd, va)));
	SEEN(w, p4d, p4d, va);
	pud = READ_ONCE(*(pudp = pud_offset_lockless(p4dp, p4d, va)));
	SEEN(w, pud, pud, va);
	*pa = (pud_pfn(pud) << PAGE_SHIFT) | (va & ~PUD_MASK);
	if (pud_large(pud))
		return true;
	pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, va));
	SEEN(w, pmd, pmd, va);
	*pa = (pmd_pfn(pmd) << PAGE_SHIFT) | (va & ~PMD_MASK);
	if (pmd_large(pmd))
		return true;
	pte = READ_ONCE(*pte_offset_kernel(&pmd, va));
	SEEN(w, pte, pte, va);
	*pa = (pte_pfn(pte) << PAGE_SHIFT) | (va & ~PAGE_MASK);
	return true;
}

static long mtest_findpage(struct mtest_arg *arg)
{
	struct mm_struct *mm = get_task_mm(arg->task);
	struct mtest_walk w = { .n = 0 };
	unsigned long pa = 0;
	bool found = false;
	int i;

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		found = mtest_walk(mm, arg->addr, &w, &pa);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}
	out(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	for (i = 0; i < w.n; i++)
		out(KERN_INFO "[mtest.findpage] %s_val = 0x%lx, %s_index = %lu\n",
		    w.name[i], w.val[i], w.name[i], w.index[i]);
	if (found)
		out(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", arg->addr, pa);
	else
		out(KERN_INFO "[mtest.findpage] translation not found\n");
	return 0;
}

/* ------------------------------------------------------------------ */

static long mtest_writeval(struct mtest_arg *arg)
{
	unsigned long va = arg->addr, end, part, done = 0;
	struct mm_struct *mm = get_task_mm(arg->task);
	struct vm_area_struct *vma;
	const char *reason = "vma not found";
	struct page *page[2];
	int n = 0, i;

	if (!mm)
		goto refused;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	end = va + sizeof(arg->val) - 1;
	for (i = 0; i < 2; i++) {
		vma = vma_lookup(mm, i ? end : va);
		if (!vma)
			goto unlock;
		if (!(vma->vm_flags & VM_WRITE)) {
			reason = "vma has no write permission";
			goto unlock;
		}
	}
	/* both pages have to be there before the first byte is written */
	reason = "translation not found";
	for (va &= PAGE_MASK; va <= end; va += PAGE_SIZE, n++)
		if (get_user_pages_remote(mm, va, 1, FOLL_WRITE, &page[n], NULL, NULL) != 1)
			goto unlock;

	for (i = 0; i < n; i++) {
		va = arg->addr + done;
		part = min(sizeof(arg->val) - done, PAGE_SIZE - offset_in_page(va));
		memcpy_to_page(page[i], offset_in_page(va), (char *)&arg->val + done, part);
		done += part;
		set_page_dirty_lock(page[i]);
		put_page(page[i]);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	out(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", arg->val, arg->addr);
	return 0;

unlock:
	mmap_read_unlock(mm);
	mmput(mm);
refused:
	out(KERN_INFO "[mtest.writeval] %s\n", reason);
	return 0;
}

/* ------------------------------------------------------------------ */

static struct task_struct *mtest_get_task(struct mtest_arg *arg)
{
	struct task_struct *p, *found = NULL;

	rcu_read_lock();
	if (arg->has_pid) {
		found = pid_task(find_vpid(arg->pid), PIDTYPE_TGID);
	} else {
		for_each_process(p) {
			if (strncmp(p->comm, target, strlen(target)) == 0) {
				found = p;
				break;
			}
		}
	}
	if (found)
		get_task_struct(found);
	rcu_read_unlock();
	return found;
}

static long mtest_ioctl(struct mtest_arg *arg, const char *text)
{
	long ret;

	mutex_lock(&mtest_mutex);
	out(KERN_INFO "[mtest] Got command: %s\n", text);
	if (arg->cmd != MTEST_LISTVMA || arg->has_pid) {
		arg->task = mtest_get_task(arg);
		if (!arg->task) {
			out(KERN_INFO "[mtest] no such process\n");
			mutex_unlock(&mtest_mutex);
			return -ESRCH;
		}
	}
	switch (arg->cmd) {
	case MTEST_LISTVMA:
		ret = mtest_listvma(arg);
		break;
	case MTEST_FINDPAGE:
		ret = mtest_findpage(arg);
		break;
	case MTEST_WRITEVAL:
		ret = mtest_writeval(arg);
		break;
	default:
		ret = -ENOTTY;
	}
	if (arg->task)
		put_task_struct(arg->task);
	mutex_unlock(&mtest_mutex);
	return ret;
}

static const struct {
	const char *name;
	unsigned int cmd;
	int numbers;
} mtest_cmds[] = {
	{ "listvma",	MTEST_LISTVMA,	0 },
	{ "findpage",	MTEST_FINDPAGE,	1 },
	{ "writeval",	MTEST_WRITEVAL,	2 },
};

static int mtest_parse(char *s, struct mtest_arg *arg)
{
	unsigned long num[3];
	char *w, *word[5];
	int n = 0, i, k;

	while ((w = strsep(&s, " \t")) && n < 5)
		if (*w)
			word[n++] = w;
	if (n == 0 || n == 5)
		return -EINVAL;
	for (k = 0; k < ARRAY_SIZE(mtest_cmds); k++)
		if (!strcmp(word[0], mtest_cmds[k].name))
			break;
	if (k == ARRAY_SIZE(mtest_cmds))
		return -EINVAL;
	n--;
	if (n != mtest_cmds[k].numbers && n != mtest_cmds[k].numbers + 1)
		return -EINVAL;
	for (i = 0; i < n; i++) {
		if (!isxdigit(word[i + 1][0]))	/* no sign */
			return -EINVAL;
		if (kstrtoul(word[i + 1], i < mtest_cmds[k].numbers ? 16 : 10, &num[i]))
			return -EINVAL;
	}
	arg->cmd = mtest_cmds[k].cmd;
	arg->has_pid = n > mtest_cmds[k].numbers;
	if (arg->has_pid)
		arg->pid = num[n - 1];
	if (arg->cmd != MTEST_LISTVMA)
		arg->addr = num[0];
	if (arg->cmd == MTEST_WRITEVAL)
		arg->val = num[1];
	return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct mtest_arg arg = { 0 };
	char *text, *copy = NULL;
	size_t n = len, i;
	long ret;

	if (len > MTEST_MAXLEN)
		return -EINVAL;
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (n && text[n - 1] == '\n')
		text[--n] = '\0';
	ret = -EINVAL;
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && (text[i] < 32 || text[i] > 126))
			goto free;
	ret = -ENOMEM;
	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		goto free;
	ret = mtest_parse(copy, &arg);
	if (!ret)
		ret = mtest_ioctl(&arg, text);
free:
	kfree(copy);
	kfree(text);
	return ret ? ret : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
