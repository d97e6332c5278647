#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");

static char *target = "test";
module_param(target, charp, 0);
static DEFINE_MUTEX(m);

enum lvl { PGD, P4D, PUD, PMD, PTE };
static const char *const lname[] = { "pgd", "p4d", "pud", "pmd", "pte" };

/* what a walk has seen */
struct walk {
	int depth;			/* number of entries seen */
	unsigned long val[5], idx[5];
	bool ok, writable;
	unsigned long pfn;		/* of the 4K page with the address */
};

static void seen(struct walk *w, enum lvl l, unsigned long val, unsigned long idx)
{
	w->val[l] = val;
	w->idx[l] = idx;
	w->depth = l + 1;
}

/* mmap lock held.  With ref set a reference on the page is taken if it is writable. */
static struct page *walk(struct mm_struct *mm, unsigned long a, struct walk *w, bool ref)
{
	struct page *page = NULL;
	spinlock_t *ptl;
	pgd_t *pgd; p4d_t *p4d; pud_t *pud; pmd_t *pmd; pte_t *pte;

	memset(w, 0, sizeof(*w));
	pgd = pgd_offset(mm, a);
	seen(w, PGD, pgd_val(*pgd), pgd_index(a));
	if (pgd_none(*pgd) || pgd_bad(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, a);
	seen(w, P4D, p4d_val(*p4d), p4d_index(a));
	if (p4d_none(*p4d) || p4d_bad(*p4d))
		return NULL;

	pud = pud_offset(p4d, a);
	ptl = pud_lock(mm, pud);
	seen(w, PUD, pud_val(*pud), pud_index(a));
	if (pud_present(*pud) && pud_large(*pud)) {
		w->ok = true;
		w->writable = pud_write(*pud);
		w->pfn = pud_pfn(*pud) + ((a & ~PUD_MASK) >> PAGE_SHIFT);
		goto got;
	}
	spin_unlock(ptl);
	if (!pud_present(*pud))
		return NULL;

	pmd = pmd_offset(pud, a);
	ptl = pmd_lock(mm, pmd);
	seen(w, PMD, pmd_val(*pmd), pmd_index(a));
	if (pmd_present(*pmd) && pmd_large(*pmd)) {
		w->ok = true;
		w->writable = pmd_write(*pmd);
		w->pfn = pmd_pfn(*pmd) + ((a & ~PMD_MASK) >> PAGE_SHIFT);
		goto got;
	}
	spin_unlock(ptl);
	if (!pmd_present(*pmd) || pmd_large(*pmd))
		return NULL;

	pte = pte_offset_map_lock(mm, pmd, a, &ptl);
	seen(w, PTE, pte_val(*pte), pte_index(a));
	if (pte_present(*pte)) {
		w->ok = true;
		w->writable = pte_write(*pte);
		w->pfn = pte_pfn(*pte);
	}
got:
	if (ref && w->ok && w->writable && pfn_valid(w->pfn)) {
		page = pfn_to_page(w->pfn);
		get_page(page);
	}
	spin_unlock(ptl);
	return page;
}

/* A writable page of the process, faulted in and unshared if need be. */
static struct page *writable_page(struct mm_struct *mm, unsigned long a)
{
	struct page *page;
	struct walk w;
	int tries;

	for (tries = 0; tries < 5; tries++) {
		page = walk(mm, a, &w, true);
		if (page)
			return page;
		if (fixup_user_fault(mm, a, FAULT_FLAG_WRITE, NULL))
			break;
	}
	return NULL;
}

static void listvma(struct task_struct *t, struct mm_struct *mm)
{
	struct vm_area_struct *v;
	VMA_ITERATOR(i, mm, 0);

	printk("Process = %s, PID = %d\n", t->comm, t->pid);
	mmap_read_lock(mm);
	for_each_vma(i, v)
		printk("%lx %lx %c%c%c\n", v->vm_start, v->vm_end,
		       "-r"[(v->vm_flags & VM_READ) != 0],
		       "-w"[(v->vm_flags & VM_WRITE) != 0],
		       "-x"[(v->vm_flags & VM_EXEC) != 0]);
	mmap_read_unlock(mm);
}

static void findpage(struct task_struct *t, struct mm_struct *mm, unsigned long a)
{
	struct walk w = { };
	unsigned long pa;
	int i;

	mmap_read_lock(mm);
	if (a < TASK_SIZE_MAX)
		walk(mm, a, &w, false);
	mmap_read_unlock(mm);

	printk("vaddr = %lx\npgtable_l5_enabled = %d\nprocess = %s %d\n", a, pgtable_l5_enabled(), t->comm, t->pid);
	for (i = 0; i < w.depth; i++)
		printk("%s_val = %lx %s_index = %lu\n", lname[i], w.val[i], lname[i], w.idx[i]);
	if (w.ok) {
		pa = PFN_PHYS(w.pfn) + offset_in_page(a);
		printk("page_addr = %lx page_offset = %lx\n", pa & PAGE_MASK, pa & ~PAGE_MASK);
		printk("vaddr = %lx -> paddr = %lx\n", a, pa);
	} else
		printk("vaddr = %lx: translation not found\n", a);
}

static int writeval(struct mm_struct *mm, unsigned long a, unsigned long v)
{
	struct vm_area_struct *vma;
	struct page *p[2] = { };
	const char *no = NULL;
	int k, n = offset_in_page(a) > PAGE_SIZE - 8 ? 2 : 1;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, a);
	if (!vma || vma->vm_end - a < 8)
		no = "vma not found";
	else if (!(vma->vm_flags & VM_WRITE))
		no = "vma has no write permission";
	else if (vma->vm_flags & (VM_IO | VM_PFNMAP))
		no = "translation not found (not memory)";
	for (k = 0; !no && k < n; k++) {
		p[k] = writable_page(mm, a + 7 * k);
		if (!p[k])
			no = "translation not found";
	}
	for (k = 0; !no && k < 8; k++)
		((u8 *)page_address(p[(offset_in_page(a) + k) >> PAGE_SHIFT]))[(a + k) & ~PAGE_MASK] = v >> 8 * k;
	for (k = 0; k < n; k++)
		if (p[k]) {
			set_page_dirty_lock(p[k]);
			put_page(p[k]);
		}
	mmap_read_unlock(mm);
	if (no)
		printk("%s\n", no);
	else
		printk("wrote %lx to %lx\n", v, a);
	return no ? -EFAULT : 0;
}

/* digits of one base up to a blank or the end; moves *s behind them */
static int number(char **s, int base, unsigned long *out)
{
	char *p = skip_spaces(*s), *e;
	int d;

	if (p == *s)
		return -EINVAL;
	if (base == 16 && *p == '0' && (p[1] == 'x' || p[1] == 'X'))
		p += 2;
	for (e = p, *out = 0; (d = hex_to_bin(*e)) >= 0 && d < base; e++) {
		if (*out > (ULONG_MAX - d) / base)
			return -EINVAL;
		*out = *out * base + d;
	}
	if (e == p || (*e && *e != ' ' && *e != '\t'))
		return -EINVAL;
	*s = e;
	return 0;
}

static struct task_struct *find(int pid, int after)
{
	struct task_struct *t, *r = NULL;

	rcu_read_lock();
	for_each_process(t) {
		if (after >= 0) {
			if (t->pid > after && (!r || t->pid < r->pid))
				r = t;
		} else if (pid >= 0 ? t->pid == pid : !strcmp(t->comm, target)) {
			r = t;
			break;
		}
	}
	if (r)
		get_task_struct(r);
	rcu_read_unlock();
	return r;
}

static int command(char *s)
{
	unsigned long a = 0, v = 0, pid = 0;
	struct task_struct *t;
	struct mm_struct *mm;
	int err = 0, last = 0, op;
	bool has_pid;
	char *p = s;

	if (!strncmp(p, "listvma", 7))
		op = 0, p += 7;
	else if (!strncmp(p, "findpage", 8))
		op = 1, p += 8;
	else if (!strncmp(p, "writeval", 8))
		op = 2, p += 8;
	else
		return -EINVAL;
	if (op > 0 && number(&p, 16, &a))
		return -EINVAL;
	if (op > 1 && number(&p, 16, &v))
		return -EINVAL;
	has_pid = *skip_spaces(p);
	if (has_pid && (number(&p, 10, &pid) || *skip_spaces(p) || pid > INT_MAX))
		return -EINVAL;

	printk("[mtest] Got command: %s\n", s);
	if (op == 0 && !has_pid) {
		while ((t = find(-1, last))) {
			last = t->pid;
			mm = get_task_mm(t);
			if (mm) {
				listvma(t, mm);
				mmput(mm);
			}
			put_task_struct(t);
		}
		return 0;
	}
	t = find(has_pid ? (int)pid : -1, -1);
	mm = t ? get_task_mm(t) : NULL;
	if (mm) {
		if (op == 0)
			listvma(t, mm);
		else if (op == 1)
			findpage(t, mm, a);
		else
			err = writeval(mm, a, v);
		mmput(mm);
	} else {
		printk("no such process\n");
		err = -ESRCH;
	}
	if (t)
		put_task_struct(t);
	return err;
}

static ssize_t w(struct file *f, const char __user *u, size_t n, loff_t *o)
{
	char s[100];
	int err;

	if (!n || n >= sizeof(s))
		return -EINVAL;
	if (copy_from_user(s, u, n))
		return -EFAULT;
	s[n] = 0;
	if (strlen(s) != n)
		return -EINVAL;
	if (s[n - 1] == '\n')
		s[n - 1] = 0;
	mutex_lock(&m);
	err = command(s);
	mutex_unlock(&m);
	return err ?: n;
}

static const struct proc_ops ops = { .proc_write = w };

static int __init in(void)
{
	return proc_create("mtest", 0200, NULL, &ops) ? 0 : -ENOMEM;
}

static void __exit out(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(in);
module_exit(out);
