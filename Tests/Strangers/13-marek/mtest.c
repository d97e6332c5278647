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
module_param(target, charp, 0644);
static DEFINE_MUTEX(M);

/* my terminal wants CR LF */
#define L(f, a...) pr_notice("mtest| " f "\r\n", ##a)
#define BLANK(c) ((c) == ' ' || (c) == '\t')

#define VMA "0x%016lx-0x%016lx %c%c%c"
#define AREA(a) (a)->vm_start, (a)->vm_end, (a)->vm_flags & VM_READ ? 'r' : '-', \
	(a)->vm_flags & VM_WRITE ? 'w' : '-', (a)->vm_flags & VM_EXEC ? 'x' : '-'

#define STEP(t)                                                                    \
	L(#t "_val : 0x%016lx", t##_val(*t));                                      \
	L(#t "_index : %lu", t##_index(x));                                        \
	if (!t##_present(*t)) goto nothing;
#define BIG(t, S)                                                                  \
	if (t##_large(*t)) { y = (t##_pfn(*t) << PAGE_SHIFT) + (x & (S - 1)); goto yes; }

static ssize_t W(struct file *f, const char __user *u, size_t n, loff_t *o)
{
	static char b[300];		/* under M */
	unsigned long x = 0, v = 0, y, z[4], q;
	int nw = 0, op, i, have_pid, digits, pid = -1, last = 0;
	char *w[5], *s;
	struct task_struct *t, *k;
	struct mm_struct *m = NULL;
	struct vm_area_struct *a;
	struct page *pg[2];
	ssize_t r = -EINVAL;
	pgd_t *pgd; p4d_t *p4d; pud_t *pud; pmd_t *pmd; pte_t *pte;

	if (n == 0 || n >= sizeof(b))
		return -EINVAL;
	mutex_lock(&M);
	if (copy_from_user(b, u, n)) {
		r = -EFAULT;
		goto unlock;
	}
	b[n] = 0;
	if (strlen(b) != n)
		goto unlock;
	if (b[n - 1] == '\n')
		b[n - 1] = 0;

	/* words (no cutting, the line is echoed later) */
	for (s = b; *s; ) {
		while (BLANK(*s))
			s++;
		if (!*s)
			break;
		if (nw == 4)
			goto unlock;
		w[nw++] = s;
		while (*s && !BLANK(*s))
			s++;
	}
	if (nw == 0)
		goto unlock;
#define IS(name) (!strncmp(w[0], name, sizeof(name) - 1) && (BLANK(w[0][sizeof(name) - 1]) || !w[0][sizeof(name) - 1]))
	if (IS("listvma"))
		op = 0;
	else if (IS("findpage"))
		op = 1;
	else if (IS("writeval"))
		op = 2;
	else
		goto unlock;
	have_pid = nw == op + 2;
	if (nw != op + 1 && !have_pid)
		goto unlock;

	/* numbers: hex, but the last one is decimal if it is the pid */
	for (i = 1; i < nw; i++) {
		int base = (have_pid && i == nw - 1) ? 10 : 16;

		s = w[i];
		if (base == 16 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
			s += 2;
		for (z[i] = 0, digits = 0; *s && !BLANK(*s); s++, digits++) {
			int d = hex_to_bin(*s);

			if (d < 0 || d >= base || z[i] > (ULONG_MAX - d) / base)
				goto unlock;
			z[i] = z[i] * base + d;
		}
		if (!digits)
			goto unlock;
	}
	if (op >= 1)
		x = z[1];
	if (op == 2)
		v = z[2];
	if (have_pid) {
		if (z[nw - 1] > INT_MAX)
			goto unlock;
		pid = z[nw - 1];
	}

	printk(KERN_NOTICE "[mtest] Got command: %s\r\n", b);
	r = n;

next:
	t = NULL;
	rcu_read_lock();
	for_each_process(k) {
		if (op == 0 && !have_pid) {
			/* all of them, by rising pid */
			if (k->pid > last && (!t || k->pid < t->pid))
				t = k;
		} else if (have_pid ? k->pid == pid : !strcmp(k->comm, target)) {
			t = k;
			break;
		}
	}
	if (t)
		get_task_struct(t);
	rcu_read_unlock();

	if (op == 0 && !have_pid) {
		if (!t)
			goto unlock;
		last = t->pid;
	}
	m = t ? get_task_mm(t) : NULL;
	if (!m) {
		if (t)
			put_task_struct(t);
		if (op == 0 && !have_pid)
			goto next;
		L("no such process");
		r = -ESRCH;
		goto unlock;
	}

	down_read(&m->mmap_lock);
	switch (op) {
	case 0:
		L("Process = %s, PID = %d", t->comm, t->pid);
		for (q = 0; (a = find_vma(m, q)); q = a->vm_end)
			if (a->vm_file)
				L(VMA " %pD", AREA(a), a->vm_file);
			else
				L(VMA, AREA(a));
		break;
	case 1:
		L("vaddr : 0x%016lx", x);
		L("pgtable_l5_enabled : %d", pgtable_l5_enabled());
		L("process : %s %d", t->comm, t->pid);
		if (x >= TASK_SIZE_MAX)
			goto nothing;
		pgd = pgd_offset(m, x);
		STEP(pgd);
		p4d = p4d_offset(pgd, x);
		STEP(p4d);
		pud = pud_offset(p4d, x);
		STEP(pud);
		BIG(pud, PUD_SIZE);
		pmd = pmd_offset(pud, x);
		STEP(pmd);
		BIG(pmd, PMD_SIZE);
		pte = pte_offset_map(pmd, x);
		STEP(pte);
		y = (pte_pfn(*pte) << PAGE_SHIFT) + (x & (PAGE_SIZE - 1));
yes:
		L("page_addr : 0x%016lx", y & PAGE_MASK);
		L("page_offset : 0x%03lx", y & ~PAGE_MASK);
		L("vaddr = 0x%016lx ---> paddr = 0x%016lx", x, y);
		break;
nothing:
		L("translation not found");
		break;
	case 2:
		a = find_vma(m, x);
		if (!a || a->vm_start > x || a->vm_end - x < 8) {
			L("vma not found");
			break;
		}
		if (!(a->vm_flags & VM_WRITE)) {
			L("vma has no write permission");
			break;
		}
		i = (x & ~PAGE_MASK) > PAGE_SIZE - 8 ? 2 : 1;
		y = get_user_pages_remote(m, x & PAGE_MASK, i, FOLL_WRITE, pg, NULL, NULL);
		if (y == i) {
			for (q = 0; q < 8; q++) {
				unsigned long off = (x & ~PAGE_MASK) + q;

				((char *)page_address(pg[off / PAGE_SIZE]))[off % PAGE_SIZE] = v >> (8 * q);
			}
			L("wrote 0x%lx to 0x%016lx", v, x);
		} else {
			L("translation not found");
		}
		for (i = 0; (long)y > i; i++) {
			set_page_dirty_lock(pg[i]);
			put_page(pg[i]);
		}
		break;
	}
	up_read(&m->mmap_lock);
	mmput(m);
	put_task_struct(t);
	if (op == 0 && !have_pid)
		goto next;
unlock:
	mutex_unlock(&M);
	return r;
}

static const struct proc_ops P = { .proc_write = W };

static int __init I(void) { return proc_create("mtest", 0600, NULL, &P) ? 0 : -ENOMEM; }
static void __exit E(void) { remove_proc_entry("mtest", NULL); }

module_init(I);
module_exit(E);
