// SPDX-License-Identifier: GPL-2.0-only
/*
 * mtest.c: one function per command, one struct per question.
 *
 * Lab "memory management", winter term
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/types.h>
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

#define PROC_NAME	"mtest"
#define BUF_SIZE	320

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process for findpage and writeval");

static DEFINE_MUTEX(mtest_mutex);

struct mtest_args {
	int		argc;
	char		*argv[6];
};

/* ------------------------------------------------------------------------ */
/* processes                                                                */
/* ------------------------------------------------------------------------ */

static struct task_struct *mtest_task_by_name(const char *name)
{
	struct task_struct *iter, *found = NULL;

	rcu_read_lock();
	for_each_process(iter) {
		if (strcmp(iter->comm, name))
			continue;
		found = iter;
		get_task_struct(found);
		break;
	}
	rcu_read_unlock();
	return found;
}

static struct task_struct *mtest_task_by_pid(u64 nr)
{
	struct pid *pid;
	struct task_struct *task;

	if (nr == 0 || nr > PID_MAX_LIMIT)
		return NULL;
	pid = find_get_pid((pid_t)nr);
	if (!pid)
		return NULL;
	task = get_pid_task(pid, PIDTYPE_PID);
	put_pid(pid);
	return task;
}

/* mm with a reference and locked for reading; NULL or ERR_PTR() */
static struct mm_struct *mtest_lock_mm(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);

	if (mm && mmap_read_lock_killable(mm)) {
		mmput(mm);
		return ERR_PTR(-EINTR);
	}
	return mm;
}

static void mtest_unlock_mm(struct mm_struct *mm)
{
	mmap_read_unlock(mm);
	mmput(mm);
}

/* ------------------------------------------------------------------------ */
/* listvma                                                                  */
/* ------------------------------------------------------------------------ */

static int mtest_list_vma(struct task_struct *task)
{
	char comm[TASK_COMM_LEN];
	struct vm_area_struct *vma;
	struct mm_struct *mm = mtest_lock_mm(task);

	if (IS_ERR_OR_NULL(mm))
		return PTR_ERR_OR_ZERO(mm);

	get_task_comm(comm, task);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", comm, task_pid_nr(task));

	for (vma = find_vma(mm, 0); vma != NULL; vma = find_vma(mm, vma->vm_end)) {
		unsigned long f = vma->vm_flags;

		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
			vma->vm_start, vma->vm_end,
			(f & VM_READ)  ? 'r' : '-',
			(f & VM_WRITE) ? 'w' : '-',
			(f & VM_EXEC)  ? 'x' : '-');
	}
	mtest_unlock_mm(mm);
	return 0;
}

static int mtest_list_vma_all(void)
{
	struct task_struct **tasks, *iter;
	unsigned int capacity = 128, count, i;
	bool complete;
	int ret = 0;

	do {
		capacity *= 2;
		tasks = kvmalloc_array(capacity, sizeof(*tasks), GFP_KERNEL);
		if (!tasks)
			return -ENOMEM;
		count = 0;
		complete = true;
		rcu_read_lock();
		for_each_process(iter) {
			if (count == capacity) {
				complete = false;
				break;
			}
			get_task_struct(iter);
			tasks[count++] = iter;
		}
		rcu_read_unlock();
		if (!complete) {
			while (count > 0)
				put_task_struct(tasks[--count]);
			kvfree(tasks);
		}
	} while (!complete);

	for (i = 0; i < count; i++) {
		if (ret == 0)
			ret = mtest_list_vma(tasks[i]);
		put_task_struct(tasks[i]);
		cond_resched();
	}
	kvfree(tasks);
	return ret;
}

/* ------------------------------------------------------------------------ */
/* findpage                                                                 */
/* ------------------------------------------------------------------------ */

struct mtest_page {
	unsigned long	pgd_val, p4d_val, pud_val, pmd_val, pte_val;
	bool		has_pgd, has_p4d, has_pud, has_pmd, has_pte;
	bool		found;
	unsigned long	page_addr, page_offset;
};

static void mtest_found(struct mtest_page *res, unsigned long pfn,
			unsigned long addr, unsigned long size)
{
	res->found = true;
	res->page_addr = pfn << PAGE_SHIFT;
	res->page_offset = addr & (size - 1);
}

static void mtest_walk(struct mm_struct *mm, unsigned long addr, struct mtest_page *res)
{
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t *ptep, pte;

	pgdp = pgd_offset(mm, addr);
	pgd = READ_ONCE(*pgdp);
	res->has_pgd = true;
	res->pgd_val = pgd_val(pgd);
	if (!pgd_present(pgd))
		return;

	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	res->has_p4d = true;
	res->p4d_val = p4d_val(p4d);
	if (!p4d_present(p4d))
		return;

	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	res->has_pud = true;
	res->pud_val = pud_val(pud);
	if (!(res->pud_val & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud)) {
		mtest_found(res, pud_pfn(pud), addr, PUD_SIZE);
		return;
	}

	pmdp = pmd_offset_lockless(pudp, pud, addr);
	pmd = READ_ONCE(*pmdp);
	res->has_pmd = true;
	res->pmd_val = pmd_val(pmd);
	if (!(res->pmd_val & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmd)) {
		mtest_found(res, pmd_pfn(pmd), addr, PMD_SIZE);
		return;
	}

	ptep = pte_offset_kernel(&pmd, addr);
	pte = READ_ONCE(*ptep);
	res->has_pte = true;
	res->pte_val = pte_val(pte);
	if (res->pte_val & _PAGE_PRESENT)
		mtest_found(res, pte_pfn(pte), addr, PAGE_SIZE);
}

#define PRINT_LEVEL(res, addr, lvl)							\
	do {										\
		if ((res)->has_##lvl) {							\
			pr_info("[mtest.findpage] %s_val = 0x%lx\n", #lvl, (res)->lvl##_val);	\
			pr_info("[mtest.findpage] %s_index = %lu\n", #lvl,		\
				(unsigned long)lvl##_index(addr));			\
		}									\
	} while (0)

static int mtest_find_page(struct task_struct *task, unsigned long addr)
{
	struct mtest_page res = { };
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm = NULL;

	/* the upper half is the kernel's, whatever the tables say */
	if (addr < TASK_SIZE)
		mm = mtest_lock_mm(task);
	if (IS_ERR(mm))
		return PTR_ERR(mm);
	if (mm) {
		local_irq_disable();
		mtest_walk(mm, addr, &res);
		local_irq_enable();
		mtest_unlock_mm(mm);
	}

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", addr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	get_task_comm(comm, task);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", comm, task_pid_nr(task));
	PRINT_LEVEL(&res, addr, pgd);
	PRINT_LEVEL(&res, addr, p4d);
	PRINT_LEVEL(&res, addr, pud);
	PRINT_LEVEL(&res, addr, pmd);
	PRINT_LEVEL(&res, addr, pte);
	if (res.found) {
		pr_info("[mtest.findpage] page_addr = 0x%lx\n", res.page_addr);
		pr_info("[mtest.findpage] page_offset = 0x%lx\n", res.page_offset);
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n",
			addr, res.page_addr + res.page_offset);
	} else {
		pr_info("[mtest.findpage] translation not found\n");
	}
	return 0;
}

/* ------------------------------------------------------------------------ */
/* writeval                                                                 */
/* ------------------------------------------------------------------------ */

static const char *mtest_check_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = vma_lookup(mm, addr);

	if (!vma)
		return "vma not found";
	if (!(vma->vm_flags & VM_WRITE))
		return "vma has no write permission";
	return NULL;
}

static int mtest_write_val(struct task_struct *task, unsigned long addr, unsigned long val)
{
	const unsigned long last = addr + sizeof(val) - 1;
	const char *reason = "vma not found";
	struct mm_struct *mm = mtest_lock_mm(task);
	struct page *pages[2] = { };
	long needed, got, i;
	unsigned char bytes[sizeof(val)];

	if (IS_ERR(mm))
		return PTR_ERR(mm);
	if (!mm)
		goto print;
	if (last < addr)
		goto unlock;		/* the very end of all addresses */

	reason = mtest_check_vma(mm, addr);
	if (!reason)
		reason = mtest_check_vma(mm, last);
	if (reason)
		goto unlock;

	needed = (last >> PAGE_SHIFT) - (addr >> PAGE_SHIFT) + 1;
	got = pin_user_pages_remote(mm, addr & PAGE_MASK, needed, FOLL_WRITE, pages, NULL, NULL);
	if (got != needed) {
		while (got-- > 0)
			unpin_user_page(pages[got]);
		reason = "translation not found";
		goto unlock;
	}
	memcpy(bytes, &val, sizeof(val));
	for (i = 0; i < sizeof(val); i++)
		memcpy_to_page(pages[((addr + i) >> PAGE_SHIFT) - (addr >> PAGE_SHIFT)],
			       offset_in_page(addr + i), bytes + i, 1);
	unpin_user_pages_dirty_lock(pages, needed, true);
unlock:
	mtest_unlock_mm(mm);
print:
	if (reason)
		pr_info("[mtest.writeval] %s\n", reason);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

/* ------------------------------------------------------------------------ */
/* command line                                                             */
/* ------------------------------------------------------------------------ */

static int mtest_hex(const char *s, unsigned long *res)
{
	return isxdigit(*s) && !kstrtoul(s, 16, res) ? 0 : -EINVAL;
}

static int mtest_dec(const char *s, u64 *res)
{
	return isdigit(*s) && !kstrtou64(s, 10, res) ? 0 : -EINVAL;
}

static void mtest_split(char *line, struct mtest_args *args)
{
	char *word;

	args->argc = 0;
	while ((word = strsep(&line, " \t")) != NULL && args->argc < ARRAY_SIZE(args->argv))
		if (*word)
			args->argv[args->argc++] = word;
}

static int cmd_listvma(const char *text, struct mtest_args *args)
{
	struct task_struct *task;
	u64 pid;
	int ret;

	if (args->argc > 2)
		return -EINVAL;
	if (args->argc == 1) {
		pr_info("[mtest] Got command: %s\n", text);
		return mtest_list_vma_all();
	}
	if (mtest_dec(args->argv[1], &pid))
		return -EINVAL;
	pr_info("[mtest] Got command: %s\n", text);
	task = mtest_task_by_pid(pid);
	if (!task) {
		pr_info("[mtest.listvma] no such process\n");
		return -ESRCH;
	}
	ret = mtest_list_vma(task);
	put_task_struct(task);
	return ret;
}

static int cmd_findpage(const char *text, struct mtest_args *args)
{
	struct task_struct *task;
	unsigned long addr;
	u64 pid = 0;
	int ret;

	if (args->argc < 2 || args->argc > 3)
		return -EINVAL;
	if (mtest_hex(args->argv[1], &addr))
		return -EINVAL;
	if (args->argc == 3 && mtest_dec(args->argv[2], &pid))
		return -EINVAL;
	pr_info("[mtest] Got command: %s\n", text);
	task = args->argc == 3 ? mtest_task_by_pid(pid) : mtest_task_by_name(target);
	if (!task) {
		pr_info("[mtest.findpage] no such process\n");
		return -ESRCH;
	}
	ret = mtest_find_page(task, addr);
	put_task_struct(task);
	return ret;
}

static int cmd_writeval(const char *text, struct mtest_args *args)
{
	struct task_struct *task;
	unsigned long addr, val;
	u64 pid = 0;
	int ret;

	if (args->argc < 3 || args->argc > 4)
		return -EINVAL;
	if (mtest_hex(args->argv[1], &addr) || mtest_hex(args->argv[2], &val))
		return -EINVAL;
	if (args->argc == 4 && mtest_dec(args->argv[3], &pid))
		return -EINVAL;
	pr_info("[mtest] Got command: %s\n", text);
	task = args->argc == 4 ? mtest_task_by_pid(pid) : mtest_task_by_name(target);
	if (!task) {
		pr_info("[mtest.writeval] no such process\n");
		return -ESRCH;
	}
	ret = mtest_write_val(task, addr, val);
	put_task_struct(task);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *buffer,
			   size_t count, loff_t *ppos)
{
	char text[BUF_SIZE], line[BUF_SIZE];
	struct mtest_args args;
	size_t len, i;
	int ret;

	if (count == 0 || count >= BUF_SIZE)
		return -EINVAL;
	if (copy_from_user(text, buffer, count))
		return -EFAULT;
	len = count;
	if (text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	for (i = 0; i < len; i++) {
		if (text[i] == '\t')
			continue;
		if (text[i] < ' ' || text[i] >= 0x7f)
			return -EINVAL;
	}

	strcpy(line, text);
	mtest_split(line, &args);
	if (args.argc == 0)
		return -EINVAL;

	mutex_lock(&mtest_mutex);
	if (strcmp(args.argv[0], "listvma") == 0)
		ret = cmd_listvma(text, &args);
	else if (strcmp(args.argv[0], "findpage") == 0)
		ret = cmd_findpage(text, &args);
	else if (strcmp(args.argv[0], "writeval") == 0)
		ret = cmd_writeval(text, &args);
	else
		ret = -EINVAL;
	mutex_unlock(&mtest_mutex);

	return ret ? ret : count;
}

static const struct proc_ops mtest_ops = {
	.proc_write	= mtest_write,
	.proc_lseek	= noop_llseek,
};

static int __init mtest_init(void)
{
	if (!proc_create(PROC_NAME, 0200, NULL, &mtest_ops))
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry(PROC_NAME, NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("student");
