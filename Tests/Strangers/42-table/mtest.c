// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define log(cmd, fmt, ...)	printk(KERN_INFO "[mtest." cmd "] " fmt "\n", ##__VA_ARGS__)

/* whose memory: set with insmod mtest.ko target=NAME */
static char target[8] = "test";
module_param_string(target, target, sizeof(target), 0444);

struct arg {
	char type;		/* h: hexadecimal, d: decimal */
	bool given;
	unsigned long n;
};

struct command {
	const char *name;
	const char *args;	/* the last one may be missing */
	bool everyone;		/* if it is missing: all processes */
	int (*on_mm)(struct task_struct *task, struct mm_struct *mm, struct arg *arg);
	const char *no_mm;	/* what to say about a process without mm */
};

static int do_listvma(struct task_struct *task, struct mm_struct *mm, struct arg *arg)
{
	struct vm_area_struct *vma;
	VMA_ITERATOR(iter, mm, 0);

	log("listvma", "Process = %s, PID = %d", task->comm, task->pid);
	for_each_vma(iter, vma) {
		char perm[] = "---";

		if (vma->vm_flags & VM_READ)
			perm[0] = 'r';
		if (vma->vm_flags & VM_WRITE)
			perm[1] = 'w';
		if (vma->vm_flags & VM_EXEC)
			perm[2] = 'x';
		log("listvma", "0x%lx 0x%lx %s", vma->vm_start, vma->vm_end, perm);
	}
	return 0;
}

static int do_findpage(struct task_struct *task, struct mm_struct *mm, struct arg *arg)
{
	static const int shift[] = { 39, 30, 21, 12 };
	static const char * const name[] = { "p4d", "pud", "pmd", "pte" };
	unsigned long addr = arg[0].n;
	unsigned long entry[5], index[5];
	unsigned long *table;
	unsigned long size = 0, pa = 0;
	int i, n = 0;

	log("findpage", "vaddr = 0x%lx", addr);
	log("findpage", "pgtable_l5_enabled = %d", pgtable_l5_enabled() ? 1 : 0);
	log("findpage", "Process = %s, PID = %d", task->comm, task->pid);
	if (!mm || addr >= TASK_SIZE_MAX)
		goto out;

	/*
	 * By hand: all tables look the same, an array of 512 words. Where the p4d is
	 * folded, it is the pgd's entry once more.
	 */
	local_irq_disable();
	index[0] = pgd_index(addr);
	entry[0] = READ_ONCE(((unsigned long *)mm->pgd)[index[0]]);
	n = 1;
	for (i = 0; i < 4 && (entry[i] & _PAGE_PRESENT); i++) {
		if (i == 0 && !pgtable_l5_enabled()) {
			index[1] = 0;
			entry[1] = entry[0];
			n = 2;
			continue;
		}
		table = __va(entry[i] & PTE_PFN_MASK);
		index[i + 1] = (addr >> shift[i]) & 511;
		entry[i + 1] = READ_ONCE(table[index[i + 1]]);
		n = i + 2;
		if ((i == 1 || i == 2) && (entry[i + 1] & _PAGE_PRESENT) && (entry[i + 1] & _PAGE_PSE)) {
			size = 1UL << shift[i];
			break;
		}
	}
	local_irq_enable();
	if (n == 5 && (entry[4] & _PAGE_PRESENT))
		size = PAGE_SIZE;
	if (size)
		pa = entry[n - 1] & PTE_PFN_MASK & ~(size - 1);

	for (i = 0; i < n; i++) {
		log("findpage", "%s_val = 0x%lx", i ? name[i - 1] : "pgd", entry[i]);
		log("findpage", "%s_index = %lu", i ? name[i - 1] : "pgd", index[i]);
	}
out:
	if (size) {
		log("findpage", "page_addr = 0x%lx", pa);
		log("findpage", "page_offset = 0x%lx", addr & (size - 1));
		log("findpage", "vaddr = 0x%lx -> paddr = 0x%lx", addr, pa + (addr & (size - 1)));
	} else {
		log("findpage", "translation not found");
	}
	return 0;
}

static int do_writeval(struct task_struct *task, struct mm_struct *mm, struct arg *arg)
{
	unsigned long addr = arg[0].n, val = arg[1].n, end = addr + 8, at;
	struct vm_area_struct *vma;
	struct page *pages[2];
	long got, pinned;
	int i, left;

	if (end < addr)
		goto no_vma;
	for (at = addr; at < end; at = vma->vm_end) {
		vma = find_vma(mm, at);
		if (!vma || vma->vm_start > at)
			goto no_vma;
		if (!(vma->vm_flags & VM_WRITE)) {
			log("writeval", "vma has no write permission");
			return 0;
		}
	}

	pinned = PFN_UP(end) - PFN_DOWN(addr);
	got = pin_user_pages_remote(mm, addr & PAGE_MASK, pinned, FOLL_WRITE, pages, NULL, NULL);
	if (got != pinned) {
		for (i = 0; i < got; i++)
			unpin_user_page(pages[i]);
		log("writeval", "translation not found");
		return 0;
	}
	left = min(8UL, PAGE_SIZE - offset_in_page(addr));
	memcpy_to_page(pages[0], offset_in_page(addr), (char *)&val, left);
	if (left < 8)
		memcpy_to_page(pages[1], 0, (char *)&val + left, 8 - left);
	unpin_user_pages_dirty_lock(pages, pinned, true);
	log("writeval", "wrote 0x%lx to 0x%lx", val, addr);
	return 0;

no_vma:
	log("writeval", "vma not found");
	return 0;
}

static const struct command commands[] = {
	{ "listvma", "d", true, do_listvma, NULL },
	{ "findpage", "hd", false, do_findpage, NULL },
	{ "writeval", "hhd", false, do_writeval, "[mtest.writeval] vma not found" },
};

/* ------------------------------------------------------------------------ */

static int apply(const struct command *cmd, struct task_struct *task, struct arg *arg)
{
	struct mm_struct *mm = get_task_mm(task);
	int ret = 0;

	if (!mm) {
		if (cmd->no_mm)
			printk(KERN_INFO "%s\n", cmd->no_mm);
		else if (!cmd->everyone)
			ret = cmd->on_mm(task, NULL, arg);
		return ret;
	}
	ret = mmap_read_lock_killable(mm);
	if (ret == 0) {
		ret = cmd->on_mm(task, mm, arg);
		mmap_read_unlock(mm);
	}
	mmput(mm);
	return ret;
}

static int apply_to_everyone(const struct command *cmd, struct arg *arg)
{
	struct task_struct *p, **tasks;
	int max = 64, n, ret = 0;

again:
	tasks = kvmalloc_array(max, sizeof(*tasks), GFP_KERNEL);
	if (!tasks)
		return -ENOMEM;
	n = 0;
	rcu_read_lock();
	for_each_process(p) {
		if (n == max)
			break;
		tasks[n++] = get_task_struct(p);
	}
	rcu_read_unlock();
	if (n == max) {
		while (n > 0)
			put_task_struct(tasks[--n]);
		kvfree(tasks);
		max *= 2;
		goto again;
	}
	for (max = 0; max < n; max++) {
		if (ret == 0)
			ret = apply(cmd, tasks[max], arg);
		put_task_struct(tasks[max]);
		cond_resched();
	}
	kvfree(tasks);
	return ret;
}

static struct task_struct *lookup(struct arg *pid)
{
	struct task_struct *p, *task = NULL;

	rcu_read_lock();
	if (pid->given) {
		task = pid_task(find_vpid(pid->n), PIDTYPE_PID);
	} else {
		for_each_process(p)
			if (strcmp(p->comm, target) == 0)
				task = p;
	}
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

static bool read_arg(struct arg *arg, char type, char *word)
{
	arg->type = type;
	arg->given = true;
	if (type == 'h')
		return isxdigit(*word) && kstrtoul(word, 16, &arg->n) == 0;
	return isdigit(*word) && kstrtoul(word, 10, &arg->n) == 0 && arg->n <= INT_MAX;
}

static char *next_word(char **rest)
{
	char *word;

	while ((word = strsep(rest, "\t ")) != NULL)
		if (*word)
			return word;
	return NULL;
}

static DEFINE_MUTEX(busy);

static int interpret(const char *line, char *rest)
{
	const struct command *cmd = NULL;
	struct arg arg[3] = { };
	struct task_struct *task;
	char *word;
	int i, n, ret;

	word = next_word(&rest);
	if (!word)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(word, commands[i].name))
			cmd = &commands[i];
	if (!cmd)
		return -EINVAL;

	n = strlen(cmd->args);
	for (i = 0; i < n; i++) {
		word = next_word(&rest);
		if (!word)
			break;
		if (!read_arg(&arg[i], cmd->args[i], word))
			return -EINVAL;
	}
	if (i < n - 1 || next_word(&rest))
		return -EINVAL;

	ret = mutex_lock_interruptible(&busy);
	if (ret)
		return ret;
	printk(KERN_INFO "[mtest] Got command: %s\n", line);
	if (cmd->everyone && !arg[n - 1].given) {
		ret = apply_to_everyone(cmd, arg);
	} else {
		task = lookup(&arg[n - 1]);
		if (task) {
			ret = apply(cmd, task, arg);
			put_task_struct(task);
		} else {
			printk(KERN_INFO "[mtest] no such process\n");
			ret = -ESRCH;
		}
	}
	mutex_unlock(&busy);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *off)
{
	char *line, *copy, *c;
	size_t n = len;
	int ret = -EINVAL;

	if (len < 1 || len > 768)
		return -EINVAL;
	line = memdup_user_nul(buf, len);
	if (IS_ERR(line))
		return PTR_ERR(line);
	if (line[n - 1] == '\n')
		line[--n] = 0;
	for (c = line; c < line + n; c++)
		if (*c != '\t' && (*c < ' ' || *c == 127))
			goto out;
	ret = -ENOMEM;
	copy = kstrdup(line, GFP_KERNEL);
	if (copy) {
		ret = interpret(line, copy);
		kfree(copy);
	}
out:
	kfree(line);
	return ret ?: len;
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

MODULE_LICENSE("GPL");
