// SPDX-License-Identifier: GPL-2.0
/*
 * mdirty - count the pages of a process that were written, through /proc/mdirty
 *
 * One write is one question:
 *
 *	<pid or name>			in the whole process
 *	<pid or name> <start> <end>	from start up to, not including, end
 *
 * The addresses are hexadecimal, with or without 0x, and multiples of 4096. The
 * answers are records in the kernel log. CONTRACT.md has the whole contract.
 */

/*
 * labs: comments that begin with "lab 5:" mark the code that is left to the
 * student as numbered tasks; skeleton/ is made from them.
 */

#define pr_fmt(fmt) "[mdirty] " fmt

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#define MAX_QUESTION	128	/* bytes, with the newline */
#define MAX_WORDS	3	/* a process, a start and an end */

/* Keeps the records of one answer together in the log. */
static DEFINE_MUTEX(answer_lock);

/*
 * Counting
 */

/**
 * struct count - what was counted, in pages of 4 KiB
 * @present: pages that the processor reaches
 * @dirty: those of them that were written
 */
struct count {
	unsigned long present;
	unsigned long dirty;
};

/**
 * count_ptes - count the pages of one table of ptes
 * @pmd: the entry that leads to the table
 * @addr: the first address
 * @end: the first address behind; not behind what the table is about
 * @count: is added to
 *
 * An entry counts if its present bit is set: the processor tests only this bit.
 * pte_present() also says yes to a PROT_NONE page, which the processor does not
 * reach, and which keeps its dirty bit.
 */
static void count_ptes(pmd_t pmd, unsigned long addr, unsigned long end,
		       struct count *count)
{
	/*
	 * lab 5: the rest of this function
	 *
	 * 5.2 Look at the pte of each page from @addr to @end. Read it once;
	 * count the page as present if the pte's present bit is set, and also
	 * as dirty if pte_dirty() says so. Go on behind an empty one.
	 *
	 * Until then:
	 *
	 *	(void)pmd;
	 */
	for (; addr < end; addr += PAGE_SIZE) {
		pte_t pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));

		if (!(pte_flags(pte) & _PAGE_PRESENT))
			continue;
		count->present++;
		if (pte_dirty(pte))
			count->dirty++;
	}
}

/**
 * count_large - count the pages of 4 KiB in a page of 2 MiB or 1 GiB
 * @bytes: how much of it is asked about
 * @dirty: whether its entry says that it was written
 * @count: is added to
 *
 * There is one dirty bit for all of it, so one byte that is written makes the
 * whole page dirty.
 */
static void count_large(unsigned long bytes, bool dirty, struct count *count)
{
	/*
	 * lab 5: the rest of this function
	 *
	 * 5.4 Add the number of pages of 4 KiB in @bytes: to the present ones,
	 * and if @dirty to the dirty ones too.
	 *
	 * Until then:
	 *
	 *	(void)bytes;
	 */
	count->present += bytes >> PAGE_SHIFT;
	if (dirty)
		count->dirty += bytes >> PAGE_SHIFT;
}

static void count_pmds(pud_t pud, unsigned long addr, unsigned long end,
		       struct count *count)
{
	unsigned long next;

	for (; addr < end; addr = next) {
		pmd_t pmd = READ_ONCE(*pmd_offset(&pud, addr));

		next = pmd_addr_end(addr, end);
		if (!(pmd_flags(pmd) & _PAGE_PRESENT))
			continue;
		if (pmd_leaf(pmd))
			count_large(next - addr, pmd_dirty(pmd), count);
		else
			count_ptes(pmd, addr, next, count);
	}
}

/**
 * count_chunk - count pages in a part of one pud's reach
 * @mm: the address space
 * @addr: the first address
 * @end: the first address behind; at most a GiB away, in the same pud's reach
 * @count: is added to
 *
 * Locking: the caller has disabled interrupts, and holds the mmap lock for
 * reading. An unlinked page table is freed only after every processor has had
 * its interrupts enabled once more, so no table disappears meanwhile.
 */
static void count_chunk(struct mm_struct *mm, unsigned long addr,
			unsigned long end, struct count *count)
{
	pgd_t pgd = READ_ONCE(*pgd_offset(mm, addr));
	p4d_t p4d;
	pud_t pud;

	if (!pgd_present(pgd))
		return;
	p4d = READ_ONCE(*p4d_offset(&pgd, addr));
	if (!p4d_present(p4d))
		return;
	pud = READ_ONCE(*pud_offset(&p4d, addr));
	if (!(pud_flags(pud) & _PAGE_PRESENT))
		return;
	if (pud_leaf(pud))
		count_large(end - addr, pud_dirty(pud), count);
	else
		count_pmds(pud, addr, end, count);
}

static void count_stretch(struct mm_struct *mm, unsigned long addr,
			  unsigned long end, struct count *count)
{
	unsigned long next;

	for (; addr < end; addr = next) {
		next = pud_addr_end(addr, end);
		local_irq_disable();
		count_chunk(mm, addr, next, count);
		local_irq_enable();
		cond_resched();
	}
}

/**
 * count_pages - count the pages of an address space
 * @mm: the address space
 * @start: the first address
 * @end: the first address behind
 * @count: the result
 *
 * All pages of a process lie in its VMAs, so only those are walked: the tables
 * between them would take for ever.
 *
 * Locking: the caller holds the mmap lock for reading. It may sleep.
 */
static void count_pages(struct mm_struct *mm, unsigned long start,
			unsigned long end, struct count *count)
{
	/*
	 * lab 5: the rest of this function
	 *
	 * 5.1 Go through the VMAs, as in lab 1, and call count_stretch() for
	 * each.
	 *
	 * 5.3 Leave out what lies before @start, or at @end and behind it: a
	 * VMA may begin before and end after.
	 *
	 * Until then:
	 *
	 *	(void)count_stretch;
	 *	*count = (struct count){ };
	 */
	struct vm_area_struct *vma;

	*count = (struct count){ };
	for (vma = find_vma(mm, start); vma && vma->vm_start < end;
	     vma = find_vma(mm, vma->vm_end)) {
		if (fatal_signal_pending(current))
			break;
		count_stretch(mm, max(vma->vm_start, start),
			      min(vma->vm_end, end), count);
	}
}

/*
 * Processes
 */

/* The process of a number, with a reference for the caller to drop, or NULL. */
static struct task_struct *find_by_pid(pid_t nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	return task;
}

/* The first process of a name that has memory, with a reference, or NULL. */
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

/**
 * answer - answer a question about one process
 * @task: the process
 * @start: the first address
 * @end: the first address behind
 *
 * Return: 0, -ESRCH for a process without an address space, or -EINTR if the
 * caller was killed while it waited.
 */
static int answer(struct task_struct *task, unsigned long start,
		  unsigned long end)
{
	char comm[TASK_COMM_LEN];
	struct count count;
	struct mm_struct *mm;

	mm = get_task_mm(task);
	if (!mm) {
		pr_info("no such process\n");
		return -ESRCH;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	count_pages(mm, start, end, &count);
	mmap_read_unlock(mm);
	mmput(mm);

	get_task_comm(comm, task);
	pr_info("Process = %s, PID = %d\n", comm, task_tgid_vnr(task));
	pr_info("present = %lu\n", count.present);
	pr_info("dirty = %lu\n", count.dirty);
	return 0;
}

/*
 * Questions
 */

/**
 * struct question - what was asked
 * @who: a pid or a name
 * @start: the first address
 * @end: the first address behind
 */
struct question {
	const char *who;
	unsigned long start;
	unsigned long end;
};

static int parse_address(const char *word, unsigned long *addr)
{
	/* kstrtoul() would accept a sign. */
	if (!isxdigit(*word) || kstrtoul(word, 16, addr))
		return -EINVAL;
	return *addr % PAGE_SIZE || *addr > TASK_SIZE_MAX ? -EINVAL : 0;
}

/* Splits @text. Returns the number of words, or MAX_WORDS + 1 if too many. */
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

static int parse(char *text, struct question *question)
{
	char *words[MAX_WORDS];
	unsigned int count = split(text, words);

	if ((count != 1 && count != 3) || strlen(words[0]) >= TASK_COMM_LEN)
		return -EINVAL;
	question->who = words[0];
	question->start = 0;
	question->end = TASK_SIZE_MAX;
	if (count == 1)
		return 0;
	if (parse_address(words[1], &question->start) ||
	    parse_address(words[2], &question->end))
		return -EINVAL;
	return question->start < question->end ? 0 : -EINVAL;
}

static int carry_out(const struct question *question)
{
	const char *rest = question->who + strspn(question->who, "0123456789");
	struct task_struct *task;
	pid_t pid;
	int err;

	/* Digits alone are a pid. */
	if (*rest)
		task = find_by_name(question->who);
	else if (kstrtoint(question->who, 10, &pid))
		return -EINVAL;
	else
		task = find_by_pid(pid);
	if (!task) {
		pr_info("no such process\n");
		return -ESRCH;
	}

	err = answer(task, question->start, question->end);
	put_task_struct(task);
	return err;
}

static ssize_t mdirty_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *pos)
{
	struct question question;
	size_t len = count;
	char *text;
	int err;

	if (len > MAX_QUESTION)
		return -EINVAL;
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (len && text[len - 1] == '\n')
		text[--len] = 0;

	/* A NUL in the middle would hide what is behind it. */
	err = strlen(text) == len ? parse(text, &question) : -EINVAL;
	if (!err && mutex_lock_killable(&answer_lock))
		err = -EINTR;
	if (!err) {
		err = carry_out(&question);
		mutex_unlock(&answer_lock);
	}
	kfree(text);
	return err ? err : count;
}

static const struct proc_ops mdirty_ops = {
	.proc_write	= mdirty_write,
	.proc_lseek	= noop_llseek,
};

static struct proc_dir_entry *entry;

static int __init mdirty_init(void)
{
	entry = proc_create("mdirty", 0200, NULL, &mdirty_ops);
	return entry ? 0 : -ENOMEM;
}

static void __exit mdirty_exit(void)
{
	proc_remove(entry);
}

module_init(mdirty_init);
module_exit(mdirty_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Count the pages of a process that were written");
