// SPDX-License-Identifier: GPL-2.0
/* mtest -- all output goes through say(), so that every record is written in
 * one piece and has its prefix.
 */
#include <linux/module.h>
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/uaccess.h>

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(lock);	/* protects record[] and the order of records */
static char record[512];

static __printf(2, 3) void say(const char *who, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = scnprintf(record, sizeof(record), KERN_INFO "[%s] ", who);
	va_start(ap, fmt);
	n += vscnprintf(record + n, sizeof(record) - n - 1, fmt, ap);
	va_end(ap);
	record[n++] = '\n';
	record[n] = '\0';
	printk(record);
}

#define LVMA	"mtest.listvma"
#define FPAGE	"mtest.findpage"
#define WVAL	"mtest.writeval"

/* ------- processes ------- */

static struct task_struct *task_named(const char *name)
{
	struct task_struct *t;

	rcu_read_lock();
	for_each_process(t)
		if (!strcmp(t->comm, name))
			goto found;
	rcu_read_unlock();
	return NULL;
found:
	get_task_struct(t);
	rcu_read_unlock();
	return t;
}

static struct task_struct *task_with_pid(unsigned long pid)
{
	struct task_struct *t = NULL;

	if (pid <= PID_MAX_LIMIT) {
		rcu_read_lock();
		t = pid_task(find_vpid(pid), PIDTYPE_PID);
		if (t)
			get_task_struct(t);
		rcu_read_unlock();
	}
	return t;
}

/* ------- listvma ------- */

static int listvma(struct task_struct *t)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm;
	char comm[TASK_COMM_LEN];
	int err;

	mm = get_task_mm(t);
	if (!mm)
		return 0;
	err = mmap_read_lock_killable(mm);
	if (!err) {
		VMA_ITERATOR(vmi, mm, 0);

		get_task_comm(comm, t);
		say(LVMA, "Process = %s, PID = %d", comm, t->pid);
		for_each_vma(vmi, vma) {
			char p[] = "rwx";

			if (!(vma->vm_flags & VM_READ))
				p[0] = '-';
			if (!(vma->vm_flags & VM_WRITE))
				p[1] = '-';
			if (!(vma->vm_flags & VM_EXEC))
				p[2] = '-';
			say(LVMA, "0x%lx 0x%lx %s", vma->vm_start, vma->vm_end, p);
		}
		mmap_read_unlock(mm);
	}
	mmput(mm);
	return err;
}

/*
 * One process after the other: hold the one we are at. If it is gone from the
 * list when we come back, its ->next is stale, so remember all of them first.
 */
struct held {
	struct list_head list;
	struct task_struct *t;
};

static int listvma_all(void)
{
	LIST_HEAD(all);
	struct held *h, *tmp;
	struct task_struct *t;
	int err = 0;

	rcu_read_lock();
	for_each_process(t) {
		h = kmalloc(sizeof(*h), GFP_ATOMIC | __GFP_NOWARN);
		if (!h) {
			err = -ENOMEM;
			break;
		}
		get_task_struct(t);
		h->t = t;
		list_add_tail(&h->list, &all);
	}
	rcu_read_unlock();

	list_for_each_entry_safe(h, tmp, &all, list) {
		if (!err)
			err = listvma(h->t);
		put_task_struct(h->t);
		kfree(h);
		cond_resched();
	}
	return err;
}

/* ------- findpage ------- */

struct result {
	int n;
	unsigned long val[5], idx[5];
	unsigned long pfn, size;	/* size 0: no page */
};

static void add(struct result *r, unsigned long val, unsigned long idx)
{
	r->val[r->n] = val;
	r->idx[r->n++] = idx;
}

/* interrupts are off, so that no table is freed */
static void lookup(struct mm_struct *mm, unsigned long a, struct result *r)
{
	pgd_t *gp = pgd_offset(mm, a), g = READ_ONCE(*gp);
	p4d_t *fp, f;
	pud_t *up, u;
	pmd_t *mp, m;
	pte_t t;

	add(r, pgd_val(g), pgd_index(a));
	if (!pgd_present(g))
		return;

	fp = p4d_offset_lockless(gp, g, a);
	f = READ_ONCE(*fp);
	add(r, p4d_val(f), p4d_index(a));
	if (!p4d_present(f))
		return;

	up = pud_offset_lockless(fp, f, a);
	u = READ_ONCE(*up);
	add(r, pud_val(u), pud_index(a));
	if (!(pud_val(u) & _PAGE_PRESENT))
		return;
	if (pud_leaf(u)) {
		r->pfn = pud_pfn(u);
		r->size = PUD_SIZE;
		return;
	}

	mp = pmd_offset_lockless(up, u, a);
	m = READ_ONCE(*mp);
	add(r, pmd_val(m), pmd_index(a));
	if (!(pmd_val(m) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(m)) {
		r->pfn = pmd_pfn(m);
		r->size = PMD_SIZE;
		return;
	}

	t = READ_ONCE(*pte_offset_kernel(&m, a));
	add(r, pte_val(t), pte_index(a));
	if (!(pte_val(t) & _PAGE_PRESENT))
		return;
	r->pfn = pte_pfn(t);
	r->size = PAGE_SIZE;
}

static int findpage(struct task_struct *t, unsigned long a)
{
	static const char * const level[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	struct result r = { .n = 0 };
	struct mm_struct *mm;
	int i, err;

	mm = a < TASK_SIZE_MAX ? get_task_mm(t) : NULL;
	if (mm) {
		err = mmap_read_lock_killable(mm);
		if (err) {
			mmput(mm);
			return err;
		}
		local_irq_disable();
		lookup(mm, a, &r);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}

	say(FPAGE, "vaddr = 0x%lx", a);
	say(FPAGE, "pgtable_l5_enabled = %d", pgtable_l5_enabled() ? 1 : 0);
	say(FPAGE, "PID = %d", t->pid);
	for (i = 0; i < r.n; i++) {
		say(FPAGE, "%s_val = 0x%lx", level[i], r.val[i]);
		say(FPAGE, "%s_index = %lu", level[i], r.idx[i]);
	}
	if (!r.size) {
		say(FPAGE, "translation not found");
		return 0;
	}
	say(FPAGE, "page_addr = 0x%lx", r.pfn << PAGE_SHIFT);
	say(FPAGE, "page_offset = 0x%lx", a & (r.size - 1));
	say(FPAGE, "vaddr = 0x%lx -> paddr = 0x%lx", a, (r.pfn << PAGE_SHIFT) | (a & (r.size - 1)));
	return 0;
}

/* ------- writeval ------- */

static const char *write_locked(struct mm_struct *mm, unsigned long a, unsigned long v)
{
	struct vm_area_struct *first, *last;
	struct page *pg[2];
	unsigned int in_first;
	const u8 *bytes = (const u8 *)&v;
	int need, got;

	if (a >= TASK_SIZE_MAX || TASK_SIZE_MAX - a < sizeof(v))
		return "vma not found";
	first = vma_lookup(mm, a);
	last = vma_lookup(mm, a + sizeof(v) - 1);
	if (!first || !last)
		return "vma not found";
	if (!(first->vm_flags & VM_WRITE) || !(last->vm_flags & VM_WRITE))
		return "vma has no write permission";

	in_first = min_t(unsigned long, sizeof(v), PAGE_SIZE - offset_in_page(a));
	need = in_first < sizeof(v) ? 2 : 1;
	got = get_user_pages_remote(mm, a & PAGE_MASK, need, FOLL_WRITE, pg, NULL, NULL);
	if (got < need) {
		if (got == 1)
			put_page(pg[0]);
		return "translation not found";
	}
	memcpy_to_page(pg[0], offset_in_page(a), bytes, in_first);
	set_page_dirty_lock(pg[0]);
	put_page(pg[0]);
	if (need == 2) {
		memcpy_to_page(pg[1], 0, bytes + in_first, sizeof(v) - in_first);
		set_page_dirty_lock(pg[1]);
		put_page(pg[1]);
	}
	return NULL;
}

static int writeval(struct task_struct *t, unsigned long a, unsigned long v)
{
	struct mm_struct *mm = get_task_mm(t);
	const char *why_not = "vma not found";
	int err;

	if (mm) {
		err = mmap_read_lock_killable(mm);
		if (err) {
			mmput(mm);
			return err;
		}
		why_not = write_locked(mm, a, v);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why_not)
		say(WVAL, "%s", why_not);
	else
		say(WVAL, "wrote 0x%lx to 0x%lx", v, a);
	return 0;
}

/* ------- /proc/mtest ------- */

static bool parse_num(const char *s, unsigned int base, unsigned long *n)
{
	return isalnum(*s) && kstrtoul(s, base, n) == 0;
}

static int execute(const char *cmd, char *words)
{
	char *arg[4], *s;
	unsigned long addr = 0, val = 0, pid = 0;
	int argc = 0, want, err;
	struct task_struct *t;

	while ((s = strsep(&words, " \t"))) {
		if (!*s)
			continue;
		if (argc == 4)
			return -EINVAL;
		arg[argc++] = s;
	}
	if (!argc)
		return -EINVAL;
	if (!strcmp(arg[0], "listvma"))
		want = 1;
	else if (!strcmp(arg[0], "findpage"))
		want = 2;
	else if (!strcmp(arg[0], "writeval"))
		want = 3;
	else
		return -EINVAL;
	if (argc != want && argc != want + 1)
		return -EINVAL;
	if (want >= 2 && !parse_num(arg[1], 16, &addr))
		return -EINVAL;
	if (want >= 3 && !parse_num(arg[2], 16, &val))
		return -EINVAL;
	if (argc > want && !parse_num(arg[want], 10, &pid))
		return -EINVAL;

	mutex_lock(&lock);
	say("mtest", "Got command: %s", cmd);
	if (argc == 1 && want == 1) {
		err = listvma_all();
		goto out;
	}
	t = argc > want ? task_with_pid(pid) : task_named(target);
	if (!t) {
		say("mtest", "no such process");
		err = -ESRCH;
		goto out;
	}
	switch (want) {
	case 1:
		err = listvma(t);
		break;
	case 2:
		err = findpage(t, addr);
		break;
	default:
		err = writeval(t, addr, val);
	}
	put_task_struct(t);
out:
	mutex_unlock(&lock);
	return err;
}

static ssize_t write_mtest(struct file *f, const char __user *u, size_t size, loff_t *o)
{
	char *cmd, *words;
	size_t n = size, i;
	int err = -EINVAL;

	if (!size || size > 400)
		return -EINVAL;
	cmd = memdup_user_nul(u, size);
	if (IS_ERR(cmd))
		return PTR_ERR(cmd);
	if (cmd[n - 1] == '\n')
		cmd[--n] = '\0';
	for (i = 0; i < n; i++)
		if (cmd[i] != '\t' && (!isascii(cmd[i]) || !isprint(cmd[i])))
			goto out;
	words = kstrdup(cmd, GFP_KERNEL);
	if (!words) {
		err = -ENOMEM;
		goto out;
	}
	err = execute(cmd, words);
	kfree(words);
out:
	kfree(cmd);
	return err ? err : size;
}

static const struct proc_ops fops = {
	.proc_write = write_mtest,
	.proc_lseek = noop_llseek,
};

static int __init m_init(void)
{
	return proc_create("mtest", 0200, NULL, &fops) ? 0 : -ENOMEM;
}

static void __exit m_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(m_init);
module_exit(m_exit);
MODULE_LICENSE("GPL");
