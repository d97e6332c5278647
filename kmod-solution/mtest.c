// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - look at, and write to, the memory of a process through /proc/mtest
 *
 *	listvma [pid]			every VMA of one or of all processes
 *	findpage <addr> [pid]		walk the page tables down to the page
 *	writeval <addr> <val> [pid]	write one unsigned long
 *
 * One write(2) is one command; the answers are kernel log records. Addresses
 * and values are hexadecimal, with or without 0x; a pid is decimal. Without a
 * pid the command is about the first process whose name is the parameter
 * "target": never about current, which is only the shell that wrote it.
 */
#define pr_fmt(fmt) "[mtest" fmt

#include <linux/ctype.h>
#include <linux/hugetlb.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define MTEST_MAX_COMMAND	128	/* bytes, without the final NUL */
#define MTEST_MAX_WORDS		4

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process that commands are about");

/**
 * struct mtest_command - a command, taken apart
 * @addr: address to look at or write to
 * @val: value to write
 * @pid: process the command is about, 0 where none was named
 */
struct mtest_command {
	unsigned long addr;
	unsigned long val;
	pid_t pid;
};

/* ---- choosing the process ---- */

static struct task_struct *get_task_by_pid(pid_t pid)
{
	struct task_struct *task;

	rcu_read_lock();
	task = pid_task(find_vpid(pid), PIDTYPE_TGID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

static struct task_struct *get_task_by_name(const char *name)
{
	struct task_struct *task, *found = NULL;

	rcu_read_lock();
	for_each_process(task) {
		if (strcmp(task->comm, name) == 0) {
			get_task_struct(task);
			found = task;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

/**
 * mtest_get_task() - the process that a command is about
 * @cmd: the command
 *
 * Return: the task with a reference held, to be dropped by put_task_struct();
 * or NULL when there is no such process.
 */
static struct task_struct *mtest_get_task(const struct mtest_command *cmd)
{
	if (cmd->pid)
		return get_task_by_pid(cmd->pid);
	return get_task_by_name(target);
}

/* ---- listvma ---- */

/**
 * list_task() - log every VMA of a process
 * @task: the process, referenced by the caller
 *
 * Kernel threads and dying processes have no address space and are passed
 * over.
 *
 * Locking: takes the mmap lock for reading, so that no VMA comes or goes
 * while the tree is walked.
 *
 * Return: 0, or -EINTR when the writer was killed while it waited.
 */
static int list_task(struct task_struct *task)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm;
	int ret = 0;

	mm = get_task_mm(task);
	if (!mm)
		return 0;
	ret = mmap_read_lock_killable(mm);
	if (ret)
		goto put_mm;

	pr_info(".listvma] Process = %s, PID = %d\n", task->comm, task_tgid_vnr(task));
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma)
			pr_info(".listvma] 0x%lx 0x%lx %c%c%c\n",
				vma->vm_start, vma->vm_end,
				vma->vm_flags & VM_READ ? 'r' : '-',
				vma->vm_flags & VM_WRITE ? 'w' : '-',
				vma->vm_flags & VM_EXEC ? 'x' : '-');
	}
	mmap_read_unlock(mm);
put_mm:
	mmput(mm);
	return ret;
}

/**
 * list_all() - log the VMAs of all processes
 *
 * list_task() sleeps, so the list cannot be walked under RCU from end to end.
 * The processes are collected first, each with a reference; those born later
 * are not in the answer.
 *
 * Return: 0 or a negative errno.
 */
static int list_all(void)
{
	struct task_struct *task, **tasks;
	size_t count = 0, room = 64, i;
	int ret = 0;

again:
	tasks = kvmalloc_array(room, sizeof(*tasks), GFP_KERNEL);
	if (!tasks)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(task) {
		if (count < room) {
			get_task_struct(task);
			tasks[count] = task;
		}
		count++;
	}
	rcu_read_unlock();
	for (i = 0; i < min(count, room); i++) {
		if (count <= room && !ret)
			ret = list_task(tasks[i]);
		put_task_struct(tasks[i]);
	}
	kvfree(tasks);
	if (count > room) {
		room = count + 64;
		count = 0;
		goto again;
	}
	return ret;
}

static int mtest_listvma(const struct mtest_command *cmd)
{
	struct task_struct *task;
	int ret;

	if (!cmd->pid)
		return list_all();
	task = get_task_by_pid(cmd->pid);
	if (!task) {
		pr_info(".listvma] no such process\n");
		return -ESRCH;
	}
	ret = list_task(task);
	put_task_struct(task);
	return ret;
}

/* ---- findpage ---- */

#define log_level(level, addr, entry)						\
	do {									\
		pr_info(".findpage] " #level "_val = 0x%lx\n",			\
			(unsigned long)level##_val(entry));			\
		pr_info(".findpage] " #level "_index = %lu\n",			\
			(unsigned long)level##_index(addr));			\
	} while (0)

/**
 * walk() - walk the page tables of a process as the processor does
 * @mm: the address space
 * @addr: an address of user space
 * @paddr: where the physical address goes
 *
 * Every entry is read once and then judged: a second look might see another
 * entry. A page that is swapped out or PROT_NONE has an entry that is not
 * none and yet no translation, for the processor would fault: hence the
 * question is the present bit (_PAGE_PRESENT), not pte_none(), nor
 * pte_present(), which is true of PROT_NONE.
 *
 *  47        39 38        30 29        21 20        12 11          0
 * +------------+------------+------------+------------+-------------+
 * |  pgd/p4d   |    pud     |    pmd     |    pte     |   offset    |
 * +------------+------------+------------+------------+-------------+
 *
 * With five levels bits 56:48 choose the pgd entry, 47:39 the p4d entry.
 *
 * Locking: the caller holds the mmap lock, which keeps tables from being
 * freed; the pte lock keeps the pte table from being collapsed.
 *
 * Return: true when there is a page.
 */
static bool walk(struct mm_struct *mm, unsigned long addr, phys_addr_t *paddr)
{
	spinlock_t *ptl;
	pgd_t pgd, *pgdp;
	p4d_t p4d, *p4dp;
	pud_t pud, *pudp;
	pmd_t pmd, *pmdp;
	pte_t pte, *ptep;

	pgdp = pgd_offset(mm, addr);
	pgd = READ_ONCE(*pgdp);
	log_level(pgd, addr, pgd);
	if (pgd_none(pgd) || pgd_bad(pgd))
		return false;

	p4dp = p4d_offset(pgdp, addr);
	p4d = READ_ONCE(*p4dp);
	log_level(p4d, addr, p4d);
	if (p4d_none(p4d) || p4d_bad(p4d))
		return false;

	pudp = pud_offset(p4dp, addr);
	pud = READ_ONCE(*pudp);
	log_level(pud, addr, pud);
	if (!(pud_val(pud) & _PAGE_PRESENT))
		return false;
	if (pud_large(pud)) {
		*paddr = PFN_PHYS(pud_pfn(pud)) | (addr & ~PUD_MASK);
		return true;
	}

	pmdp = pmd_offset(pudp, addr);
	pmd = READ_ONCE(*pmdp);
	log_level(pmd, addr, pmd);
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return false;
	if (pmd_large(pmd)) {
		*paddr = PFN_PHYS(pmd_pfn(pmd)) | (addr & ~PMD_MASK);
		return true;
	}

	ptep = pte_offset_map_lock(mm, pmdp, addr, &ptl);
	pte = *ptep;
	pte_unmap_unlock(ptep, ptl);
	log_level(pte, addr, pte);
	if (!(pte_val(pte) & _PAGE_PRESENT))
		return false;
	*paddr = PFN_PHYS(pte_pfn(pte)) | offset_in_page(addr);
	return true;
}

/**
 * findpage_mm() - look an address up and log what was found
 * @mm: the address space, referenced by the caller
 * @addr: any number
 *
 * Addresses at and above TASK_SIZE_MAX belong to the kernel or to nobody. The
 * process cannot reach them, so there is nothing to translate.
 *
 * Return: 0, or -EINTR when the writer was killed while it waited.
 */
static int findpage_mm(struct mm_struct *mm, unsigned long addr)
{
	phys_addr_t paddr = 0;
	bool found = false;
	int ret;

	if (addr < TASK_SIZE_MAX) {
		ret = mmap_read_lock_killable(mm);
		if (ret)
			return ret;
		found = walk(mm, addr, &paddr);
		mmap_read_unlock(mm);
	}
	if (!found) {
		pr_info(".findpage] translation not found\n");
		return 0;
	}
	pr_info(".findpage] page_addr = 0x%llx, page_offset = 0x%lx\n",
		paddr & PAGE_MASK, offset_in_page(addr));
	pr_info(".findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", addr, paddr);
	return 0;
}

static int mtest_findpage(const struct mtest_command *cmd)
{
	struct task_struct *task;
	struct mm_struct *mm;
	int ret = -ESRCH;

	pr_info(".findpage] vaddr = 0x%lx\n", cmd->addr);
	pr_info(".findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());
	task = mtest_get_task(cmd);
	if (!task)
		goto out;
	pr_info(".findpage] process = %s, PID = %d\n", task->comm, task_tgid_vnr(task));
	mm = get_task_mm(task);
	if (!mm)
		goto put_task;
	ret = findpage_mm(mm, cmd->addr);
	mmput(mm);
put_task:
	put_task_struct(task);
out:
	if (ret == -ESRCH)
		pr_info(".findpage] no such process\n");
	return ret;
}

/* ---- writeval ---- */

/**
 * why_not_writable() - what forbids writing to a range
 * @mm: the address space; the caller holds the mmap lock
 * @addr: first byte
 * @len: bytes, at most a page
 *
 * Return: NULL when all of it lies in writable VMAs, else the reason to log.
 */
static const char *why_not_writable(struct mm_struct *mm, unsigned long addr, size_t len)
{
	unsigned long at, end = addr + len;
	struct vm_area_struct *vma;

	if (end < addr || end > TASK_SIZE_MAX)
		return "vma not found";
	for (at = addr; at < end; at = vma->vm_end) {
		vma = find_vma(mm, at);
		/* find_vma() yields the first VMA that ends above the address. */
		if (!vma || at < vma->vm_start)
			return "vma not found";
		if (!(vma->vm_flags & VM_WRITE))
			return "vma has no write permission";
	}
	return NULL;
}

/**
 * write_pages() - write bytes into pages that are pinned already
 * @pages: one page, or two where the bytes cross a page's end
 * @addr: address of the first byte
 * @val: the bytes
 */
static void write_pages(struct page **pages, unsigned long addr, unsigned long val)
{
	size_t offset = offset_in_page(addr), done = 0;
	const char *bytes = (const char *)&val;

	while (done < sizeof(val)) {
		size_t len = min(sizeof(val) - done, PAGE_SIZE - offset);
		char *kaddr = kmap_local_page(*pages);

		memcpy(kaddr + offset, bytes + done, len);
		kunmap_local(kaddr);
		set_page_dirty_lock(*pages);
		pages++;
		done += len;
		offset = 0;
	}
}

/**
 * writeval_mm() - write one unsigned long, whole or not at all
 * @mm: the address space, referenced by the caller
 * @addr: where to
 * @val: what
 *
 * VM_WRITE says that the process may write, not that the entry is writable: a
 * page that was only read so far is the shared zero page or belongs to a
 * file's page cache. FOLL_WRITE makes the kernel fault the page in and break
 * copy-on-write first, exactly as a store of the process would.
 *
 * Return: 0 also where the write was refused, or a negative errno.
 */
static int writeval_mm(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	long want = offset_in_page(addr) + sizeof(val) > PAGE_SIZE ? 2 : 1;
	struct page *pages[2];
	const char *reason;
	long i, got = 0;
	int ret;

	ret = mmap_read_lock_killable(mm);
	if (ret)
		return ret;
	reason = why_not_writable(mm, addr, sizeof(val));
	if (reason)
		goto unlock;
	got = get_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, pages, NULL, NULL);
	if (got != want)
		reason = "translation not found";
	else
		write_pages(pages, addr, val);
	for (i = 0; i < got; i++)
		put_page(pages[i]);
unlock:
	mmap_read_unlock(mm);
	if (reason)
		pr_info(".writeval] %s\n", reason);
	else
		pr_info(".writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

static int mtest_writeval(const struct mtest_command *cmd)
{
	struct task_struct *task;
	struct mm_struct *mm;
	int ret = -ESRCH;

	task = mtest_get_task(cmd);
	if (!task)
		goto out;
	mm = get_task_mm(task);
	if (!mm)
		goto put_task;
	ret = writeval_mm(mm, cmd->addr, cmd->val);
	mmput(mm);
put_task:
	put_task_struct(task);
out:
	if (ret == -ESRCH)
		pr_info(".writeval] no such process\n");
	return ret;
}

/* ---- commands ---- */

static const struct {
	const char *name;
	unsigned int numbers;	/* hexadecimal arguments; a pid may follow */
	int (*run)(const struct mtest_command *cmd);
} commands[] = {
	{ "listvma", 0, mtest_listvma },
	{ "findpage", 1, mtest_findpage },
	{ "writeval", 2, mtest_writeval },
};

/* Splits at blanks, in place. Returns the number of words, or -EINVAL. */
static int split(char *text, char *words[MTEST_MAX_WORDS])
{
	int count = 0;
	char *word;

	while ((word = strsep(&text, " \t"))) {
		if (!*word)
			continue;
		if (count == MTEST_MAX_WORDS)
			return -EINVAL;
		words[count++] = word;
	}
	return count;
}

/* Only a digit may begin a number: kstrtoul() would take a sign as well. */
static int parse_hex(const char *word, unsigned long *number)
{
	return isxdigit(*word) ? kstrtoul(word, 16, number) : -EINVAL;
}

static int parse_pid(const char *word, pid_t *pid)
{
	if (!isdigit(*word) || kstrtoint(word, 10, pid) || *pid == 0)
		return -EINVAL;
	return 0;
}

/**
 * run_command() - understand a command and carry it out
 * @text: the command without its newline; split in place
 * @echo: a copy to be logged once it is understood
 *
 * Return: 0; -EINVAL for what is no command, and then nothing was done or
 * logged; another negative errno when it could not be carried out.
 */
static int run_command(char *text, const char *echo)
{
	struct mtest_command cmd = {};
	unsigned long *numbers[] = { &cmd.addr, &cmd.val };
	char *words[MTEST_MAX_WORDS];
	int count = split(text, words);
	unsigned int i, n;

	if (count < 1)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(words[0], commands[i].name) == 0)
			break;
	if (i == ARRAY_SIZE(commands))
		return -EINVAL;

	n = commands[i].numbers;
	if (count != n + 1 && count != n + 2)
		return -EINVAL;
	if (count == n + 2 && parse_pid(words[n + 1], &cmd.pid))
		return -EINVAL;
	while (n--)
		if (parse_hex(words[n + 1], numbers[n]))
			return -EINVAL;

	pr_info("] Got command: %s\n", echo);
	return commands[i].run(&cmd);
}

/* Text alone: a NUL would cut it short, other control characters forge lines. */
static bool is_plain(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isascii(text[i]) || !(isprint(text[i]) || text[i] == '\t'))
			return false;
	return true;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	char *text, *echo;
	size_t used = len;
	int ret = -EINVAL;

	if (len == 0 || len > MTEST_MAX_COMMAND)
		return -EINVAL;
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (text[used - 1] == '\n')
		text[--used] = '\0';
	if (!is_plain(text, used))
		goto free_text;
	echo = kstrdup(text, GFP_KERNEL);
	if (!echo) {
		ret = -ENOMEM;
		goto free_text;
	}
	ret = run_command(text, echo);
	kfree(echo);
free_text:
	kfree(text);
	return ret ? ret : len;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", 0200, NULL, &mtest_proc_ops))
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	/* Waits for writers that are still inside mtest_write(). */
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Looks at and writes to the memory of processes");
