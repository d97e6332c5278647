// SPDX-License-Identifier: GPL-2.0
/*
 * mtest: walks page tables itself, also for writeval. I did not want to use
 * get_user_pages because then the kernel does the exercise for me.
 *
 * writeval only writes where the process has a page that it can write to at
 * this moment (entry present + RW). Everything else (not there, swapped,
 * copy-on-write, zero page) is refused with "translation not found".
 * The page table locks are held from the test of the entries to the last byte.
 */
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
module_param(target, charp, 0444);

static DEFINE_MUTEX(mutex);

#define LIMIT 300

/* ---------------------------------------------------------------- the walk */

struct place {
	pgd_t pgd; p4d_t p4d; pud_t pud; pmd_t pmd; pte_t pte;
	pud_t *pudp; pmd_t *pmdp;
	int levels;		/* levels that were read: 0..5 */
	int end;		/* level of the page: 3, 4, 5; 0 = none */
};

static void walk(struct mm_struct *mm, unsigned long addr, struct place *p)
{
	pgd_t *pgdp = pgd_offset(mm, addr);
	p4d_t *p4dp;

	p->end = 0;
	p->pgd = READ_ONCE(*pgdp);
	p->levels = 1;
	if (!pgd_present(p->pgd))
		return;

	p4dp = p4d_offset(&p->pgd, addr);
	p->p4d = READ_ONCE(*p4dp);
	p->levels = 2;
	if (!p4d_present(p->p4d))
		return;

	p->pudp = pud_offset(&p->p4d, addr);
	p->pud = READ_ONCE(*p->pudp);
	p->levels = 3;
	if (!(pud_val(p->pud) & _PAGE_PRESENT))
		return;
	if (pud_leaf(p->pud)) {
		p->end = 3;
		return;
	}

	p->pmdp = pmd_offset(&p->pud, addr);
	p->pmd = READ_ONCE(*p->pmdp);
	p->levels = 4;
	if (!(pmd_val(p->pmd) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(p->pmd)) {
		p->end = 4;
		return;
	}

	p->pte = READ_ONCE(*pte_offset_kernel(&p->pmd, addr));
	p->levels = 5;
	if (pte_val(p->pte) & _PAGE_PRESENT)
		p->end = 5;
}

static unsigned long place_offset(const struct place *p, unsigned long addr)
{
	switch (p->end) {
	case 3:  return addr & (PUD_SIZE - 1);
	case 4:  return addr & (PMD_SIZE - 1);
	default: return addr & (PAGE_SIZE - 1);
	}
}

static unsigned long place_page(const struct place *p)
{
	switch (p->end) {
	case 3:  return pud_pfn(p->pud) << PAGE_SHIFT;
	case 4:  return pmd_pfn(p->pmd) << PAGE_SHIFT;
	default: return pte_pfn(p->pte) << PAGE_SHIFT;
	}
}

/* ---------------------------------------------------------------- findpage */

static int findpage(struct task_struct *task, unsigned long addr)
{
	struct mm_struct *mm = get_task_mm(task);
	struct place p = { .levels = 0, .end = 0 };
	char comm[TASK_COMM_LEN];

	if (mm && addr < TASK_SIZE_MAX) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		walk(mm, addr, &p);
		local_irq_enable();
		mmap_read_unlock(mm);
	}
	if (mm)
		mmput(mm);

	get_task_comm(comm, task);
	pr_info("[mtest.findpage] vaddr = 0x%lx\n", addr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] process = %s, pid = %d\n", comm, task->pid);
	if (p.levels > 0) {
		pr_info("[mtest.findpage] pgd_val = 0x%lx\n", pgd_val(p.pgd));
		pr_info("[mtest.findpage] pgd_index = %lu\n", (unsigned long)pgd_index(addr));
	}
	if (p.levels > 1) {
		pr_info("[mtest.findpage] p4d_val = 0x%lx\n", p4d_val(p.p4d));
		pr_info("[mtest.findpage] p4d_index = %lu\n", (unsigned long)p4d_index(addr));
	}
	if (p.levels > 2) {
		pr_info("[mtest.findpage] pud_val = 0x%lx\n", pud_val(p.pud));
		pr_info("[mtest.findpage] pud_index = %lu\n", (unsigned long)pud_index(addr));
	}
	if (p.levels > 3) {
		pr_info("[mtest.findpage] pmd_val = 0x%lx\n", pmd_val(p.pmd));
		pr_info("[mtest.findpage] pmd_index = %lu\n", (unsigned long)pmd_index(addr));
	}
	if (p.levels > 4) {
		pr_info("[mtest.findpage] pte_val = 0x%lx\n", pte_val(p.pte));
		pr_info("[mtest.findpage] pte_index = %lu\n", (unsigned long)pte_index(addr));
	}
	if (!p.end) {
		pr_info("[mtest.findpage] translation not found\n");
		return 0;
	}
	pr_info("[mtest.findpage] page_addr = 0x%lx\n", place_page(&p));
	pr_info("[mtest.findpage] page_offset = 0x%lx\n", place_offset(&p, addr));
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n",
		addr, place_page(&p) + place_offset(&p, addr));
	return 0;
}

/* ---------------------------------------------------------------- writeval */

/* the lock that protects the entry which maps the page; NULL if there is no page */
static spinlock_t *place_lock(struct mm_struct *mm, const struct place *p)
{
	switch (p->end) {
	case 3:  return &mm->page_table_lock;
	case 4:  return pmd_lockptr(mm, p->pmdp);
	case 5:  return pte_lockptr(mm, (pmd_t *)&p->pmd);
	default: return NULL;
	}
}

/* walked again, now locked: may the process write through the entry? */
static bool may_write(const struct place *p)
{
	switch (p->end) {
	case 3:  return pud_write(p->pud) && pfn_valid(pud_pfn(p->pud));
	case 4:  return pmd_write(p->pmd) && pfn_valid(pmd_pfn(p->pmd));
	case 5:  return pte_write(p->pte) && !pte_special(p->pte) && pfn_valid(pte_pfn(p->pte));
	default: return false;
	}
}

static void copy_part(const struct place *p, unsigned long addr, const void *from, size_t n)
{
	unsigned long phys = place_page(p) + place_offset(p, addr);
	char *k = kmap_local_page(pfn_to_page(phys >> PAGE_SHIFT));

	memcpy(k + offset_in_page(phys), from, n);
	kunmap_local(k);
}

static bool check_again(struct mm_struct *mm, unsigned long addr, struct place *p)
{
	int end = p->end;

	walk(mm, addr, p);
	return p->end == end && may_write(p);
}

static const char *write_word(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	unsigned long last = addr + 7;
	struct vm_area_struct *a, *b;
	struct place p1, p2;
	spinlock_t *l1, *l2;
	size_t n1;
	bool two, ok;

	if (addr > TASK_SIZE_MAX - 8)
		return "vma not found";
	a = vma_lookup(mm, addr);
	b = vma_lookup(mm, last);
	if (!a || !b)
		return "vma not found";
	if (!(a->vm_flags & VM_WRITE) || !(b->vm_flags & VM_WRITE))
		return "vma has no write permission";
	if ((a->vm_flags | b->vm_flags) & (VM_IO | VM_PFNMAP))
		return "translation not found";		/* a device, no memory */

	n1 = min_t(size_t, 8, PAGE_SIZE - offset_in_page(addr));
	two = n1 < 8;

	/* There is a VMA and we hold mmap_lock: the tables stay */
	walk(mm, addr, &p1);
	l1 = place_lock(mm, &p1);
	if (!l1)
		return "translation not found";
	l2 = l1;
	if (two) {
		walk(mm, last, &p2);
		l2 = place_lock(mm, &p2);
		if (!l2)
			return "translation not found";
	}

	/* always the lower address first; neighbours often share one lock */
	spin_lock(l1);
	if (l2 != l1)
		spin_lock_nested(l2, SINGLE_DEPTH_NESTING);
	ok = check_again(mm, addr, &p1) && (!two || check_again(mm, last, &p2));
	if (ok) {
		copy_part(&p1, addr, &val, n1);
		if (two)
			copy_part(&p2, addr + n1, (char *)&val + n1, 8 - n1);
	}
	if (l2 != l1)
		spin_unlock(l2);
	spin_unlock(l1);
	return ok ? NULL : "translation not found";
}

static int writeval(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(task);
	const char *err = "vma not found";

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		err = write_word(mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (err)
		pr_info("[mtest.writeval] %s\n", err);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

/* ----------------------------------------------------------------- listvma */

static int listvma(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *v;
	char comm[TASK_COMM_LEN];
	unsigned long pos = 0;

	if (!mm)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	get_task_comm(comm, task);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", comm, task->pid);
	while ((v = find_vma(mm, pos))) {
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", v->vm_start, v->vm_end,
			v->vm_flags & VM_READ ? 'r' : '-',
			v->vm_flags & VM_WRITE ? 'w' : '-',
			v->vm_flags & VM_EXEC ? 'x' : '-');
		pos = v->vm_end;
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int listvma_all(void)
{
	struct task_struct *p, **all = NULL;
	int n, i, size = 0, err = 0;

again:
	n = 0;
	rcu_read_lock();
	for_each_process(p) {
		if (n < size) {
			get_task_struct(p);
			all[n] = p;
		}
		n++;
	}
	rcu_read_unlock();
	if (n > size) {		/* too small (the first time always) */
		for (i = 0; i < size; i++)
			put_task_struct(all[i]);
		kvfree(all);
		size = n + 50;
		all = kvmalloc_array(size, sizeof(p), GFP_KERNEL);
		if (!all)
			return -ENOMEM;
		goto again;
	}
	for (i = 0; i < n; i++) {
		if (!err)
			err = listvma(all[i]);
		put_task_struct(all[i]);
		cond_resched();
	}
	kvfree(all);
	return err;
}

/* ---------------------------------------------------------------- commands */

static struct task_struct *find_task(bool by_pid, unsigned long nr)
{
	struct task_struct *p, *res = NULL;

	rcu_read_lock();
	if (by_pid) {
		if (nr <= INT_MAX)
			res = pid_task(find_vpid((int)nr), PIDTYPE_PID);
	} else {
		for_each_process(p)
			if (!strcmp(p->comm, target)) {
				res = p;
				break;
			}
	}
	if (res)
		get_task_struct(res);
	rcu_read_unlock();
	return res;
}

static int to_number(const char *s, int base, unsigned long *n)
{
	if (s[0] == '+' || s[0] == '-')
		return -EINVAL;
	return kstrtoul(s, base, n) ? -EINVAL : 0;
}

static int do_command(const char *text, char *s)
{
	char *w[6];
	int n = 0, args, err;
	unsigned long addr = 0, val = 0, pid = 0;
	struct task_struct *task;
	bool by_pid;

	while (n < 6) {
		while (*s == ' ' || *s == '\t')
			*s++ = 0;
		if (!*s)
			break;
		w[n++] = s;
		while (*s && *s != ' ' && *s != '\t')
			s++;
	}
	if (!n)
		return -EINVAL;
	if (!strcmp(w[0], "listvma"))
		args = 0;
	else if (!strcmp(w[0], "findpage"))
		args = 1;
	else if (!strcmp(w[0], "writeval"))
		args = 2;
	else
		return -EINVAL;
	if (n < args + 1 || n > args + 2)
		return -EINVAL;
	by_pid = n == args + 2;
	if (args > 0 && to_number(w[1], 16, &addr))
		return -EINVAL;
	if (args > 1 && to_number(w[2], 16, &val))
		return -EINVAL;
	if (by_pid && to_number(w[args + 1], 10, &pid))
		return -EINVAL;

	mutex_lock(&mutex);
	pr_info("[mtest] Got command: %s\n", text);
	if (!args && !by_pid) {
		err = listvma_all();
	} else {
		task = find_task(by_pid, pid);
		if (!task) {
			pr_info("[mtest] no such process\n");
			err = -ESRCH;
		} else {
			err = args == 0 ? listvma(task) :
			      args == 1 ? findpage(task, addr) :
					  writeval(task, addr, val);
			put_task_struct(task);
		}
	}
	mutex_unlock(&mutex);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t size, loff_t *pos)
{
	char *text, *copy;
	size_t n = size, i;
	int err;

	if (size < 1 || size > LIMIT)
		return -EINVAL;
	text = memdup_user_nul(ubuf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (text[n - 1] == '\n')
		text[--n] = 0;
	err = -EINVAL;
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && !(text[i] >= 32 && text[i] <= 126))
			goto out;
	err = -ENOMEM;
	copy = kstrdup(text, GFP_KERNEL);
	if (copy) {
		err = do_command(text, copy);
		kfree(copy);
	}
out:
	kfree(text);
	return err ? err : size;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init start(void)
{
	if (!proc_create("mtest", 0200, NULL, &mtest_ops))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(start);
module_exit(stop);
MODULE_LICENSE("GPL");
