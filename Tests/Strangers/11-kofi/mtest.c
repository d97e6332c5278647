// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": %s(): " fmt, __func__

#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>
#include <linux/proc_fs.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>
#include <linux/uaccess.h>
#include <linux/delay.h>
#include <linux/mm.h>

#define MTEST_MAX_LINE  511

static char *target = "test";
module_param(target, charp, 0600);

struct ctx {
	unsigned long      num[2];
	struct task_struct *task;
	struct mm_struct   *mm;
};

/* one of these after another, never two */
static DEFINE_MUTEX(console);

/* I read that down_read() in /proc handlers may deadlock, so poll. */
static void lock_mm(struct mm_struct *mm)
{
	while (!mmap_read_trylock(mm))
		msleep(1);
}

/* ------------------------------------------------------------- commands */

static int listvma(struct ctx *c)
{
	struct vm_area_struct *vma;
	MA_STATE(mas, &c->mm->mm_mt, 0, 0);

	pr_info("Process = %s, PID = %d\n", c->task->comm, c->task->pid);
	lock_mm(c->mm);
	mas_for_each(&mas, vma, ULONG_MAX) {
		vm_flags_t f = vma->vm_flags;

		pr_info("start=0x%lX end=0x%lX perm=%s%s%s\n", vma->vm_start, vma->vm_end,
			f & VM_READ ? "r" : "-", f & VM_WRITE ? "w" : "-", f & VM_EXEC ? "x" : "-");
	}
	mmap_read_unlock(c->mm);
	return 0;
}

struct hit {
	unsigned long pfn;	/* of the (big) page */
	unsigned long size;	/* of the page, 0: no translation */
};

static struct hit findpage_walk(struct mm_struct *mm, unsigned long va)
{
	struct hit no = { 0, 0 };
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (va >= TASK_SIZE_MAX)
		return no;

	pgd = pgd_offset(mm, va);
	pr_info("pgd_val=0x%lX pgd_index=%lu\n", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd) || pgd_bad(*pgd))
		return no;

	p4d = p4d_offset(pgd, va);
	pr_info("p4d_val=0x%lX p4d_index=%lu\n", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d) || p4d_bad(*p4d))
		return no;

	pud = pud_offset(p4d, va);
	pr_info("pud_val=0x%lX pud_index=%lu\n", pud_val(*pud), pud_index(va));
	if (!pud_present(*pud))
		return no;
	if (pud_large(*pud))
		return (struct hit) { pud_pfn(*pud), PUD_SIZE };

	pmd = pmd_offset(pud, va);
	pr_info("pmd_val=0x%lX pmd_index=%lu\n", pmd_val(*pmd), pmd_index(va));
	if (!pmd_present(*pmd))
		return no;
	if (pmd_large(*pmd))
		return (struct hit) { pmd_pfn(*pmd), PMD_SIZE };

	pte = pte_offset_kernel(pmd, va);
	pr_info("pte_val=0x%lX pte_index=%lu\n", pte_val(*pte), pte_index(va));
	/* a PROT_NONE page is there for the kernel but not for the processor */
	if (!(pte_flags(*pte) & _PAGE_PRESENT))
		return no;
	return (struct hit) { pte_pfn(*pte), PAGE_SIZE };
}

static int findpage(struct ctx *c)
{
	unsigned long va = c->num[0], pa;
	struct hit h;

	pr_info("vaddr=0x%lX\n", va);
	pr_info("pgtable_l5_enabled=%s\n", pgtable_l5_enabled() ? "1" : "0");
	pr_info("Process = %s, PID = %d\n", c->task->comm, c->task->pid);
	lock_mm(c->mm);
	h = findpage_walk(c->mm, va);
	mmap_read_unlock(c->mm);
	if (!h.size) {
		pr_info("translation not found\n");
		return 0;
	}
	pa = h.pfn * PAGE_SIZE + (va & (h.size - 1));
	pr_info("page_addr=0x%lX page_offset=0x%lX\n", h.pfn * PAGE_SIZE, va & (h.size - 1));
	pr_info("vaddr=0x%lX -> paddr=0x%lX\n", va, pa);
	return 0;
}

static int writeval(struct ctx *c)
{
	unsigned long va = c->num[0];
	u64 val = c->num[1];
	struct vm_area_struct *vma;
	struct page *page = NULL;
	void *kv;
	int err = 0;

	lock_mm(c->mm);
	vma = find_vma(c->mm, va);
	if (!vma || va < vma->vm_start) {
		pr_info("vma not found\n");
		err = -EFAULT;
		goto unlock;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		pr_info("vma has no write permission\n");
		err = -EACCES;
		goto unlock;
	}
	if (offset_in_page(va) > PAGE_SIZE - sizeof(val)) {
		pr_info("0x%lX + 8 crosses a page, nothing written\n", va);
		err = -EFAULT;
		goto unlock;
	}
	if (get_user_pages_remote(c->mm, va, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
		pr_info("translation not found\n");
		err = -EFAULT;
		goto unlock;
	}
	lock_page(page);
	kv = kmap_local_page(page);
	memcpy(kv + offset_in_page(va), &val, sizeof(val));
	kunmap_local(kv);
	set_page_dirty(page);
	unlock_page(page);
	put_page(page);
	pr_info("wrote 0x%lX to 0x%lX\n", c->num[1], va);
unlock:
	mmap_read_unlock(c->mm);
	return err;
}

static const struct command {
	const char *name;
	int nums;
	int (*run)(struct ctx *c);
} commands[] = {
	{ "listvma",  0, listvma },
	{ "findpage", 1, findpage },
	{ "writeval", 2, writeval },
	{ }
};

/* -------------------------------------------------------------- parsing */

enum { END, WORD, BAD };

/*
 * Cut the next word out of *s.  Only blanks and tabs separate words.
 */
static int cut(char **s, char **word)
{
	char *p = *s + strspn(*s, " \t");

	if (!*p)
		return END;
	*word = p;
	p += strcspn(p, " \t");
	if (*p)
		*p++ = '\0';
	*s = p;
	return WORD;
}

static int digit(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	if (ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	return 99;
}

static bool number(const char *s, unsigned int base, unsigned long max, unsigned long *out)
{
	unsigned long v = 0;

	if (base == 16 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	if (!*s)
		return false;
	for (; *s; s++) {
		unsigned long d = digit(*s);

		if (d >= base || v > (max - d) / base)
			return false;
		v = v * base + d;
	}
	*out = v;
	return true;
}

static int for_task(const struct command *cmd, struct ctx *c, struct task_struct *t)
{
	int err = -ESRCH;

	c->task = t;
	c->mm = get_task_mm(t);
	if (c->mm) {
		err = cmd->run(c);
		mmput(c->mm);
	}
	return err;
}

static int dispatch(char *line)
{
	char echo[MTEST_MAX_LINE + 1], *word, *rest = line;
	const struct command *cmd;
	struct task_struct *t, *g;
	struct ctx c = { };
	unsigned long pid = 0;
	int i, err = 0;
	bool by_pid = false;

	strscpy(echo, line, sizeof(echo));
	if (cut(&rest, &word) == END)
		return -EINVAL;
	for (cmd = commands; cmd->name; cmd++)
		if (!strcmp(cmd->name, word))
			break;
	if (!cmd->name)
		return -EINVAL;
	for (i = 0; i < cmd->nums; i++)
		if (cut(&rest, &word) == END || !number(word, 16, ULONG_MAX, &c.num[i]))
			return -EINVAL;
	if (cut(&rest, &word) == WORD) {
		if (!number(word, 10, INT_MAX, &pid))
			return -EINVAL;
		by_pid = true;
		if (cut(&rest, &word) == WORD)
			return -EINVAL;
	}

	mutex_lock(&console);
	printk(KERN_INFO "[mtest] Got command: %s\n", echo);

	if (!cmd->nums && !by_pid) {
		int seen = 0;

		for (;;) {
			int next = INT_MAX;

			rcu_read_lock();
			t = NULL;
			for_each_process(g) {
				if (g->pid > seen && g->pid < next) {
					t = g;
					next = g->pid;
				}
			}
			if (t)
				get_task_struct(t);
			rcu_read_unlock();
			if (!t)
				break;
			seen = next;
			for_task(cmd, &c, t);
			put_task_struct(t);
		}
		goto out;
	}

	t = NULL;
	rcu_read_lock();
	if (by_pid) {
		t = pid_task(find_vpid(pid), PIDTYPE_TGID);
	} else {
		for_each_process(g) {
			if (!strcmp(g->comm, target)) {
				t = g;
				break;
			}
		}
	}
	if (t)
		get_task_struct(t);
	rcu_read_unlock();

	err = -ESRCH;
	if (t) {
		err = for_task(cmd, &c, t);
		put_task_struct(t);
	}
	if (err == -ESRCH)
		pr_info("no such process\n");
out:
	mutex_unlock(&console);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char line[MTEST_MAX_LINE + 1];
	int err;

	if (!count || count > MTEST_MAX_LINE)
		return -EINVAL;
	if (copy_from_user(line, ubuf, count))
		return -EFAULT;
	line[count] = '\0';
	if (strnlen(line, count) != count)
		return -EINVAL;
	if (line[count - 1] == '\n')
		line[count - 1] = '\0';
	err = dispatch(line);
	return err ? err : count;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_write,
	.proc_lseek = no_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0600, NULL, &mtest_proc_ops) ? 0 : -ENOMEM;
}
module_init(mtest_init);

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Kofi");
