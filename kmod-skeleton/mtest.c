// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - look at and write to the memory of a process, through /proc/mtest
 *
 * One write is one command:
 *
 *	listvma [pid]			list VMAs and their permissions
 *	findpage <addr> [pid]		walk the page tables from <addr> down
 *	writeval <addr> <val> [pid]	write <val> to <addr> as unsigned long
 *
 * Addresses and values are hexadecimal, with or without 0x; a pid is decimal.
 * Without a pid, findpage and writeval use the process whose name is the module
 * parameter "target", and listvma lists all processes. The answers are records
 * in the kernel log.
 */

#define pr_fmt(fmt) "[mtest" fmt

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pfn.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"

/* Records of the module itself, and of each command. */
#define mtest_info(fmt, ...)	pr_info("] " fmt, ##__VA_ARGS__)
#define listvma_info(fmt, ...)	pr_info(".listvma] " fmt, ##__VA_ARGS__)
#define findpage_info(fmt, ...)	pr_info(".findpage] " fmt, ##__VA_ARGS__)
#define writeval_info(fmt, ...)	pr_info(".writeval] " fmt, ##__VA_ARGS__)

#define MAX_COMMAND	256	/* bytes, with the newline */
#define MAX_WORDS	4	/* "writeval", an address, a value and a pid */
#define MAX_NUMBERS	2	/* an address and a value */
#define MAX_LEVELS	5	/* page tables on the way to a page */

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process to look at if no pid is given");

/*
 * Processes
 */

/**
 * find_by_pid - look a process up by its number
 * @nr: process id, as the caller sees it
 *
 * Return: the process with a reference for the caller to drop, or NULL.
 */
static struct task_struct *find_by_pid(pid_t nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	return task;
}

/**
 * find_by_name - look a process up by its name
 * @name: the whole name
 *
 * Processes without memory are skipped: kernel threads, and zombies, which keep
 * their name until their parent reaps them.
 *
 * Locking: the process list is read under RCU. The reference is taken under RCU
 * too, because without RCU nothing keeps the process from going away.
 *
 * Return: the first such process in the process list, with a reference for the
 * caller to drop, or NULL.
 */
static struct task_struct *find_by_name(const char *name)
{
	struct task_struct *task, *found = NULL;
	char comm[TASK_COMM_LEN];

	rcu_read_lock();
	for_each_process(task) {
		if (!READ_ONCE(task->mm))
			continue;
		get_task_comm(comm, task);
		if (strcmp(comm, name))
			continue;
		found = get_task_struct(task);
		break;
	}
	rcu_read_unlock();

	return found;
}

static void release_tasks(struct task_struct **tasks, size_t count)
{
	while (count)
		put_task_struct(tasks[--count]);
}

/**
 * hold_tasks - take a reference on every process
 * @tasks: array for the processes
 * @room: number of elements of @tasks
 *
 * Locking: takes RCU, so it may neither sleep nor allocate; this is why the
 * caller provides the array.
 *
 * Return: the number of processes. The first @room of them are held.
 */
static size_t hold_tasks(struct task_struct **tasks, size_t room)
{
	/*
	 * TODO 1.2: Go through the process list as find_by_name() does. Count
	 * every process, and put those that fit into @tasks, each with a
	 * reference.
	 */
	return 0;
}

/**
 * snapshot_tasks - allocate a list of all processes, each with a reference
 * @count: the number of processes
 *
 * New processes may start between allocating the list and filling it; then the
 * function tries again with a larger list.
 *
 * Return: the list, which the caller gives to release_tasks() and kvfree(), or
 * NULL if there is no memory for it.
 */
static struct task_struct **snapshot_tasks(size_t *count)
{
	struct task_struct **tasks;
	size_t room;

	for (;;) {
		room = hold_tasks(NULL, 0) + 16;
		tasks = kvmalloc_array(room, sizeof(*tasks), GFP_KERNEL);
		if (!tasks)
			return NULL;

		*count = hold_tasks(tasks, room);
		if (*count <= room)
			return tasks;

		release_tasks(tasks, room);
		kvfree(tasks);
	}
}

/*
 * listvma
 */

/**
 * listvma - answer listvma for one process
 * @task: the process
 * @args: not used
 *
 * A kernel thread and a zombie have no address space and get no answer.
 *
 * Locking: takes a reference on the address space, which keeps it alive when
 * the process exits, and its mmap lock for reading, which keeps the VMAs as
 * they are.
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
static int listvma(struct task_struct *task, const unsigned long *args)
{
	/*
	 * TODO 1.1: Get the address space of @task, with a reference; print
	 * nothing for a process that has none. Print the process: "Process =
	 * <comm>, PID = <pid>", then "0x<start> 0x<end> <perm>" for each VMA,
	 * in the order of addresses. <perm> is rwx, with a - for what the VMA
	 * forbids.
	 *
	 * TODO 1.3: Hold the mmap lock for reading while you look at VMAs, and
	 * let the caller be killed while it waits for the lock.
	 *
	 * TODO 1.4: Give the reference back, on every way out.
	 */
	listvma_info("not implemented\n");
	return 0;
}

/**
 * listvma_all - answer listvma for every process
 *
 * Locking: between two processes no lock is held, only references. So this may
 * take a long time while processes start and end.
 *
 * Return: 0, -ENOMEM, or -EINTR if the caller was killed.
 */
static int listvma_all(void)
{
	struct task_struct **tasks;
	size_t count, i;
	int err = 0;

	tasks = snapshot_tasks(&count);
	if (!tasks)
		return -ENOMEM;

	for (i = 0; i < count; i++) {
		if (fatal_signal_pending(current))
			err = -EINTR;
		else
			err = listvma(tasks[i], NULL);
		if (err)
			break;
		cond_resched();
	}

	release_tasks(tasks, count);
	kvfree(tasks);
	return err;
}

/*
 * findpage
 */

/**
 * struct walk - record of a page-table walk
 * @depth: number of levels that were visited
 * @step: name of each level, its entry, and the entry's index in the table
 * @found: whether the walk arrived at a page
 * @page_addr: physical address of that page
 * @page_offset: offset of the byte in that page
 */
struct walk {
	unsigned int depth;
	struct {
		const char *level;
		unsigned long val;
		unsigned long index;
	} step[MAX_LEVELS];
	bool found;
	phys_addr_t page_addr;
	unsigned long page_offset;
};

static void visit(struct walk *walk, const char *level, unsigned long val,
		  unsigned long index)
{
	walk->step[walk->depth].level = level;
	walk->step[walk->depth].val = val;
	walk->step[walk->depth].index = index;
	walk->depth++;
}

static void print_steps(const struct walk *walk)
{
	unsigned int i;

	for (i = 0; i < walk->depth; i++) {
		findpage_info("%s_val = 0x%lx\n", walk->step[i].level,
			      walk->step[i].val);
		findpage_info("%s_index = %lu\n", walk->step[i].level,
			      walk->step[i].index);
	}
}

/**
 * descend - walk the page tables as the processor does
 * @mm: address space whose tables are walked
 * @addr: virtual address to look up, in the user half
 * @walk: record of the walk, all zero at the beginning
 *
 *	 56     48 47     39 38     30 29     21 20     12 11         0
 *	+---------+---------+---------+---------+---------+------------+
 *	|   pgd   |   p4d   |   pud   |   pmd   |   pte   |   offset   |
 *	+---------+---------+---------+---------+---------+------------+
 *
 * With four levels the p4d is folded into the pgd: the pgd takes bits 47 to 39,
 * and the p4d is the same entry under another name. A pud may map a page of
 * 1 GiB and a pmd a page of 2 MiB; then there is no table below, and all lower
 * bits of the address are the offset.
 *
 * An entry translates if its present bit is set: the processor tests only this
 * bit. Do not use pmd_present() and pte_present() here: they also say yes to a
 * PROT_NONE page, which is in memory but has the present bit cleared and the
 * frame number inverted. Each entry is read once into a variable and tested
 * there, because it may change at any moment. p?d_offset_lockless() take what
 * was read, and its place for where a folded level is found at run time.
 *
 * Locking: the caller has disabled interrupts. An unlinked page table is freed
 * only after every processor has had its interrupts enabled once more, so no
 * table disappears during the walk. The mmap lock alone is not enough: munmap()
 * frees tables while it holds the lock only for reading.
 */
static void descend(struct mm_struct *mm, unsigned long addr, struct walk *walk)
{
	/*
	 * TODO 2.1: Continue from the pgd to the p4d, the pud, the pmd and the
	 * pte. Read each entry once, visit() it, and stop if it is not present.
	 * At a pte that is present, record in @walk that the page is found: its
	 * physical address, which comes from the frame number and has none of
	 * the entry's flags in it, and the offset of @addr in the page. In
	 * print_walk(), after the steps, print how the walk ended: "translation
	 * not found", or "page_addr = 0x<address>, page_offset = 0x<offset>"
	 * and then "vaddr = 0x<addr> -> paddr = 0x<physical address>".
	 *
	 * TODO 2.4: A pud or a pmd may lead to a page, of 1 GiB or 2 MiB. Stop
	 * there too, and take all lower bits of @addr as the offset.
	 */
	pgd_t *pgdp = pgd_offset(mm, addr), pgd = READ_ONCE(*pgdp);

	visit(walk, "pgd", pgd_val(pgd), pgd_index(addr));
}

/**
 * walk_tables - look one user address up in a process's page tables
 * @task: the process
 * @addr: the address; outside the user half it has no translation
 * @walk: the walk; empty if there is nothing to walk
 *
 * Locking: takes a reference on the address space, and its mmap lock for
 * reading so that no mapping appears or disappears during the walk.
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
static int walk_tables(struct task_struct *task, unsigned long addr,
		       struct walk *walk)
{
	/*
	 * TODO 2.2: Get the address space with a reference, as in lab 1, and
	 * give it back: task->mm alone may go away during the walk.
	 *
	 * TODO 2.3: Take its mmap lock, as in lab 1, and call descend() with
	 * interrupts disabled; its comment says why.
	 *
	 * TODO 2.5: Leave @walk empty for an address outside the user half. The
	 * same tables map the kernel's half too, and would translate it.
	 */
	memset(walk, 0, sizeof(*walk));
	if (task->mm)
		descend(task->mm, addr, walk);
	return 0;
}

static void print_walk(unsigned long addr, const struct walk *walk)
{
	print_steps(walk);
	findpage_info("not implemented\n");
}

/**
 * findpage - answer findpage
 * @task: process that the address belongs to
 * @args: the virtual address
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
static int findpage(struct task_struct *task, const unsigned long *args)
{
	unsigned long addr = args[0];
	char comm[TASK_COMM_LEN];
	struct walk walk;
	int err;

	err = walk_tables(task, addr, &walk);
	if (err)
		return err;

	get_task_comm(comm, task);
	findpage_info("vaddr = 0x%lx\n", addr);
	findpage_info("pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	findpage_info("process = %s, PID = %d\n", comm, task_tgid_vnr(task));
	print_walk(addr, &walk);
	return 0;
}

/*
 * writeval
 */

/**
 * write_word - write a whole word into an address space, or nothing
 * @mm: the address space
 * @addr: virtual address, at any alignment; the word may cross a page boundary
 * @val: the word
 *
 * Do not just write to the page that the page tables map: after fork() another
 * process may share it, it may be the zero page, which all processes share, or
 * it may belong to a file. Pinning with FOLL_WRITE does what a write by the
 * process itself would do: it faults the page in and breaks copy-on-write.
 * Without FOLL_FORCE on purpose, which would write to read-only VMAs.
 *
 * Both pages are pinned before the first byte is written.
 *
 * Locking: the caller holds the mmap lock for reading. It may sleep.
 *
 * Return: NULL if the word was written, else the reason why not.
 */
static const char *write_word(struct mm_struct *mm, unsigned long addr,
			      unsigned long val)
{
	/*
	 * TODO 3.1: Pin the page of @addr for writing: mtest_pin_pages() in
	 * compat.h. If that fails, the reason is "translation not found". Copy
	 * the eight bytes, lowest byte first, to their place:
	 * mtest_copy_to_page().
	 *
	 * TODO 3.3: Before that, find the VMA that @addr is in, and the VMA of
	 * the word's last byte, which may be another one or none. The reasons
	 * to refuse are "vma not found" and "vma has no write permission".
	 *
	 * TODO 3.4: Let the word cross the end of a page. Bytes beyond the end
	 * of the first page belong to the start of the second; pin both pages
	 * before you write to one.
	 *
	 * TODO 3.5: Release the pages that you pinned; mark them as dirty if
	 * you have written to them.
	 */
	return "not implemented";
}

/**
 * writeval - answer writeval
 * @task: process that the memory belongs to
 * @args: the virtual address and the value
 *
 * Locking: takes a reference on the address space, and its mmap lock for
 * reading so that a VMA that was found writable stays so until the write.
 *
 * Return: 0 if the word was written or refused, or -EINTR if the caller was
 * killed while it waited.
 */
static int writeval(struct task_struct *task, const unsigned long *args)
{
	/*
	 * TODO 3.2: After write_word() print "wrote 0x<val> to 0x<addr>", or
	 * the reason why nothing was written. Return 0 in both cases.
	 *
	 * TODO 3.6: Get the address space with a reference, as in lab 1, and
	 * give it back. Let the caller be killed while it waits for the lock.
	 */
	const char *reason = "not implemented";
	struct mm_struct *mm = task->mm;

	if (mm) {
		mmap_read_lock(mm);
		reason = write_word(mm, args[0], args[1]);
		mmap_read_unlock(mm);
	}
	if (!reason)
		return 0;
	writeval_info("%s\n", reason);
	return -ENOSYS;
}

/*
 * Commands
 */

/**
 * struct command - one of the commands that /proc/mtest understands
 * @name: the command's word
 * @numbers: number of hexadecimal numbers that must follow
 * @answer: carries the command out for one process
 * @answer_all: carries the command out for all processes, if no pid means all
 */
struct command {
	const char *name;
	unsigned int numbers;
	int (*answer)(struct task_struct *task, const unsigned long *args);
	int (*answer_all)(void);
};

static const struct command commands[] = {
	{ .name = "listvma", .answer = listvma, .answer_all = listvma_all },
	{ .name = "findpage", .numbers = 1, .answer = findpage },
	{ .name = "writeval", .numbers = 2, .answer = writeval },
};

/**
 * struct request - a command with its arguments
 * @command: the command
 * @args: its hexadecimal numbers
 * @has_pid: whether a pid was given
 * @pid: the pid
 */
struct request {
	const struct command *command;
	unsigned long args[MAX_NUMBERS];
	bool has_pid;
	pid_t pid;
};

/**
 * parse - read a command and its arguments
 * @text: the command without its newline; is split into words
 * @request: the result
 *
 * Return: 0 or -EINVAL.
 */
static int parse(char *text, struct request *request)
{
	/*
	 * TODO 0.5: Split @text into words. Any number of blanks and tabs may
	 * stand between words. Accept one to MAX_WORDS words. Until you have
	 * done 0.7, every text counts as "findpage 0".
	 *
	 * TODO 0.6: Find the command in commands[]. Check that as many words
	 * follow as it needs, or one more, which is the pid.
	 *
	 * TODO 0.7: Turn the words into numbers: kstrtoul() and kstrtoint()
	 * fail if a word is not a number or too large. They accept a sign; you
	 * must not.
	 */
	*request = (struct request){ .command = &commands[1] };
	return 0;
}

/**
 * carry_out - carry a command out
 * @request: the command
 *
 * Locking: the caller makes sure that only one command is here at a time, so
 * that the records of two commands do not mix in the log.
 *
 * Return: 0, -ESRCH if there is no such process, or another negative error.
 */
static int carry_out(const struct request *request)
{
	const struct command *command = request->command;
	struct task_struct *task;
	int err;

	if (!request->has_pid && command->answer_all)
		return command->answer_all();

	if (request->has_pid)
		task = find_by_pid(request->pid);
	else
		task = find_by_name(target);
	if (!task) {
		mtest_info("no such process\n");
		return -ESRCH;
	}

	err = command->answer(task, request->args);
	put_task_struct(task);
	return err;
}

/**
 * check_text - check that a command is one line of printable text
 * @text: the bytes that were written, and a NUL; loses its trailing newline
 * @len: their number without that NUL
 *
 * Return: 0 or -EINVAL.
 */
static int check_text(char *text, size_t len)
{
	/*
	 * TODO 0.4: Remove the newline at the end, if there is one. Refuse text
	 * with bytes that cannot be printed, except tabs: the text will be
	 * logged.
	 */
	return 0;
}

/**
 * run - parse a command, log it, and carry it out
 * @text: the bytes that were written, and a NUL; loses its trailing newline
 * @len: their number without that NUL
 *
 * Return: 0 or a negative error; after -EINVAL nothing has happened.
 */
static int run(char *text, size_t len)
{
	struct request request;
	char *words;
	int err;

	err = check_text(text, len);
	if (err)
		return err;

	words = kstrdup(text, GFP_KERNEL);
	if (!words)
		return -ENOMEM;

	err = parse(words, &request);
	if (err)
		goto free_words;

	/*
	 * TODO 0.8: Before you carry the command out, log "Got command:
	 * <command>". Keep the records of two answers apart, with a mutex.
	 */
	err = carry_out(&request);

free_words:
	kfree(words);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *pos)
{
	/*
	 * TODO 0.3: Refuse a command longer than MAX_COMMAND. Copy the text
	 * from user space, with a NUL at its end, and run() it. Return the
	 * error, or else the length: after a 0 the caller tries again for ever.
	 */
	(void)run;
	return -EINVAL;
}

static const struct proc_ops mtest_ops = {
	.proc_write	= mtest_write,
	.proc_lseek	= noop_llseek,
};

static int __init mtest_init(void)
{
	/*
	 * TODO 0.1: Create /proc/mtest, with mtest_ops, for root only to write
	 * to. Keep what proc_create() returns; it is NULL if there is no
	 * memory.
	 */
	return 0;
}

static void __exit mtest_exit(void)
{
	/*
	 * TODO 0.2: Remove /proc/mtest.
	 */
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Look at and write to the memory of a process");
