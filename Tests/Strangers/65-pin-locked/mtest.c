// SPDX-License-Identifier: GPL-2.0
/*
 * OS lab: /proc/mtest
 *
 *	listvma [pid]
 *	findpage addr [pid]
 *	writeval addr val [pid]
 */
#define pr_fmt(fmt) "[mtest" fmt

#include <linux/module.h>
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *target = "test";
module_param(target, charp, S_IRUGO);

static DEFINE_MUTEX(big_lock);

struct mtest_request {
	unsigned long num[2];
	struct task_struct *task;	/* NULL: all (listvma only) */
};

struct command {
	const char *name;
	int nums;
	int (*run)(struct mtest_request *rq);
};

/************************** listvma **************************/

static int print_maps(struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *vma;
	char comm[sizeof(t->comm)];
	VMA_ITERATOR(it, mm, 0);

	if (mm == NULL)
		return 0;

	if (mmap_read_lock_killable(mm) != 0) {
		mmput(mm);
		return -EINTR;
	}

	get_task_comm(comm, t);
	pr_info(".listvma] Process = %s, PID = %d\n", comm, task_pid_nr(t));
	for_each_vma(it, vma)
		pr_info(".listvma] 0x%lx 0x%lx %s%s%s\n", vma->vm_start, vma->vm_end,
			(vma->vm_flags & VM_READ) ? "r" : "-",
			(vma->vm_flags & VM_WRITE) ? "w" : "-",
			(vma->vm_flags & VM_EXEC) ? "x" : "-");

	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

/* every task with a reference, NULL at the end; NULL if there is no memory */
static struct task_struct **all_tasks(void)
{
	struct task_struct **v, *p;
	unsigned int n, room = 256;

	for (;;) {
		v = kvcalloc(room + 1, sizeof(*v), GFP_KERNEL);
		if (!v)
			return NULL;
		n = 0;
		rcu_read_lock();
		for_each_process(p) {
			if (n < room) {
				get_task_struct(p);
				v[n] = p;
			}
			n++;
		}
		rcu_read_unlock();
		if (n <= room)
			return v;
		for (n = 0; n < room; n++)
			put_task_struct(v[n]);
		kvfree(v);
		room *= 2;
	}
}

static int run_listvma(struct mtest_request *rq)
{
	struct task_struct **v;
	int i, err = 0;

	if (rq->task)
		return print_maps(rq->task);

	v = all_tasks();
	if (!v)
		return -ENOMEM;
	for (i = 0; v[i]; i++) {
		if (!err)
			err = print_maps(v[i]);
		put_task_struct(v[i]);
	}
	kvfree(v);
	return err;
}

/************************** findpage **************************/

enum { PGD, P4D, PUD, PMD, PTE, LEVELS };
static const char *const level_name[LEVELS] = { "pgd", "p4d", "pud", "pmd", "pte" };

struct trace {
	u64 val[LEVELS];
	int n;
	bool hit;
	u64 base, mask;
};

static void walk(struct mm_struct *mm, unsigned long va, struct trace *t)
{
	pgd_t *pgd, pgdv;
	p4d_t *p4d, p4dv;
	pud_t *pud, pudv;
	pmd_t *pmd, pmdv;
	pte_t ptev;

	pgd = pgd_offset(mm, va);
	pgdv = READ_ONCE(*pgd);
	t->val[t->n++] = pgd_val(pgdv);
	if (!pgd_present(pgdv))
		return;
	p4d = p4d_offset_lockless(pgd, pgdv, va);
	p4dv = READ_ONCE(*p4d);
	t->val[t->n++] = p4d_val(p4dv);
	if (!p4d_present(p4dv))
		return;
	pud = pud_offset_lockless(p4d, p4dv, va);
	pudv = READ_ONCE(*pud);
	t->val[t->n++] = pud_val(pudv);
	if (!(pud_val(pudv) & _PAGE_PRESENT))
		return;
	if (pud_leaf(pudv)) {
		t->base = PFN_PHYS(pud_pfn(pudv));
		t->mask = PUD_SIZE - 1;
		t->hit = true;
		return;
	}
	pmd = pmd_offset_lockless(pud, pudv, va);
	pmdv = READ_ONCE(*pmd);
	t->val[t->n++] = pmd_val(pmdv);
	if (!(pmd_val(pmdv) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmdv)) {
		t->base = PFN_PHYS(pmd_pfn(pmdv));
		t->mask = PMD_SIZE - 1;
		t->hit = true;
		return;
	}
	ptev = READ_ONCE(*pte_offset_kernel(&pmdv, va));
	t->val[t->n++] = pte_val(ptev);
	if (!(pte_val(ptev) & _PAGE_PRESENT))
		return;
	t->base = PFN_PHYS(pte_pfn(ptev));
	t->mask = PAGE_SIZE - 1;
	t->hit = true;
}

static int run_findpage(struct mtest_request *rq)
{
	unsigned long va = rq->num[0];
	unsigned long index[LEVELS] = {
		pgd_index(va), p4d_index(va), pud_index(va), pmd_index(va), pte_index(va),
	};
	struct trace t = { .n = 0 };
	char comm[TASK_COMM_LEN];
	int i;

	if (va < TASK_SIZE_MAX) {
		struct mm_struct *mm = get_task_mm(rq->task);

		if (mm) {
			if (mmap_read_lock_killable(mm)) {
				mmput(mm);
				return -EINTR;
			}
			local_irq_disable();
			walk(mm, va, &t);
			local_irq_enable();
			mmap_read_unlock(mm);
			mmput(mm);
		}
	}

	pr_info(".findpage] vaddr = 0x%lx\n", va);
	pr_info(".findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled() ? 1 : 0);
	get_task_comm(comm, rq->task);
	pr_info(".findpage] Process = %s, PID = %d\n", comm, task_pid_nr(rq->task));
	for (i = 0; i < t.n; i++) {
		pr_info(".findpage] %s_val = 0x%llx\n", level_name[i], t.val[i]);
		pr_info(".findpage] %s_index = %lu\n", level_name[i], index[i]);
	}
	if (t.hit) {
		pr_info(".findpage] page_addr = 0x%llx\n", t.base);
		pr_info(".findpage] page_offset = 0x%llx\n", va & t.mask);
		pr_info(".findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", va, t.base + (va & t.mask));
	} else {
		pr_info(".findpage] translation not found\n");
	}
	return 0;
}

/************************** writeval **************************/

static int run_writeval(struct mtest_request *rq)
{
	unsigned long addr = rq->num[0], val = rq->num[1];
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	struct page *page[2];
	unsigned int off = offset_in_page(addr), first;
	int locked = 1;
	long want, n;
	char *k;

	if (addr > TASK_SIZE_MAX - 8) {
		pr_info(".writeval] vma not found\n");
		return 0;
	}
	mm = get_task_mm(rq->task);
	if (!mm) {
		pr_info(".writeval] vma not found\n");
		return 0;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}

	vma = vma_lookup(mm, addr);
	if (!vma)
		goto no_vma;
	if (!(vma->vm_flags & VM_WRITE))
		goto no_perm;
	if (addr + 8 > vma->vm_end) {
		vma = vma_lookup(mm, addr + 7);
		if (!vma)
			goto no_vma;
		if (!(vma->vm_flags & VM_WRITE))
			goto no_perm;
	}

	want = off > PAGE_SIZE - 8 ? 2 : 1;
	/* with &locked the page may be read from swap or from a disk without
	 * keeping the process's lock all the time */
	n = pin_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, page, NULL, &locked);
	if (n < want) {
		mmap_read_unlock(mm);
		if (n > 0)
			unpin_user_pages(page, n);
		mmput(mm);
		pr_info(".writeval] translation not found\n");
		return 0;
	}
	if (locked)
		mmap_read_unlock(mm);

	first = want == 2 ? PAGE_SIZE - off : 8;
	k = kmap_local_page(page[0]);
	memcpy(k + off, &val, first);
	kunmap_local(k);
	if (want == 2) {
		k = kmap_local_page(page[1]);
		memcpy(k, (char *)&val + first, 8 - first);
		kunmap_local(k);
	}
	unpin_user_pages_dirty_lock(page, want, true);
	mmput(mm);
	pr_info(".writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;

no_vma:
	mmap_read_unlock(mm);
	mmput(mm);
	pr_info(".writeval] vma not found\n");
	return 0;
no_perm:
	mmap_read_unlock(mm);
	mmput(mm);
	pr_info(".writeval] vma has no write permission\n");
	return 0;
}

/************************** /proc/mtest **************************/

static const struct command commands[] = {
	{ "listvma",  0, run_listvma },
	{ "findpage", 1, run_findpage },
	{ "writeval", 2, run_writeval },
	{ }
};

static struct task_struct *by_name(void)
{
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p)
		if (!strncmp(p->comm, target, TASK_COMM_LEN)) {
			get_task_struct(p);
			rcu_read_unlock();
			return p;
		}
	rcu_read_unlock();
	return NULL;
}

static struct task_struct *by_pid(unsigned long nr)
{
	struct task_struct *p;

	if (nr > INT_MAX)
		return NULL;
	rcu_read_lock();
	p = pid_task(find_vpid(nr), PIDTYPE_PID);
	if (p)
		get_task_struct(p);
	rcu_read_unlock();
	return p;
}

static int get_number(const char *s, int base, unsigned long *n)
{
	if (!isxdigit(s[0]) || kstrtoul(s, base, n) < 0)
		return -EINVAL;
	return 0;
}

static int handle(const char *text, char *work)
{
	const struct command *c;
	struct mtest_request rq = { };
	unsigned long pid = 0;
	char *word[4], *w;
	int n = 0, i, err;

	while ((w = strsep(&work, "\t "))) {
		if (w[0] == '\0')
			continue;
		if (n == ARRAY_SIZE(word))
			return -EINVAL;
		word[n++] = w;
	}
	if (n == 0)
		return -EINVAL;
	for (c = commands; c->name; c++)
		if (strcmp(c->name, word[0]) == 0)
			break;
	if (!c->name || n < c->nums + 1 || n > c->nums + 2)
		return -EINVAL;
	for (i = 0; i < c->nums; i++)
		if (get_number(word[i + 1], 16, &rq.num[i]))
			return -EINVAL;
	if (n == c->nums + 2 && get_number(word[n - 1], 10, &pid))
		return -EINVAL;

	mutex_lock(&big_lock);
	pr_info("] Got command: %s\n", text);
	err = 0;
	if (n == c->nums + 2 || c->nums) {
		rq.task = n == c->nums + 2 ? by_pid(pid) : by_name();
		if (!rq.task) {
			pr_info("] no such process\n");
			err = -ESRCH;
		}
	}
	if (!err)
		err = c->run(&rq);
	if (rq.task)
		put_task_struct(rq.task);
	mutex_unlock(&big_lock);
	return err;
}

static ssize_t mtest_proc_write(struct file *filp, const char __user *buffer, size_t count, loff_t *off)
{
	char *text, *work;
	size_t len = count, i;
	int err = -EINVAL;

	if (count == 0 || count > 511)
		return -EINVAL;
	text = kmalloc(1024, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	work = text + 512;
	if (copy_from_user(text, buffer, count)) {
		err = -EFAULT;
		goto out;
	}
	if (text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	for (i = 0; i < len; i++) {
		unsigned char ch = text[i];

		if (ch != '\t' && (ch < 0x20 || ch > 0x7e))
			goto out;
	}
	memcpy(work, text, len + 1);
	err = handle(text, work);
out:
	kfree(text);
	return err ? err : count;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write	= mtest_proc_write,
	.proc_lseek	= noop_llseek,
};

static struct proc_dir_entry *entry;

static int __init mtest_init(void)
{
	entry = proc_create("mtest", S_IWUSR, NULL, &mtest_proc_ops);
	return entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	proc_remove(entry);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
