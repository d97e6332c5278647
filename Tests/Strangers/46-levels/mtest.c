// SPDX-License-Identifier: GPL-2.0
/* mtest with one function per level, and one table that calls them in turn */
#define pr_fmt(fmt) "mtest: " fmt

#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/pgtable.h>

#define LONGEST	800

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(turn);

/* ---- words: a word is a place in the text and a length, nothing is cut ---- */

struct word {
	const char *at;
	size_t n;
};

static int words_of(const char *text, struct word *w, int room)
{
	int n = 0;

	for (;;) {
		while (*text == ' ' || *text == '\t')
			text++;
		if (!*text)
			return n;
		if (n == room)
			return room + 1;
		w[n].at = text;
		while (*text && *text != ' ' && *text != '\t')
			text++;
		w[n].n = text - w[n].at;
		n++;
	}
}

static bool is(const struct word *w, const char *name)
{
	return w->n == strlen(name) && !memcmp(w->at, name, w->n);
}

/* a number of the given base; no sign, at least one digit, at most 64 bits */
static int number(const struct word *w, unsigned int base, u64 *out)
{
	const char *p = w->at, *end = p + w->n;
	u64 v = 0;

	if (base == 16 && w->n > 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		p += 2;
	for (; p < end; p++) {
		int d = hex_to_bin(*p);

		if (d < 0 || d >= base)
			return -EINVAL;
		if (v > div_u64(U64_MAX - d, base))
			return -EINVAL;
		v = v * base + d;
	}
	*out = v;
	return 0;
}

/* ---- processes ---- */

static struct task_struct *by_pid(u64 nr)
{
	struct task_struct *t = NULL;

	if (nr > INT_MAX)
		return NULL;
	rcu_read_lock();
	t = pid_task(find_vpid((int)nr), PIDTYPE_TGID);
	if (t)
		get_task_struct(t);
	rcu_read_unlock();
	return t;
}

static struct task_struct *by_name(const char *name)
{
	struct task_struct *t, *hit = NULL;

	rcu_read_lock();
	for_each_process(t) {
		if (!strcmp(t->comm, name)) {
			hit = t;
			get_task_struct(hit);
			break;
		}
	}
	rcu_read_unlock();
	return hit;
}

/* the main thread may have ended before the others: any thread will do */
static struct mm_struct *space_of(struct task_struct *leader)
{
	struct mm_struct *mm = get_task_mm(leader);
	struct task_struct *t;

	if (mm)
		return mm;
	rcu_read_lock();
	for_each_thread(leader, t) {
		mm = get_task_mm(t);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

/* ---- listvma ---- */

static int list_one(struct task_struct *t)
{
	struct mm_struct *mm = space_of(t);
	struct vm_area_struct *vma;
	char name[TASK_COMM_LEN];
	unsigned int n = 0;

	if (!mm)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	get_task_comm(name, t);
	pr_info("Process = %s, PID = %d\n", name, task_tgid_nr(t));
	{
		VMA_ITERATOR(it, mm, 0);

		for_each_vma(it, vma) {
			pr_info("%lx-%lx %c%c%c%c\n", vma->vm_start, vma->vm_end,
				vma->vm_flags & VM_READ ? 'r' : '-',
				vma->vm_flags & VM_WRITE ? 'w' : '-',
				vma->vm_flags & VM_EXEC ? 'x' : '-',
				vma->vm_flags & VM_MAYSHARE ? 's' : 'p');
			n++;
			cond_resched();
		}
	}
	mmap_read_unlock(mm);
	mmput(mm);
	pr_info("(%u areas)\n", n);
	return 0;
}

static int list_all(void)
{
	struct task_struct **held, *t;
	size_t room, n, i;
	bool full;
	int err = 0;

again:
	room = 64;
	rcu_read_lock();
	for_each_process(t)
		room++;
	rcu_read_unlock();
	held = kvmalloc_array(room, sizeof(*held), GFP_KERNEL);
	if (!held)
		return -ENOMEM;
	n = 0;
	full = false;
	rcu_read_lock();
	for_each_process(t) {
		if (n == room) {
			full = true;
			break;
		}
		get_task_struct(t);
		held[n++] = t;
	}
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		if (!err && !full)
			err = list_one(held[i]);
		put_task_struct(held[i]);
		cond_resched();
	}
	kvfree(held);
	if (full)
		goto again;
	return err;
}

/* ---- findpage ---- */

enum verdict { DOWN, LEAF, NOTHING };

struct walker {
	struct mm_struct *mm;
	unsigned long va;
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	/* what the function of a level leaves for the caller */
	u64 val, frame, inside;
	unsigned long index;
};

static enum verdict see_pgd(struct walker *w)
{
	w->pgdp = pgd_offset(w->mm, w->va);
	w->pgd = READ_ONCE(*w->pgdp);
	w->val = pgd_val(w->pgd);
	w->index = pgd_index(w->va);
	return pgd_none(w->pgd) || !pgd_present(w->pgd) ? NOTHING : DOWN;
}

static enum verdict see_p4d(struct walker *w)
{
	w->p4dp = p4d_offset_lockless(w->pgdp, w->pgd, w->va);
	w->p4d = READ_ONCE(*w->p4dp);
	w->val = p4d_val(w->p4d);
	w->index = p4d_index(w->va);
	return p4d_none(w->p4d) || !p4d_present(w->p4d) ? NOTHING : DOWN;
}

static enum verdict see_pud(struct walker *w)
{
	w->pudp = pud_offset_lockless(w->p4dp, w->p4d, w->va);
	w->pud = READ_ONCE(*w->pudp);
	w->val = pud_val(w->pud);
	w->index = pud_index(w->va);
	if (!(w->val & _PAGE_PRESENT))
		return NOTHING;
	w->frame = pud_pfn(w->pud);
	w->inside = w->va & ~PUD_MASK;
	return w->val & _PAGE_PSE ? LEAF : DOWN;
}

static enum verdict see_pmd(struct walker *w)
{
	w->pmdp = pmd_offset_lockless(w->pudp, w->pud, w->va);
	w->pmd = READ_ONCE(*w->pmdp);
	w->val = pmd_val(w->pmd);
	w->index = pmd_index(w->va);
	if (!(w->val & _PAGE_PRESENT))
		return NOTHING;
	w->frame = pmd_pfn(w->pmd);
	w->inside = w->va & ~PMD_MASK;
	return w->val & _PAGE_PSE ? LEAF : DOWN;
}

static enum verdict see_pte(struct walker *w)
{
	pte_t pte = READ_ONCE(*pte_offset_kernel(&w->pmd, w->va));

	w->val = pte_val(pte);
	w->index = pte_index(w->va);
	if (!(w->val & _PAGE_PRESENT))
		return NOTHING;
	w->frame = pte_pfn(pte);
	w->inside = w->va & ~PAGE_MASK;
	return LEAF;
}

static const struct {
	const char *name;
	enum verdict (*see)(struct walker *w);
} levels[] = {
	{ "PGD", see_pgd }, { "P4D", see_p4d }, { "PUD", see_pud },
	{ "PMD", see_pmd }, { "PTE", see_pte },
};

static int find_page(struct task_struct *t, unsigned long va)
{
	struct { u64 val; unsigned long index; } seen[ARRAY_SIZE(levels)];
	struct walker w = { .va = va };
	enum verdict v = NOTHING;
	int i, n = 0;

	w.mm = space_of(t);
	if (w.mm) {
		if (mmap_read_lock_killable(w.mm)) {
			mmput(w.mm);
			return -EINTR;
		}
		if (va < TASK_SIZE_MAX) {
			local_irq_disable();
			do {
				v = levels[n].see(&w);
				seen[n].val = w.val;
				seen[n].index = w.index;
				n++;
			} while (v == DOWN);
			local_irq_enable();
		}
		mmap_read_unlock(w.mm);
		mmput(w.mm);
	}
	pr_info("pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	for (i = 0; i < n; i++)
		pr_info("%s_INDEX = %lu, %s_VAL = %llX\n", levels[i].name, seen[i].index,
			levels[i].name, seen[i].val);
	if (v == LEAF)
		pr_info("VADDR = %lX -> PADDR = %llX\n", va, (w.frame << PAGE_SHIFT) + w.inside);
	else
		pr_info("Translation not found\n");
	return 0;
}

/* ---- writeval ---- */

static const char *why_not(struct mm_struct *mm, unsigned long va)
{
	struct vm_area_struct *vma = vma_lookup(mm, va);

	if (!vma)
		return "vma not found";
	return vma->vm_flags & VM_WRITE ? NULL : "vma has no write permission";
}

static const char *put_word(struct mm_struct *mm, unsigned long va, u64 val)
{
	struct page *pages[2];
	unsigned int at = offset_in_page(va), first, i;
	long want = at > PAGE_SIZE - 8 ? 2 : 1, got;
	const char *why;
	__le64 bytes = cpu_to_le64(val);

	why = why_not(mm, va);
	if (!why)
		why = why_not(mm, va + 7);
	if (why)
		return why;
	got = get_user_pages_remote(mm, va & PAGE_MASK, want, FOLL_WRITE, pages, NULL, NULL);
	if (got == want) {
		first = min_t(unsigned int, 8, PAGE_SIZE - at);
		memcpy_to_page(pages[0], at, (char *)&bytes, first);
		if (want == 2)
			memcpy_to_page(pages[1], 0, (char *)&bytes + first, 8 - first);
	}
	for (i = 0; got > 0 && i < got; i++) {
		if (got == want)
			set_page_dirty_lock(pages[i]);
		put_page(pages[i]);
	}
	return got == want ? NULL : "translation not found";
}

static int write_val(struct task_struct *t, unsigned long va, u64 val)
{
	struct mm_struct *mm = space_of(t);
	const char *why = "vma not found";

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		why = put_word(mm, va, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why)
		pr_info("REFUSED: %s\n", why);
	else
		pr_info("wrote %llX to %lX\n", val, va);
	return 0;
}

/* ---- the file ---- */

static int obey(const char *text)
{
	struct word w[4];
	int n = words_of(text, w, 4), args, err;
	u64 v[2] = { 0, 0 }, pid = 0;
	struct task_struct *t;
	bool has_pid;
	int i;

	if (n < 1 || n > 4)
		return -EINVAL;
	if (is(&w[0], "listvma"))
		args = 0;
	else if (is(&w[0], "findpage"))
		args = 1;
	else if (is(&w[0], "writeval"))
		args = 2;
	else
		return -EINVAL;
	if (n - 1 < args || n - 1 > args + 1)
		return -EINVAL;
	has_pid = n - 1 > args;
	for (i = 0; i < args; i++)
		if (number(&w[1 + i], 16, &v[i]))
			return -EINVAL;
	if (has_pid && number(&w[n - 1], 10, &pid))
		return -EINVAL;

	mutex_lock(&turn);
	pr_info("Got command: %s\n", text);
	if (!args && !has_pid) {
		err = list_all();
		goto out;
	}
	t = has_pid ? by_pid(pid) : by_name(target);
	if (!t) {
		pr_info("no such process\n");
		err = -ESRCH;
		goto out;
	}
	if (args == 0)
		err = list_one(t);
	else if (args == 1)
		err = find_page(t, v[0]);
	else
		err = write_val(t, v[0], v[1]);
	put_task_struct(t);
out:
	mutex_unlock(&turn);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	char *text;
	size_t i, n = len;
	int err = 0;

	if (len == 0 || len > LONGEST)
		return -EINVAL;
	text = memdup_user_nul(from, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (text[n - 1] == '\n')
		text[--n] = 0;
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && (text[i] < ' ' || text[i] > '~'))
			err = -EINVAL;
	if (!err)
		err = obey(text);
	kfree(text);
	return err ? err : len;
}

static const struct proc_ops file_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &file_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
