// SPDX-License-Identifier: GPL-2.0
/* mtest: write a command to /proc/mtest, then read its answer from there.
 *
 *	# echo findpage 7ffd12345678 > /proc/mtest; cat /proc/mtest
 *
 * The kernel log is left alone.  An answer is an object of its own with a
 * reference count: whoever has begun to read one keeps reading that one.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/ctype.h>
#include <linux/uaccess.h>
#include <linux/irqflags.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

static char *target = "test";
module_param(target, charp, 0444);

/* ---- answers ---- */

struct answer {
	refcount_t ref;
	char *text;
	size_t len, cap;
	bool failed;		/* out of memory */
};

static DEFINE_MUTEX(mtest_lock);	/* guards latest, file->private_data */
static struct answer *latest;

static struct answer *answer_new(void)
{
	struct answer *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (a)
		refcount_set(&a->ref, 1);
	return a;
}

static struct answer *answer_get(struct answer *a)
{
	if (a)
		refcount_inc(&a->ref);
	return a;
}

static void answer_put(struct answer *a)
{
	if (a && refcount_dec_and_test(&a->ref)) {
		kvfree(a->text);
		kfree(a);
	}
}

static __printf(2, 3) void say(struct answer *a, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (a->cap - a->len < 256) {
		size_t cap = a->cap ? 2 * a->cap : 4096;
		char *t = kvrealloc(a->text, a->cap, cap, GFP_KERNEL);

		if (!t) {
			a->failed = true;
			return;
		}
		a->text = t;
		a->cap = cap;
	}
	va_start(ap, fmt);
	n = vscnprintf(a->text + a->len, a->cap - a->len, fmt, ap);
	va_end(ap);
	a->len += n;
}

/* ---- words ---- */

/* Next word of *s, NULL at the end.  Blank and tab separate words. */
static char *word(char **s)
{
	char *w;

	*s += strspn(*s, " \t");
	if (!**s)
		return NULL;
	w = *s;
	*s += strcspn(w, " \t");
	if (**s)
		*(*s)++ = '\0';
	return w;
}

static int hex(char **s, unsigned long *v)
{
	const char *w = word(s);

	return w && isalnum(*w) && !kstrtoul(w, 16, v) ? 0 : -EINVAL;
}

/* 0: none given, 1: given, <0: nonsense */
static int maybe_pid(char **s, int *pid)
{
	const char *w = word(s);

	if (!w)
		return 0;
	if (!isdigit(*w) || kstrtoint(w, 10, pid) || word(s))
		return -EINVAL;
	return 1;
}

/* ---- processes ---- */

struct subject {
	struct task_struct *task;
	struct mm_struct *mm;
};

static bool subject_grab(struct subject *s, struct task_struct *t)
{
	struct mm_struct *mm = t ? get_task_mm(t) : NULL;

	if (!mm)
		return false;
	get_task_struct(t);
	s->task = t;
	s->mm = mm;
	return true;
}

static void subject_drop(struct subject *s)
{
	mmput(s->mm);
	put_task_struct(s->task);
}

static bool subject_find(struct subject *s, int has_pid, int pid)
{
	struct task_struct *t;
	bool ok = false;

	rcu_read_lock();
	if (has_pid) {
		ok = subject_grab(s, pid_task(find_vpid(pid), PIDTYPE_PID));
	} else {
		for_each_process(t) {
			if (strcmp(t->comm, target) == 0 && subject_grab(s, t)) {
				ok = true;
				break;
			}
		}
	}
	rcu_read_unlock();
	return ok;
}

/* ---- listvma ---- */

static void list_one(struct answer *a, struct subject *s)
{
	struct vm_area_struct *v;
	VMA_ITERATOR(it, s->mm, 0);

	say(a, "[mtest.listvma] Process = %s, PID = %d\n", s->task->comm, s->task->pid);
	mmap_read_lock(s->mm);
	for_each_vma(it, v) {
		char rwx[] = "---";

		if (v->vm_flags & VM_READ)
			rwx[0] = 'r';
		if (v->vm_flags & VM_WRITE)
			rwx[1] = 'w';
		if (v->vm_flags & VM_EXEC)
			rwx[2] = 'x';
		say(a, "[mtest.listvma] %lx-%lx %s %s\n", v->vm_start, v->vm_end, rwx,
		    v->vm_flags & VM_SHARED ? "shared" : "private");
	}
	mmap_read_unlock(s->mm);
}

static int cmd_listvma(struct answer *a, char *args)
{
	struct task_struct *t;
	struct subject s;
	pid_t *pids;
	int pid, n = 0, max, i;
	int r = maybe_pid(&args, &pid);

	if (r < 0)
		return r;
	if (r) {
		say(a, "[mtest] Got command: listvma %d\n", pid);
		if (!subject_find(&s, 1, pid))
			return -ESRCH;
		list_one(a, &s);
		subject_drop(&s);
		return 0;
	}

	say(a, "[mtest] Got command: listvma\n");
	for (max = 0; ; ) {		/* which processes are there? */
		rcu_read_lock();
		n = 0;
		for_each_process(t)
			n++;
		rcu_read_unlock();
		max = n + 64;
		pids = kvmalloc_array(max, sizeof(*pids), GFP_KERNEL);
		if (!pids)
			return -ENOMEM;
		n = 0;
		rcu_read_lock();
		for_each_process(t) {
			if (n < max)
				pids[n] = task_pid_vnr(t);
			n++;
		}
		rcu_read_unlock();
		if (n <= max)
			break;
		kvfree(pids);
	}
	for (i = 0; i < n; i++) {
		if (subject_find(&s, 1, pids[i])) {
			list_one(a, &s);
			subject_drop(&s);
		}
		cond_resched();
	}
	kvfree(pids);
	return 0;
}

/* ---- findpage ---- */

struct walk {
	int levels;			/* entries that were looked at */
	unsigned long val[5];
	bool mapped;
	unsigned long page, offset;
};

static const char * const level_name[] = { "pgd", "p4d", "pud", "pmd", "pte" };

/* With interrupts off no page table is freed under us (as in fast GUP) */
static void walk(struct mm_struct *mm, unsigned long va, struct walk *w)
{
	unsigned long irq, pfn, mask;
	pgd_t pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;

	memset(w, 0, sizeof(*w));
	if (va >= TASK_SIZE_MAX)
		return;

	local_irq_save(irq);
	pgd = READ_ONCE(*pgd_offset(mm, va));
	w->val[w->levels++] = pgd_val(pgd);
	if (pgd_none(pgd))
		goto out;
	p4d = READ_ONCE(*p4d_offset(&pgd, va));
	w->val[w->levels++] = p4d_val(p4d);
	if (!p4d_present(p4d))
		goto out;
	pud = READ_ONCE(*pud_offset(&p4d, va));
	w->val[w->levels++] = pud_val(pud);
	if (!pud_present(pud))
		goto out;
	if (pud_leaf(pud)) {
		pfn = pud_pfn(pud);
		mask = PUD_MASK;
		goto hit;
	}
	pmd = READ_ONCE(*pmd_offset(&pud, va));
	w->val[w->levels++] = pmd_val(pmd);
	if (!pmd_present(pmd))
		goto out;
	if (pmd_leaf(pmd)) {
		pfn = pmd_pfn(pmd);
		mask = PMD_MASK;
		goto hit;
	}
	pte = READ_ONCE(*pte_offset_kernel(&pmd, va));
	w->val[w->levels++] = pte_val(pte);
	if (!pte_present(pte))
		goto out;
	pfn = pte_pfn(pte);
	mask = PAGE_MASK;
hit:
	w->mapped = true;
	w->page = pfn << PAGE_SHIFT;
	w->offset = va & ~mask;
out:
	local_irq_restore(irq);
}

static int cmd_findpage(struct answer *a, char *args)
{
	unsigned long va, idx[5];
	struct subject s;
	struct walk w;
	int pid = 0, r, i;

	if (hex(&args, &va))
		return -EINVAL;
	r = maybe_pid(&args, &pid);
	if (r < 0)
		return r;
	if (r)
		say(a, "[mtest] Got command: findpage %lx %d\n", va, pid);
	else
		say(a, "[mtest] Got command: findpage %lx\n", va);
	if (!subject_find(&s, r, pid))
		return -ESRCH;

	mmap_read_lock(s.mm);
	walk(s.mm, va, &w);
	mmap_read_unlock(s.mm);

	idx[0] = pgd_index(va);
	idx[1] = p4d_index(va);
	idx[2] = pud_index(va);
	idx[3] = pmd_index(va);
	idx[4] = pte_index(va);

	say(a, "[mtest.findpage] vaddr = 0x%lx\n", va);
	say(a, "[mtest.findpage] pgtable_l5_enabled = %d\n", !!pgtable_l5_enabled());
	say(a, "[mtest.findpage] Process = %s, PID = %d\n", s.task->comm, s.task->pid);
	for (i = 0; i < w.levels; i++) {
		say(a, "[mtest.findpage] %s_val = %lx\n", level_name[i], w.val[i]);
		say(a, "[mtest.findpage] %s_index = %lu\n", level_name[i], idx[i]);
	}
	if (w.mapped) {
		say(a, "[mtest.findpage] page_addr = %lx\n", w.page);
		say(a, "[mtest.findpage] page_offset = %lx\n", w.offset);
		say(a, "[mtest.findpage] vaddr = %lx -> paddr = %lx\n", va, w.page | w.offset);
	} else {
		say(a, "[mtest.findpage] translation not found\n");
	}
	subject_drop(&s);
	return 0;
}

/* ---- writeval ---- */

static const char *poke(struct mm_struct *mm, unsigned long va, unsigned long val)
{
	unsigned long end = va + sizeof(val), at = va;
	const u8 *src = (const u8 *)&val;
	struct vm_area_struct *v;
	struct page *pages[2];
	int i, need, have;

	if (end < va || end > TASK_SIZE_MAX)
		return "vma not found";
	for (at = va; at < end; at = v->vm_end) {
		v = vma_lookup(mm, at);
		if (!v)
			return "vma not found";
		if (!(v->vm_flags & VM_WRITE))
			return "vma has no write permission";
	}

	need = ((end - 1) >> PAGE_SHIFT) - (va >> PAGE_SHIFT) + 1;
	have = pin_user_pages_remote(mm, va & PAGE_MASK, need, FOLL_WRITE, pages, NULL, NULL);
	if (have < need) {
		if (have > 0)
			unpin_user_pages(pages, have);
		return "translation not found";
	}
	for (i = 0; i < sizeof(val); i++) {
		struct page *pg = pages[((va + i) >> PAGE_SHIFT) - (va >> PAGE_SHIFT)];

		((u8 *)page_address(pg))[(va + i) & ~PAGE_MASK] = src[i];
	}
	unpin_user_pages_dirty_lock(pages, need, true);
	return NULL;
}

static int cmd_writeval(struct answer *a, char *args)
{
	unsigned long va, val;
	struct subject s;
	const char *why;
	int pid = 0, r;

	if (hex(&args, &va) || hex(&args, &val))
		return -EINVAL;
	r = maybe_pid(&args, &pid);
	if (r < 0)
		return r;
	if (r)
		say(a, "[mtest] Got command: writeval %lx %lx %d\n", va, val, pid);
	else
		say(a, "[mtest] Got command: writeval %lx %lx\n", va, val);
	if (!subject_find(&s, r, pid))
		return -ESRCH;

	mmap_read_lock(s.mm);
	why = poke(s.mm, va, val);
	mmap_read_unlock(s.mm);
	subject_drop(&s);
	if (why)
		say(a, "[mtest.writeval] %s\n", why);
	else
		say(a, "[mtest.writeval] wrote %lx to %lx\n", val, va);
	return 0;
}

/* ---- the file ---- */

static const struct {
	const char *name;
	int (*run)(struct answer *a, char *args);
} commands[] = {
	{ "listvma",	cmd_listvma },
	{ "findpage",	cmd_findpage },
	{ "writeval",	cmd_writeval },
};

static ssize_t mtest_write(struct file *f, const char __user *ubuf, size_t n, loff_t *pos)
{
	char *buf, *rest, *name;
	struct answer *a, *old;
	int i, err = -EINVAL;
	size_t len = n;

	if (!n || n >= PAGE_SIZE)
		return -EINVAL;
	buf = memdup_user_nul(ubuf, n);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (buf[len - 1] == '\n')
		buf[--len] = '\0';
	if (memchr(buf, '\0', len) || memchr(buf, '\n', len)) {
		kfree(buf);
		return -EINVAL;
	}
	a = answer_new();
	if (!a) {
		kfree(buf);
		return -ENOMEM;
	}

	mutex_lock(&mtest_lock);
	rest = buf;
	name = word(&rest);
	for (i = 0; name && i < ARRAY_SIZE(commands); i++)
		if (!strcmp(name, commands[i].name)) {
			err = commands[i].run(a, rest);
			break;
		}
	if (err == -ESRCH)
		say(a, "[mtest] no such process\n");
	if (a->failed)
		err = -ENOMEM;
	if (err == 0 || err == -ESRCH) {
		old = latest;
		latest = a;
		a = old;
		*pos = 0;	/* the new answer is read from its beginning */
	}
	mutex_unlock(&mtest_lock);
	answer_put(a);
	kfree(buf);
	return err ? err : n;
}

static ssize_t mtest_read(struct file *f, char __user *ubuf, size_t n, loff_t *pos)
{
	struct answer *a;
	ssize_t r;

	mutex_lock(&mtest_lock);
	if (*pos == 0) {
		answer_put(f->private_data);
		f->private_data = answer_get(latest);
	}
	a = answer_get(f->private_data);
	mutex_unlock(&mtest_lock);
	if (!a)
		return 0;
	r = simple_read_from_buffer(ubuf, n, pos, a->text, a->len);
	answer_put(a);
	return r;
}

static int mtest_release(struct inode *ino, struct file *f)
{
	answer_put(f->private_data);
	return 0;
}

static const struct proc_ops ops = {
	.proc_read	= mtest_read,
	.proc_write	= mtest_write,
	.proc_lseek	= default_llseek,
	.proc_release	= mtest_release,
};

static struct proc_dir_entry *pde;

static int __init init(void)
{
	pde = proc_create("mtest", 0600, NULL, &ops);
	return pde ? 0 : -ENOMEM;
}

static void __exit fini(void)
{
	proc_remove(pde);
	answer_put(latest);
}

module_init(init);
module_exit(fini);
MODULE_LICENSE("GPL");
