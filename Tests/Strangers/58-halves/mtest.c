// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/mtest: listvma, findpage, writeval
 *
 *	request		what the user asked for
 *	subject		the process that it is about, with what we hold of it
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

#define say(fmt, ...)	pr_info("[mtest] " fmt "\n", ##__VA_ARGS__)
#define say_l(fmt, ...)	pr_info("[mtest.listvma] " fmt "\n", ##__VA_ARGS__)
#define say_f(fmt, ...)	pr_info("[mtest.findpage] " fmt "\n", ##__VA_ARGS__)
#define say_w(fmt, ...)	pr_info("[mtest.writeval] " fmt "\n", ##__VA_ARGS__)

enum what { LIST, FIND, STORE };

struct request {
	enum what what;
	unsigned long long addr, val, pid;
	bool has_pid;
};

struct subject {
	struct task_struct *task;
	struct mm_struct *mm;
};

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process if no pid is given");

static DEFINE_MUTEX(one_at_a_time);

/* ------------------------------------------------------------------------- request */

static bool digits(const char *w, int base, unsigned long long *res)
{
	size_t i;

	if (base == 16 && w[0] == '0' && (w[1] == 'x' || w[1] == 'X'))
		w += 2;
	if (!*w)
		return false;
	for (i = 0; w[i]; i++)
		if (hex_to_bin(w[i]) < 0 || hex_to_bin(w[i]) >= base)
			return false;
	/* only digits are left: no sign, no second 0x */
	return kstrtoull(w, base, res) == 0;
}

static bool understand(char *text, struct request *r)
{
	char *w, *words[4];
	int n = 0;

	while ((w = strsep(&text, "\t ")) != NULL) {
		if (*w == '\0')
			continue;
		if (n == ARRAY_SIZE(words))
			return false;
		words[n++] = w;
	}
	if (n == 0)
		return false;

	if (strcmp(words[0], "listvma") == 0) {
		r->what = LIST;
		if (n > 2)
			return false;
	} else if (strcmp(words[0], "findpage") == 0) {
		r->what = FIND;
		if (n < 2 || n > 3 || !digits(words[1], 16, &r->addr))
			return false;
	} else if (strcmp(words[0], "writeval") == 0) {
		r->what = STORE;
		if (n < 3 || !digits(words[1], 16, &r->addr) || !digits(words[2], 16, &r->val))
			return false;
	} else {
		return false;
	}
	r->has_pid = n == 2 + r->what;
	return !r->has_pid || digits(words[n - 1], 10, &r->pid);
}

/* ------------------------------------------------------------------------- subject */

static struct task_struct *by_pid(unsigned long long pid)
{
	struct task_struct *p, *res = NULL;

	rcu_read_lock();
	for_each_process(p) {
		if (p->tgid == pid) {
			res = get_task_struct(p);
			break;
		}
	}
	rcu_read_unlock();
	return res;
}

static struct task_struct *by_name(void)
{
	struct task_struct *p, *t, *res = NULL;

	rcu_read_lock();
	for_each_process_thread(p, t) {
		if (strcmp(t->comm, target) == 0) {
			res = get_task_struct(p);
			goto found;
		}
	}
found:
	rcu_read_unlock();
	return res;
}

static void hold_mm(struct subject *s)
{
	struct task_struct *t;

	s->mm = NULL;
	rcu_read_lock();
	for_each_thread(s->task, t) {
		s->mm = get_task_mm(t);
		if (s->mm)
			break;
	}
	rcu_read_unlock();
	if (s->mm)
		mmap_read_lock(s->mm);
}

static void release_mm(struct subject *s)
{
	if (!s->mm)
		return;
	mmap_read_unlock(s->mm);
	mmput(s->mm);
	s->mm = NULL;
}

/* ------------------------------------------------------------------------- listvma */

static void list(struct subject *s)
{
	struct vm_area_struct *vma;
	char perm[4] = "";

	hold_mm(s);
	if (!s->mm)
		return;
	say_l("Process = %s, PID = %d", s->task->comm, s->task->tgid);
	for (vma = find_vma(s->mm, 0); vma; vma = find_vma(s->mm, vma->vm_end)) {
		perm[0] = vma->vm_flags & VM_READ ? 'r' : '-';
		perm[1] = vma->vm_flags & VM_WRITE ? 'w' : '-';
		perm[2] = vma->vm_flags & VM_EXEC ? 'x' : '-';
		say_l("0x%lx 0x%lx %s", vma->vm_start, vma->vm_end, perm);
	}
	release_mm(s);
}

static int list_everybody(void)
{
	struct subject *all;
	struct task_struct *p;
	size_t room = 0, n = 0, i;

	rcu_read_lock();
	for_each_process(p)
		room++;
	rcu_read_unlock();
	room += 1024;
	all = kvcalloc(room, sizeof(*all), GFP_KERNEL);
	if (!all)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p) {
		if (n == room)
			break;
		all[n++].task = get_task_struct(p);
	}
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		list(&all[i]);
		put_task_struct(all[i].task);
		cond_resched();
	}
	kvfree(all);
	return 0;
}

/* ------------------------------------------------------------------------- findpage */

struct level {
	const char *name;
	unsigned long val, index;
};

/* with interrupts off; returns the number of levels that were seen */
static int descend(struct mm_struct *mm, unsigned long a, struct level *l, unsigned long *pa)
{
	pgd_t *pgdp = pgd_offset(mm, a), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t pmd;
	pte_t pte;

	l[0] = (struct level){ "pgd", pgd_val(pgd), pgd_index(a) };
	if (!pgd_present(pgd))
		return 1;
	p4dp = p4d_offset_lockless(pgdp, pgd, a);
	p4d = READ_ONCE(*p4dp);
	l[1] = (struct level){ "p4d", p4d_val(p4d), pgtable_l5_enabled() ? p4d_index(a) : 0 };
	if (!p4d_present(p4d))
		return 2;
	pudp = pud_offset_lockless(p4dp, p4d, a);
	pud = READ_ONCE(*pudp);
	l[2] = (struct level){ "pud", pud_val(pud), pud_index(a) };
	if (!(pud_val(pud) & _PAGE_PRESENT))
		return 3;
	if (pud_large(pud)) {
		*pa = (pud_pfn(pud) << PAGE_SHIFT) | (a & ~PUD_MASK);
		return 3;
	}
	pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, a));
	l[3] = (struct level){ "pmd", pmd_val(pmd), pmd_index(a) };
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return 4;
	if (pmd_large(pmd)) {
		*pa = (pmd_pfn(pmd) << PAGE_SHIFT) | (a & ~PMD_MASK);
		return 4;
	}
	pte = READ_ONCE(*pte_offset_kernel(&pmd, a));
	l[4] = (struct level){ "pte", pte_val(pte), pte_index(a) };
	if (pte_val(pte) & _PAGE_PRESENT)
		*pa = (pte_pfn(pte) << PAGE_SHIFT) | (a & ~PAGE_MASK);
	return 5;
}

static void find(struct subject *s, unsigned long a)
{
	unsigned long pa = -1;
	struct level l[5];
	int n = 0, i;

	hold_mm(s);
	if (s->mm && a < TASK_SIZE_MAX) {
		local_irq_disable();
		n = descend(s->mm, a, l, &pa);
		local_irq_enable();
	}
	release_mm(s);
	say_f("pgtable_l5_enabled = %d", pgtable_l5_enabled() ? 1 : 0);
	for (i = 0; i < n; i++) {
		say_f("%s_val = 0x%lx", l[i].name, l[i].val);
		say_f("%s_index = %lu", l[i].name, l[i].index);
	}
	if (pa == -1)
		say_f("translation not found");
	else
		say_f("vaddr = 0x%lx -> paddr = 0x%lx", a, pa);
}

/* ------------------------------------------------------------------------- writeval */

static struct vm_area_struct *area(struct mm_struct *mm, unsigned long a)
{
	struct vm_area_struct *vma = find_vma(mm, a);

	return vma && vma->vm_start <= a ? vma : NULL;
}

static const char *try_write(struct mm_struct *mm, unsigned long a, unsigned long val)
{
	size_t in_first = PAGE_SIZE - offset_in_page(a), left = sizeof(val), n;
	struct vm_area_struct *v1, *v2;
	struct page *page[2];
	int pages, i;
	char *k;

	if (a + 7 < a)
		return "vma not found";
	v1 = area(mm, a);
	v2 = area(mm, a + 7);
	if (!v1 || !v2)
		return "vma not found";
	if (!(v1->vm_flags & VM_WRITE) || !(v2->vm_flags & VM_WRITE))
		return "vma has no write permission";

	pages = in_first < left ? 2 : 1;
	i = pin_user_pages_remote(mm, a & PAGE_MASK, pages, FOLL_WRITE, page, NULL, NULL);
	if (i != pages) {
		if (i == 1)
			unpin_user_page(page[0]);
		return "translation not found";
	}
	for (i = 0; i < pages; i++) {
		n = min(left, in_first);
		k = kmap_local_page(page[i]);
		memcpy(i == 0 ? k + offset_in_page(a) : k, &val, n);
		kunmap_local(k);
		left -= n;
		in_first = PAGE_SIZE;
	}
	unpin_user_pages_dirty_lock(page, pages, true);
	return NULL;
}

static void write(struct subject *s, unsigned long a, unsigned long val)
{
	const char *why = "vma not found";

	hold_mm(s);
	if (s->mm)
		why = try_write(s->mm, a, val);
	release_mm(s);
	if (why)
		say_w("%s", why);
	else
		say_w("wrote 0x%lx to 0x%lx", val, a);
}

/* ------------------------------------------------------------------------- the file */

static int carry_out(struct request *r)
{
	struct subject s = { };

	if (r->what == LIST && !r->has_pid)
		return list_everybody();
	s.task = r->has_pid ? by_pid(r->pid) : by_name();
	if (!s.task) {
		say("no such process");
		return -ESRCH;
	}
	if (r->what == LIST)
		list(&s);
	else if (r->what == FIND)
		find(&s, r->addr);
	else
		write(&s, r->addr, r->val);
	put_task_struct(s.task);
	return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct request r = { };
	char *text, *copy = NULL;
	size_t n = len, i;
	int err = -EINVAL;

	if (len > 600)
		return -EINVAL;
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (n && text[n - 1] == '\n')
		text[--n] = '\0';
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && (text[i] < ' ' || text[i] > '~'))
			goto out;
	err = -ENOMEM;
	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		goto out;
	err = -EINVAL;
	if (!understand(copy, &r))
		goto out;
	mutex_lock(&one_at_a_time);
	say("Got command: %s", text);
	err = carry_out(&r);
	mutex_unlock(&one_at_a_time);
out:
	kfree(copy);
	kfree(text);
	return err ? err : (ssize_t)len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
