// SPDX-License-Identifier: GPL-2.0
// Lab 5: memory management.  /proc/mtest with listvma / findpage / writeval
//
// writeval never faults anything in: it only writes where the process could
// have written itself right now, without a page fault.
#define pr_fmt(fmt) "mtest: " fmt

#include <linux/module.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#define LINE 512

static char *target = "test";
module_param(target, charp, 0400);

static DEFINE_MUTEX(busy);

/* ===== reading the line, one character at a time ===== */

static const char *skip(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

static bool at_end(const char *p)
{
	p = skip(p);
	if (*p == '\n')
		p++;
	return *p == '\0';
}

static bool is_sep(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

/* A hexadecimal number of at most 64 bits; NULL if there is none */
static const char *eat_hex(const char *p, unsigned long *out)
{
	unsigned long v = 0;
	int digits = 0;

	p = skip(p);
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		p += 2;
	for (;; p++, digits++) {
		int d = hex_to_bin(*p);

		if (d < 0)
			break;
		if (v >> 60)
			return NULL;
		v = v << 4 | d;
	}
	if (!digits || !is_sep(*p))
		return NULL;
	*out = v;
	return p;
}

/* A pid at the end of the line, or nothing: 0.  -1: something else */
static int eat_pid(const char *p)
{
	unsigned long v = 0;

	if (at_end(p))
		return 0;
	p = skip(p);
	if (*p < '0' || *p > '9')
		return -1;
	for (; *p >= '0' && *p <= '9'; p++) {
		v = v * 10 + (*p - '0');
		if (v > INT_MAX)
			return -1;
	}
	if (!at_end(p))
		return -1;
	return v ? (int)v : INT_MAX;	/* there is no process 0 */
}

/* ===== finding a process ===== */

static struct task_struct *by_name(void)
{
	struct task_struct *t, *r = NULL;

	rcu_read_lock();
	for_each_process(t) {
		if (!t->mm || strcmp(t->comm, target))
			continue;
		r = get_task_struct(t);
		break;
	}
	rcu_read_unlock();
	return r;
}

static struct task_struct *by_pid(int nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *t = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	return t;
}

/* the process with the next higher pid */
static struct task_struct *after(pid_t nr)
{
	struct task_struct *t, *r = NULL;

	rcu_read_lock();
	for_each_process(t)
		if (t->pid > nr && (!r || t->pid < r->pid))
			r = t;
	if (r)
		get_task_struct(r);
	rcu_read_unlock();
	return r;
}

/* ===== listvma ===== */

static void listvma_of(struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *vma;
	unsigned long from = 0;

	if (!mm)
		return;
	pr_info("listvma: Process = %s, PID = %d\n", t->comm, t->pid);
	mmap_read_lock(mm);
	while ((vma = find_vma(mm, from))) {
		char perm[4];

		perm[0] = (vma->vm_flags & VM_READ) ? 'r' : '-';
		perm[1] = (vma->vm_flags & VM_WRITE) ? 'w' : '-';
		perm[2] = (vma->vm_flags & VM_EXEC) ? 'x' : '-';
		perm[3] = 0;
		pr_info("listvma: %016lX-%016lX %s\n", vma->vm_start, vma->vm_end, perm);
		from = vma->vm_end;
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

static void listvma_all(void)
{
	struct task_struct *t;
	pid_t nr = 0;

	while ((t = after(nr))) {
		nr = t->pid;
		listvma_of(t);
		put_task_struct(t);
	}
}

/* ===== findpage ===== */

#define LEVEL(x, v) \
	pr_info("findpage: " #x "_index = %lu, " #x "_val = 0x%016lX\n", \
		(unsigned long)x##_index(v), (unsigned long)x##_val(*x))

static unsigned long find(struct mm_struct *mm, unsigned long v)
{
	unsigned long pa = 0;
	spinlock_t *ptl;
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (v >= TASK_SIZE_MAX)
		return 0;

	pgd = pgd_offset(mm, v);
	LEVEL(pgd, v);
	if (pgd_none(*pgd))
		return 0;
	p4d = p4d_offset(pgd, v);
	LEVEL(p4d, v);
	if (p4d_none(*p4d))
		return 0;
	pud = pud_offset(p4d, v);
	LEVEL(pud, v);
	if (pud_none(*pud) || !pud_present(*pud))
		return 0;
	if (pud_leaf(*pud))
		return (pud_pfn(*pud) << PAGE_SHIFT) + (v & ~PUD_MASK);
	pmd = pmd_offset(pud, v);
	LEVEL(pmd, v);
	ptl = pmd_lock(mm, pmd);
	if (pmd_none(*pmd) || !pmd_present(*pmd)) {
		spin_unlock(ptl);
		return 0;
	}
	if (pmd_leaf(*pmd)) {
		pa = (pmd_pfn(*pmd) << PAGE_SHIFT) + (v & ~PMD_MASK);
		spin_unlock(ptl);
		return pa;
	}
	spin_unlock(ptl);
	pte = pte_offset_map_lock(mm, pmd, v, &ptl);
	LEVEL(pte, v);
	if (pte_present(*pte))
		pa = (pte_pfn(*pte) << PAGE_SHIFT) + offset_in_page(v);
	pte_unmap_unlock(pte, ptl);
	return pa;
}

static void findpage(struct task_struct *t, struct mm_struct *mm, unsigned long v)
{
	unsigned long pa;

	pr_info("findpage: vaddr = 0x%016lX\n", v);
	pr_info("findpage: pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("findpage: Process = %s, PID = %d\n", t->comm, t->pid);
	mmap_read_lock(mm);
	pa = find(mm, v);
	mmap_read_unlock(mm);
	if (!pa) {
		pr_info("findpage: translation not found\n");
		return;
	}
	pr_info("findpage: page_addr = 0x%016lX, page_offset = 0x%03lX\n",
		pa & PAGE_MASK, pa & ~PAGE_MASK);
	pr_info("findpage: vaddr = 0x%016lX -> paddr = 0x%016lX\n", v, pa);
}

/* ===== writeval ===== */

/* The page of v with a reference, if the process may write to it without a fault */
static struct page *writable(struct mm_struct *mm, unsigned long v)
{
	struct page *page = NULL;
	spinlock_t *ptl;
	pgd_t *pgd = pgd_offset(mm, v);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (pgd_none(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, v);
	if (p4d_none(*p4d))
		return NULL;
	pud = pud_offset(p4d, v);
	if (pud_none(*pud))
		return NULL;
	ptl = pud_lock(mm, pud);
	if (pud_leaf(*pud)) {
		if (pud_write(*pud)) {
			page = pud_page(*pud) + ((v & ~PUD_MASK) >> PAGE_SHIFT);
			get_page(page);
		}
		spin_unlock(ptl);
		return page;
	}
	spin_unlock(ptl);
	if (!pud_present(*pud))
		return NULL;
	pmd = pmd_offset(pud, v);
	if (pmd_none(*pmd))
		return NULL;
	ptl = pmd_lock(mm, pmd);
	if (!pmd_present(*pmd) || pmd_leaf(*pmd)) {
		if (pmd_leaf(*pmd) && pmd_present(*pmd) && pmd_write(*pmd)) {
			page = pmd_page(*pmd) + ((v & ~PMD_MASK) >> PAGE_SHIFT);
			get_page(page);
		}
		spin_unlock(ptl);
		return page;
	}
	spin_unlock(ptl);
	pte = pte_offset_map_lock(mm, pmd, v, &ptl);
	if (pte_present(*pte) && pte_write(*pte) && !pte_special(*pte) &&
	    pfn_valid(pte_pfn(*pte))) {
		page = pte_page(*pte);
		get_page(page);
	}
	pte_unmap_unlock(pte, ptl);
	return page;
}

/* 0 if it is fine to write there */
static int look_at_vma(struct mm_struct *mm, unsigned long v)
{
	struct vm_area_struct *vma = find_vma(mm, v);

	if (!vma || v < vma->vm_start) {
		pr_info("writeval: vma not found\n");
		return -EFAULT;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		pr_info("writeval: vma has no write permission\n");
		return -EACCES;
	}
	return 0;
}

static int writeval(struct mm_struct *mm, unsigned long v, unsigned long val)
{
	unsigned long last = v + 7;
	struct page *p = NULL, *q = NULL;
	int i, err;

	if (v > ULONG_MAX - 7) {
		pr_info("writeval: vma not found\n");
		return -EFAULT;
	}

	mmap_read_lock(mm);
	err = look_at_vma(mm, v);
	if (!err && (v ^ last) & PAGE_MASK)
		err = look_at_vma(mm, last);
	if (err)
		goto out;

	p = writable(mm, v);
	q = writable(mm, last);		/* mostly the same one, once more */
	if (!p || !q) {
		pr_info("writeval: translation not found (page absent or write-protected)\n");
		err = -EFAULT;
		goto out;
	}
	for (i = 0; i < 8; i++) {
		struct page *pg = ((v ^ (v + i)) & PAGE_MASK) ? q : p;
		unsigned char *k = page_address(pg);

		k[offset_in_page(v + i)] = val >> (8 * i);
	}
	set_page_dirty_lock(p);
	set_page_dirty_lock(q);
	pr_info("writeval: wrote 0x%lX to 0x%lX\n", val, v);
out:
	mmap_read_unlock(mm);
	if (p)
		put_page(p);
	if (q)
		put_page(q);
	return err;
}

/* ===== the file ===== */

static int execute(const char *line, size_t n)
{
	struct task_struct *t;
	struct mm_struct *mm;
	unsigned long v = 0, val = 0;
	const char *p = skip(line);
	int pid, err = 0;
	int shown = n && line[n - 1] == '\n' ? n - 1 : n;
	enum { L = 'l', F = 'f', W = 'w' } what = *p;

	switch (what) {
	case L:
		if (strncmp(p, "listvma", 7) || !is_sep(p[7]))
			return -EINVAL;
		p += 7;
		break;
	case F:
		if (strncmp(p, "findpage", 8) || !is_sep(p[8]))
			return -EINVAL;
		p = eat_hex(p + 8, &v);
		break;
	case W:
		if (strncmp(p, "writeval", 8) || !is_sep(p[8]))
			return -EINVAL;
		p = eat_hex(p + 8, &v);
		if (p)
			p = eat_hex(p, &val);
		break;
	default:
		return -EINVAL;
	}
	if (!p)
		return -EINVAL;
	pid = eat_pid(p);
	if (pid < 0)
		return -EINVAL;

	pr_info("Got command: %.*s\n", shown, line);

	if (what == L && !pid) {
		listvma_all();
		return 0;
	}
	t = pid ? by_pid(pid) : by_name();
	mm = t ? get_task_mm(t) : NULL;
	if (!mm) {
		pr_info("no such process\n");
		if (t)
			put_task_struct(t);
		return -ESRCH;
	}
	switch (what) {
	case L:
		listvma_of(t);
		break;
	case F:
		findpage(t, mm, v);
		break;
	case W:
		err = writeval(mm, v, val);
		break;
	}
	mmput(mm);
	put_task_struct(t);
	return err;
}

static ssize_t on_write(struct file *f, const char __user *from, size_t n, loff_t *off)
{
	char line[LINE + 1];
	int err;

	if (n > LINE)
		return -EINVAL;
	if (copy_from_user(line, from, n))
		return -EFAULT;
	line[n] = '\0';
	if (strlen(line) != n)
		return -EINVAL;
	mutex_lock(&busy);
	err = execute(line, n);
	mutex_unlock(&busy);
	return err < 0 ? err : n;
}

static const struct proc_ops on = { .proc_write = on_write };

static int __init in(void)
{
	if (!proc_create("mtest", S_IWUSR, NULL, &on))
		return -ENOMEM;
	return 0;
}

static void __exit out(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(in);
module_exit(out);
MODULE_LICENSE("GPL v2");
MODULE_AUTHOR("group 7");
