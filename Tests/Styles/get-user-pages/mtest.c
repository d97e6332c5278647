// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - look at and write to the memory of a process, through /proc/mtest
 *
 * One write is one command:
 *
 *	listvma [pid]			list memory areas and their permissions
 *	findpage <addr> [pid]		walk the page tables from <addr> down
 *	writeval <addr> <val> [pid]	write <val> to <addr> as unsigned long
 *
 * Addresses and values are hexadecimal, with or without 0x; a pid is decimal.
 * Without a pid, findpage and writeval look at the process that is named by the
 * module parameter "target", and listvma lists all processes. The answers are
 * records in the kernel log.
 */

#define pr_fmt(fmt) "[mtest" fmt

#include <linux/ctype.h>
#include <linux/highmem.h>
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
#include <linux/version.h>

/* The module's own records, and those of each command. */
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

/* Keeps the records of one answer together in the log. */
static DEFINE_MUTEX(answer_lock);

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
 * What has no memory is passed over: kernel threads, and zombies, which leave
 * their name behind until their parent reaps them.
 *
 * Locking: the process list is read under RCU. The reference is taken in there
 * too, for outside nothing keeps a process from going away.
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
 * hold_tasks - take a reference on every process there is
 * @tasks: where to put them
 * @room: how many of them fit there
 *
 * Locking: takes RCU, so it may neither sleep nor allocate; that is why the
 * caller brings the array.
 *
 * Return: how many processes there are. The first @room of them are held.
 */
static size_t hold_tasks(struct task_struct **tasks, size_t room)
{
	struct task_struct *task;
	size_t count = 0;

	rcu_read_lock();
	for_each_process(task) {
		if (count < room)
			tasks[count] = get_task_struct(task);
		count++;
	}
	rcu_read_unlock();

	return count;
}

/**
 * snapshot_tasks - allocate a list of all processes, each with a reference
 * @count: how many there are
 *
 * Processes may be born between making room and filling it; then there is
 * another round with more room.
 *
 * Return: the list, to be given to release_tasks() and kvfree(), or NULL where
 * there is no memory for it.
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

static void list_area(const struct vm_area_struct *vma)
{
	listvma_info("0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
		     vma->vm_flags & VM_READ ? 'r' : '-',
		     vma->vm_flags & VM_WRITE ? 'w' : '-',
		     vma->vm_flags & VM_EXEC ? 'x' : '-');
}

/**
 * list_areas - list the memory areas of one address space
 * @mm: the address space
 *
 * find_vma() yields the first area that ends above an address, so each area's
 * end leads to the next one.
 *
 * Locking: the caller holds the mmap lock for reading. It may sleep.
 */
static void list_areas(struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	mmap_assert_locked(mm);

	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end)) {
		if (fatal_signal_pending(current))
			break;
		list_area(vma);
		cond_resched();
	}
}

/**
 * listvma - answer listvma for one process
 * @task: the process
 * @args: not used
 *
 * A kernel thread and a zombie have no address space and get no answer.
 *
 * Locking: takes a reference on the address space, which keeps it in existence
 * when the process exits, and its mmap lock for reading, which keeps the areas
 * as they are.
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
static int listvma(struct task_struct *task, const unsigned long *args)
{
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm;
	int err = 0;

	mm = get_task_mm(task);
	if (!mm)
		return 0;

	if (mmap_read_lock_killable(mm)) {
		err = -EINTR;
		goto put_mm;
	}

	get_task_comm(comm, task);
	listvma_info("Process = %s, PID = %d\n", comm, task_tgid_vnr(task));
	list_areas(mm);

	mmap_read_unlock(mm);
put_mm:
	mmput(mm);
	return err;
}

/**
 * listvma_all - answer listvma for every process
 *
 * Locking: none is held from one process to the next, only references, so this
 * may take as long as it likes while processes come and go.
 *
 * Return: 0, -ENOMEM, or -EINTR if the caller was killed meanwhile.
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
 * struct walk - what a page-table walk met on its way
 * @depth: how many levels it visited
 * @step: their names, the entries found there, and at which index of the table
 * @found: whether it arrived at a page
 * @page_addr: physical address of that page
 * @page_offset: distance from there to the byte that was asked for
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

static void arrive(struct walk *walk, unsigned long pfn, unsigned long offset)
{
	walk->found = true;
	walk->page_addr = PFN_PHYS(pfn);
	walk->page_offset = offset;
}

/**
 * descend - walk the page tables the way the processor does
 * @mm: address space whose tables are walked
 * @addr: virtual address to look up, in the user half
 * @walk: record of the walk, all zero at first
 *
 *	 56     48 47     39 38     30 29     21 20     12 11         0
 *	+---------+---------+---------+---------+---------+------------+
 *	|   pgd   |   p4d   |   pud   |   pmd   |   pte   |   offset   |
 *	+---------+---------+---------+---------+---------+------------+
 *
 * With four levels the p4d is folded into the pgd: the pgd takes bits 47 to 39,
 * and the p4d is the same entry seen once more. A pud may map 1 GiB and a pmd
 * 2 MiB by itself; then there is no table below it, and the lower bits of the
 * address are all offset.
 *
 * An entry translates if its present bit is set, since the processor looks at
 * nothing else. pmd_present() and pte_present() would not do: they also say yes
 * to a page that is in memory but, being PROT_NONE, has the present bit cleared
 * and its frame number inverted.
 *
 * Each entry is read once into a variable and judged there, since it may change
 * at any moment. The p?d_offset() functions then get the address of that copy.
 *
 * Locking: the caller has disabled interrupts. A page table that was taken out
 * is freed only after every processor has had them enabled once more, so none
 * vanishes during the walk. The mmap lock alone does not see to that: munmap()
 * frees tables with the lock held for reading only.
 */
static void descend(struct mm_struct *mm, unsigned long addr, struct walk *walk)
{
	pgd_t pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;

	pgd = READ_ONCE(*pgd_offset(mm, addr));
	visit(walk, "pgd", pgd_val(pgd), pgd_index(addr));
	if (!pgd_present(pgd))
		return;

	p4d = READ_ONCE(*p4d_offset(&pgd, addr));
	visit(walk, "p4d", p4d_val(p4d), p4d_index(addr));
	if (!p4d_present(p4d))
		return;

	pud = READ_ONCE(*pud_offset(&p4d, addr));
	visit(walk, "pud", pud_val(pud), pud_index(addr));
	if (!(pud_flags(pud) & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud)) {
		arrive(walk, pud_pfn(pud), addr & ~PUD_MASK);
		return;
	}

	pmd = READ_ONCE(*pmd_offset(&pud, addr));
	visit(walk, "pmd", pmd_val(pmd), pmd_index(addr));
	if (!(pmd_flags(pmd) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmd)) {
		arrive(walk, pmd_pfn(pmd), addr & ~PMD_MASK);
		return;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	visit(walk, "pte", pte_val(pte), pte_index(addr));
	if (!(pte_flags(pte) & _PAGE_PRESENT))
		return;
	arrive(walk, pte_pfn(pte), addr & ~PAGE_MASK);
}

/**
 * walk_tables - look one user address up in a process's page tables
 * @task: the process
 * @addr: the address; outside the user half it has no translation
 * @walk: the walk; empty where there is nothing to walk
 *
 * Locking: takes a reference on the address space, and its mmap lock for
 * reading so that no mapping comes or goes meanwhile.
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
static int walk_tables(struct task_struct *task, unsigned long addr,
		       struct walk *walk)
{
	struct mm_struct *mm;
	int err = 0;

	memset(walk, 0, sizeof(*walk));
	if (addr >= TASK_SIZE_MAX)
		return 0;

	mm = get_task_mm(task);
	if (!mm)
		return 0;

	if (mmap_read_lock_killable(mm)) {
		err = -EINTR;
		goto put_mm;
	}

	local_irq_disable();
	descend(mm, addr, walk);
	local_irq_enable();

	mmap_read_unlock(mm);
put_mm:
	mmput(mm);
	return err;
}

static void print_walk(unsigned long addr, const struct walk *walk)
{
	phys_addr_t paddr = walk->page_addr + walk->page_offset;
	unsigned int i;

	for (i = 0; i < walk->depth; i++) {
		findpage_info("%s_val = 0x%lx\n", walk->step[i].level,
			      walk->step[i].val);
		findpage_info("%s_index = %lu\n", walk->step[i].level,
			      walk->step[i].index);
	}

	if (!walk->found) {
		findpage_info("translation not found\n");
		return;
	}

	findpage_info("page_addr = 0x%llx, page_offset = 0x%lx\n",
		      walk->page_addr, walk->page_offset);
	findpage_info("vaddr = 0x%lx -> paddr = 0x%llx\n", addr, paddr);
}

/**
 * findpage - answer findpage
 * @task: process whose address it is
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
 * why_not_writable - find out what forbids writing at an address
 * @mm: the address space
 * @addr: the address
 *
 * Locking: the caller holds the mmap lock.
 *
 * Return: the reason, or NULL if writing is allowed.
 */
static const char *why_not_writable(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || addr < vma->vm_start)
		return "vma not found";
	if (!(vma->vm_flags & VM_WRITE))
		return "vma has no write permission";
	return NULL;
}

static void copy_word(struct page **pages, unsigned long offset,
		      unsigned long val)
{
	__le64 word = cpu_to_le64(val);
	const char *bytes = (const char *)&word;
	size_t first = min_t(size_t, sizeof(word), PAGE_SIZE - offset);

	memcpy_to_page(pages[0], offset, bytes, first);
	if (first < sizeof(word))
		memcpy_to_page(pages[1], 0, bytes + first,
				   sizeof(word) - first);
}

/**
 * write_word - write a word into an address space, all of it or nothing
 * @mm: the address space
 * @addr: where to, at any alignment; the word may go on in the next page
 * @val: the word
 *
 * A page that the page tables map is not yet a page to write to: after fork()
 * it may be another process's too, it may be the zero page that everybody
 * shares, or a file's. Getting it with FOLL_WRITE does what the processor's own
 * write would do, that is, fault the page in and break copy-on-write.
 * FOLL_FORCE is left out on purpose, as it would write to read-only areas.
 *
 * Both pages are there before the first byte is written.
 *
 * Locking: the caller holds the mmap lock for reading. It may sleep.
 *
 * Return: NULL if the word was written, else the reason why nothing was.
 */
static const char *write_word(struct mm_struct *mm, unsigned long addr,
			      unsigned long val)
{
	unsigned long last = addr + sizeof(val) - 1;
	unsigned long offset = offset_in_page(addr);
	struct page *pages[2];
	const char *reason;
	long count, pinned;

	mmap_assert_locked(mm);

	reason = why_not_writable(mm, addr);
	if (!reason)
		reason = why_not_writable(mm, last);
	if (reason)
		return reason;

	count = DIV_ROUND_UP(offset + sizeof(val), PAGE_SIZE);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	pinned = get_user_pages_remote(mm, addr - offset, count, FOLL_WRITE, pages,
				       NULL);
#else
	pinned = get_user_pages_remote(mm, addr - offset, count, FOLL_WRITE, pages,
				       NULL, NULL);
#endif
	if (pinned != count) {
		reason = "translation not found";
		goto unpin;
	}

	copy_word(pages, offset, val);
unpin:
	while (pinned-- > 0) {
		if (!reason)
			set_page_dirty_lock(pages[pinned]);
		put_page(pages[pinned]);
	}
	return reason;
}

/**
 * writeval - answer writeval
 * @task: process whose memory it is
 * @args: the virtual address and the value
 *
 * Locking: takes a reference on the address space, and its mmap lock for
 * reading so that what is found writable is still so when it is written to.
 *
 * Return: 0 whether it was written or refused, or -EINTR if the caller was
 * killed while it waited.
 */
static int writeval(struct task_struct *task, const unsigned long *args)
{
	unsigned long addr = args[0], val = args[1];
	const char *reason = "vma not found";
	struct mm_struct *mm;

	mm = get_task_mm(task);
	if (!mm)
		goto report;

	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	reason = write_word(mm, addr, val);
	mmap_read_unlock(mm);
	mmput(mm);

report:
	if (reason)
		writeval_info("%s\n", reason);
	else
		writeval_info("wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

/*
 * Commands
 */

/**
 * struct command - one of the words that /proc/mtest understands
 * @name: the word
 * @numbers: how many hexadecimal numbers must follow
 * @answer: carries it out for one process
 * @answer_all: carries it out where no pid was given, if that means all
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
 * struct request - a command with what it is to be applied to
 * @command: the command
 * @args: its hexadecimal numbers
 * @has_pid: whether a process was chosen by number
 * @pid: that number
 */
struct request {
	const struct command *command;
	unsigned long args[MAX_NUMBERS];
	bool has_pid;
	pid_t pid;
};

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* kstrtoul() and kstrtoint() would let a sign pass. */
static int parse_hex(const char *word, unsigned long *val)
{
	return isxdigit(*word) ? kstrtoul(word, 16, val) : -EINVAL;
}

static int parse_pid(const char *word, pid_t *pid)
{
	return isdigit(*word) ? kstrtoint(word, 10, pid) : -EINVAL;
}

/* Cuts @text into words. Returns how many, or MAX_WORDS + 1 if too many. */
static unsigned int split(char *text, char **words)
{
	unsigned int count = 0;
	char *word;

	while ((word = strsep(&text, " \t"))) {
		if (!*word)
			continue;
		if (count == MAX_WORDS)
			return MAX_WORDS + 1;
		words[count++] = word;
	}
	return count;
}

/**
 * parse - make sense of a command
 * @text: the command without its newline; cut into words
 * @request: what it asks for
 *
 * Return: 0 or -EINVAL.
 */
static int parse(char *text, struct request *request)
{
	char *words[MAX_WORDS];
	unsigned int count, numbers, i;

	count = split(text, words);
	if (count < 1 || count > MAX_WORDS)
		return -EINVAL;

	request->command = find_command(words[0]);
	if (!request->command)
		return -EINVAL;

	numbers = request->command->numbers;
	if (count != 1 + numbers && count != 1 + numbers + 1)
		return -EINVAL;

	for (i = 0; i < numbers; i++)
		if (parse_hex(words[1 + i], &request->args[i]))
			return -EINVAL;

	request->has_pid = count > 1 + numbers;
	if (request->has_pid && parse_pid(words[1 + numbers], &request->pid))
		return -EINVAL;
	return 0;
}

/**
 * carry_out - carry a command out
 * @request: the command
 *
 * Locking: the caller holds answer_lock.
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
 * check_text - see that a command is one line of printable text
 * @text: the bytes that were written, and a NUL; loses its trailing newline
 * @len: their number without that NUL
 *
 * Return: 0 or -EINVAL.
 */
static int check_text(char *text, size_t len)
{
	size_t i;

	if (len && text[len - 1] == '\n')
		text[--len] = '\0';

	for (i = 0; i < len; i++)
		if (text[i] != '\t' && (!isascii(text[i]) || !isprint(text[i])))
			return -EINVAL;
	return 0;
}

/**
 * run - understand a command, log it, and carry it out
 * @text: the bytes that were written, and a NUL; cut into words
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

	err = mutex_lock_killable(&answer_lock);
	if (err)
		goto free_words;
	mtest_info("Got command: %s\n", text);
	err = carry_out(&request);
	mutex_unlock(&answer_lock);

free_words:
	kfree(words);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *pos)
{
	char *text;
	int err;

	if (len > MAX_COMMAND)
		return -EINVAL;

	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);

	err = run(text, len);
	kfree(text);
	return err ? err : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write	= mtest_write,
	.proc_lseek	= noop_llseek,
};

static struct proc_dir_entry *mtest_entry;

static int __init mtest_init(void)
{
	/* For root alone: it reaches into other processes. */
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	return mtest_entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	/* Waits for commands that are under way. */
	proc_remove(mtest_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Look at and write to the memory of a process");
