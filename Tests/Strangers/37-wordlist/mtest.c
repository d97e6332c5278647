// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - look into the address spaces of other processes through /proc/mtest
 *
 * A command is cut into a linked list of words, the words are then taken from
 * the front of the list one after the other.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/list.h>
#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#define CMD_MAX 512

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process that commands without a pid are about");

static DEFINE_MUTEX(cmd_mutex);

/* ---------------------------------------------------------------- words */

struct word {
	struct list_head link;
	char text[];
};

static void free_words(struct list_head *words)
{
	struct word *w, *next;

	list_for_each_entry_safe(w, next, words, link) {
		list_del(&w->link);
		kfree(w);
	}
}

static int cut_words(const char *s, struct list_head *words)
{
	while (*s) {
		const char *end;
		struct word *w;

		if (*s == ' ' || *s == '\t') {
			s++;
			continue;
		}
		for (end = s; *end && *end != ' ' && *end != '\t'; end++)
			;
		w = kmalloc(sizeof(*w) + (end - s) + 1, GFP_KERNEL);
		if (!w)
			return -ENOMEM;
		memcpy(w->text, s, end - s);
		w->text[end - s] = '\0';
		list_add_tail(&w->link, words);
		s = end;
	}
	return 0;
}

/* the word at the front, which is removed from the list and still to be freed */
static struct word *take(struct list_head *words)
{
	struct word *w = list_first_entry_or_null(words, struct word, link);

	if (w)
		list_del(&w->link);
	return w;
}

static int take_hex(struct list_head *words, unsigned long *val)
{
	struct word *w = take(words);
	int ret = -EINVAL;

	if (w && isxdigit(w->text[0]) && !kstrtoul(w->text, 16, val))
		ret = 0;
	kfree(w);
	return ret;
}

/* an optional pid, and then nothing; 0 stands for "no pid given" */
static int take_pid(struct list_head *words, bool *given, int *pid)
{
	struct word *w = take(words);
	int ret = 0;

	*given = w != NULL;
	if (w && (!isdigit(w->text[0]) || kstrtoint(w->text, 10, pid)))
		ret = -EINVAL;
	kfree(w);
	if (!list_empty(words))
		ret = -EINVAL;
	return ret;
}

/* -------------------------------------------------------------- processes */

static struct task_struct *task_by_pid(int nr)
{
	struct task_struct *task;

	rcu_read_lock();
	task = get_pid_task(find_vpid(nr), PIDTYPE_PID);
	rcu_read_unlock();
	return task;
}

static struct task_struct *task_by_name(const char *name)
{
	struct task_struct *p, *found = NULL;

	rcu_read_lock();
	for_each_process(p) {
		char comm[TASK_COMM_LEN];

		if (strcmp(get_task_comm(comm, p), name) == 0) {
			get_task_struct(p);
			found = p;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

struct held_task {
	struct list_head link;
	struct task_struct *task;
};

/* ---------------------------------------------------------------- listvma */

static int listvma_one(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	char comm[TASK_COMM_LEN];

	if (!mm)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", get_task_comm(comm, task), task->pid);
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma)
			pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
				vma->vm_flags & VM_READ ? 'r' : '-',
				vma->vm_flags & VM_WRITE ? 'w' : '-',
				vma->vm_flags & VM_EXEC ? 'x' : '-');
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int listvma_all(void)
{
	struct held_task *h, *next;
	struct task_struct *p;
	LIST_HEAD(held);
	int ret = 0;

	rcu_read_lock();
	for_each_process(p) {
		h = kmalloc(sizeof(*h), GFP_ATOMIC);
		if (!h) {
			ret = -ENOMEM;
			break;
		}
		get_task_struct(p);
		h->task = p;
		list_add_tail(&h->link, &held);
	}
	rcu_read_unlock();

	list_for_each_entry_safe(h, next, &held, link) {
		if (!ret)
			ret = listvma_one(h->task);
		put_task_struct(h->task);
		kfree(h);
		cond_resched();
	}
	return ret;
}

/* --------------------------------------------------------------- findpage */

struct level {
	const char *name;
	unsigned long val, index;
};

struct route {
	int n;
	struct level level[5];
	bool found;
	unsigned long page, offset;
};

static void note(struct route *p, const char *name, unsigned long val, unsigned long index)
{
	p->level[p->n++] = (struct level){ name, val, index };
}

static void arrive(struct route *p, unsigned long pfn, unsigned long addr, unsigned long mask)
{
	p->found = true;
	p->page = (pfn << PAGE_SHIFT) & mask;
	p->offset = addr & ~mask;
}

/* with interrupts off, so that no table is freed below us */
static void walk(struct mm_struct *mm, unsigned long addr, struct route *p)
{
	pgd_t *pgdp, pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;

	pgdp = pgd_offset(mm, addr);
	pgd = READ_ONCE(*pgdp);
	note(p, "pgd", pgd_val(pgd), pgd_index(addr));
	if (!(pgd_val(pgd) & _PAGE_PRESENT))
		return;

	if (pgtable_l5_enabled()) {
		p4d = READ_ONCE(*p4d_offset(&pgd, addr));
		note(p, "p4d", p4d_val(p4d), p4d_index(addr));
	} else {
		p4d = __p4d(pgd_val(pgd));
		note(p, "p4d", p4d_val(p4d), 0);
	}
	if (!(p4d_val(p4d) & _PAGE_PRESENT))
		return;

	pud = READ_ONCE(*pud_offset(&p4d, addr));
	note(p, "pud", pud_val(pud), pud_index(addr));
	if (!(pud_val(pud) & _PAGE_PRESENT))
		return;
	if (pud_val(pud) & _PAGE_PSE) {
		arrive(p, pud_pfn(pud), addr, PUD_MASK);
		return;
	}

	pmd = READ_ONCE(*pmd_offset(&pud, addr));
	note(p, "pmd", pmd_val(pmd), pmd_index(addr));
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return;
	if (pmd_val(pmd) & _PAGE_PSE) {
		arrive(p, pmd_pfn(pmd), addr, PMD_MASK);
		return;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	note(p, "pte", pte_val(pte), pte_index(addr));
	if (pte_val(pte) & _PAGE_PRESENT)
		arrive(p, pte_pfn(pte), addr, PAGE_MASK);
}

static int findpage(struct task_struct *task, unsigned long addr)
{
	struct route path = { .n = 0 };
	struct mm_struct *mm;
	char comm[TASK_COMM_LEN];
	int i;

	mm = get_task_mm(task);
	if (mm && addr < TASK_SIZE_MAX) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		walk(mm, addr, &path);
		local_irq_enable();
		mmap_read_unlock(mm);
	}
	if (mm)
		mmput(mm);

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", addr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", get_task_comm(comm, task), task->pid);
	for (i = 0; i < path.n; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", path.level[i].name, path.level[i].val);
		pr_info("[mtest.findpage] %s_index = %lu\n", path.level[i].name, path.level[i].index);
	}
	if (!path.found) {
		pr_info("[mtest.findpage] translation not found\n");
		return 0;
	}
	pr_info("[mtest.findpage] page_addr = 0x%lx\n", path.page);
	pr_info("[mtest.findpage] page_offset = 0x%lx\n", path.offset);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, path.page | path.offset);
	return 0;
}

/* --------------------------------------------------------------- writeval */

static const char *may_write(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || addr < vma->vm_start)
		return "vma not found";
	if (!(vma->vm_flags & VM_WRITE))
		return "vma has no write permission";
	return NULL;
}

static const char *put_word(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	unsigned long offset = offset_in_page(addr);
	unsigned int first = min_t(unsigned long, sizeof(val), PAGE_SIZE - offset);
	int need = first < sizeof(val) ? 2 : 1;
	struct page *pages[2];
	const char *why;
	long got;

	why = may_write(mm, addr);
	if (!why)
		why = may_write(mm, addr + sizeof(val) - 1);
	if (why)
		return why;

	got = pin_user_pages_remote(mm, addr & PAGE_MASK, need, FOLL_WRITE, pages, NULL, NULL);
	if (got < need) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return "translation not found";
	}
	memcpy_to_page(pages[0], offset, (char *)&val, first);
	if (need == 2)
		memcpy_to_page(pages[1], 0, (char *)&val + first, sizeof(val) - first);
	unpin_user_pages_dirty_lock(pages, need, true);
	return NULL;
}

static int writeval(struct task_struct *task, unsigned long addr, unsigned long val)
{
	const char *why = "vma not found";
	struct mm_struct *mm = get_task_mm(task);

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		why = put_word(mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why)
		pr_info("[mtest.writeval] %s\n", why);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

/* -------------------------------------------------------------- the file */

static int obey(const char *text, struct list_head *words)
{
	enum { LISTVMA, FINDPAGE, WRITEVAL } what;
	unsigned long addr = 0, val = 0;
	struct task_struct *task = NULL;
	struct word *verb = take(words);
	bool given = false;
	int pid = 0, ret = 0;

	if (!verb)
		return -EINVAL;
	if (!strcmp(verb->text, "listvma"))
		what = LISTVMA;
	else if (!strcmp(verb->text, "findpage"))
		what = FINDPAGE;
	else if (!strcmp(verb->text, "writeval"))
		what = WRITEVAL;
	else
		ret = -EINVAL;
	kfree(verb);
	if (ret)
		return ret;

	if (what != LISTVMA && take_hex(words, &addr))
		return -EINVAL;
	if (what == WRITEVAL && take_hex(words, &val))
		return -EINVAL;
	if (take_pid(words, &given, &pid))
		return -EINVAL;

	if (mutex_lock_interruptible(&cmd_mutex))
		return -ERESTARTSYS;
	pr_info("[mtest] Got command: %s\n", text);

	if (what == LISTVMA && !given) {
		ret = listvma_all();
		goto out;
	}
	task = given ? task_by_pid(pid) : task_by_name(target);
	if (!task) {
		pr_info("[mtest] no such process\n");
		ret = -ESRCH;
		goto out;
	}
	if (what == LISTVMA)
		ret = listvma_one(task);
	else if (what == FINDPAGE)
		ret = findpage(task, addr);
	else
		ret = writeval(task, addr, val);
	put_task_struct(task);
out:
	mutex_unlock(&cmd_mutex);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	LIST_HEAD(words);
	char *text;
	size_t n = len, i;
	int ret;

	if (len == 0 || len > CMD_MAX)
		return -EINVAL;
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);

	if (text[n - 1] == '\n')
		text[--n] = '\0';
	ret = -EINVAL;
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && (!isascii(text[i]) || !isprint(text[i])))
			goto out;

	ret = cut_words(text, &words);
	if (!ret)
		ret = obey(text, &words);
	free_words(&words);
out:
	kfree(text);
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
