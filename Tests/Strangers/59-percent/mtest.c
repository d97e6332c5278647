// SPDX-License-Identifier: GPL-2.0
/* mtest: all lines of an answer are put together in one place, and printed by one function. */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#define MAXLEN 200
#define LINE   256

static DEFINE_MUTEX(big_lock);
static char *target = "test";
module_param(target, charp, 0444);

/* ---- printing ---- */

static void out(const char *line)
{
	printk(line);
}

static __printf(2, 3) void answer(const char *who, const char *fmt, ...)
{
	char line[LINE];
	va_list ap;
	int n;

	n = scnprintf(line, sizeof(line) - 1, KERN_INFO "[%s] ", who);
	va_start(ap, fmt);
	n += vscnprintf(line + n, sizeof(line) - 1 - n, fmt, ap);
	va_end(ap);
	line[n] = '\n';
	line[n + 1] = '\0';
	out(line);
}

/* ---- parsing: one character at a time ---- */

struct request {
	char cmd;                       /* 'l', 'f' or 'w' */
	bool has_pid;
	u64 n[3];                       /* addr, val; pid is the last that is used */
};

static const char *skip(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* returns what follows the number, or NULL */
static const char *number(const char *s, int base, u64 *res)
{
	const char *start;
	u64 v = 0, d;

	if (base == 16 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	for (start = s; *s && *s != ' ' && *s != '\t'; s++) {
		if (*s >= '0' && *s <= '9')
			d = *s - '0';
		else if (base == 16 && *s >= 'a' && *s <= 'f')
			d = *s - 'a' + 10;
		else if (base == 16 && *s >= 'A' && *s <= 'F')
			d = *s - 'A' + 10;
		else
			return NULL;
		if (check_mul_overflow(v, (u64)base, &v) || check_add_overflow(v, d, &v))
			return NULL;
	}
	*res = v;
	return s == start ? NULL : s;
}

static int parse(const char *s, struct request *r)
{
	static const char names[3][9] = { "listvma", "findpage", "writeval" };
	int i, k;

	s = skip(s);
	for (k = 0; k < 3; k++) {
		size_t n = strlen(names[k]);

		if (!strncmp(s, names[k], n) && (!s[n] || s[n] == ' ' || s[n] == '\t')) {
			s += n;
			break;
		}
	}
	if (k == 3)
		return -EINVAL;
	r->cmd = names[k][0];
	for (i = 0; i < k; i++) {
		s = skip(s);
		s = number(s, 16, &r->n[i]);
		if (!s)
			return -EINVAL;
	}
	s = skip(s);
	if (*s) {
		r->has_pid = true;
		s = number(s, 10, &r->n[k]);
		if (!s || *skip(s))
			return -EINVAL;
		r->n[2] = r->n[k];
	}
	return 0;
}

/* ---- processes ---- */

static struct task_struct *lookup(struct request *r)
{
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p)
		if (r->has_pid ? task_tgid_nr(p) == r->n[2] : !strcmp(p->comm, target)) {
			get_task_struct(p);
			rcu_read_unlock();
			return p;
		}
	rcu_read_unlock();
	return NULL;
}

static struct mm_struct *grab_mm(struct task_struct *p)
{
	struct task_struct *t;
	struct mm_struct *mm = NULL;

	rcu_read_lock();
	for_each_thread(p, t)
		if ((mm = get_task_mm(t)) != NULL)
			break;
	rcu_read_unlock();
	return mm;
}

/* ---- listvma ---- */

static void list_one(struct task_struct *p)
{
	struct mm_struct *mm = grab_mm(p);
	struct vm_area_struct *vma;
	char comm[TASK_COMM_LEN];

	if (!mm)
		return;
	get_task_comm(comm, p);
	answer("mtest.listvma", "Process = %s, PID = %d", comm, task_tgid_nr(p));
	mmap_read_lock(mm);
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end))
		answer("mtest.listvma", "0x%lx 0x%lx %c%c%c", vma->vm_start, vma->vm_end,
		       (vma->vm_flags & VM_READ) ? 'r' : '-', (vma->vm_flags & VM_WRITE) ? 'w' : '-',
		       (vma->vm_flags & VM_EXEC) ? 'x' : '-');
	mmap_read_unlock(mm);
	mmput(mm);
}

static int list_all(void)
{
	struct task_struct *p, **v;
	unsigned int n = 0, m = 0, i;

	rcu_read_lock();
	for_each_process(p)
		n++;
	rcu_read_unlock();
	n = n * 2 + 64;
	v = kvmalloc_array(n, sizeof(*v), GFP_KERNEL);
	if (!v)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p)
		if (m < n)
			v[m++] = get_task_struct(p);
	rcu_read_unlock();
	for (i = 0; i < m; i++) {
		list_one(v[i]);
		put_task_struct(v[i]);
		cond_resched();
	}
	kvfree(v);
	return 0;
}

/* ---- findpage ---- */

static int levels(struct mm_struct *mm, u64 addr, u64 *val, u64 *paddr)
{
	pgd_t *pgd = pgd_offset(mm, addr), pgdv = READ_ONCE(*pgd);
	p4d_t *p4d, p4dv;
	pud_t *pud, pudv;
	pmd_t *pmd, pmdv;
	pte_t ptev;

	val[0] = pgd_val(pgdv);
	if (pgtable_l5_enabled() && !(val[0] & _PAGE_PRESENT))
		return 1;
	p4d = p4d_offset_lockless(pgd, pgdv, addr);
	p4dv = READ_ONCE(*p4d);
	val[1] = p4d_val(p4dv);
	if (!(val[1] & _PAGE_PRESENT))
		return 2;
	pud = pud_offset_lockless(p4d, p4dv, addr);
	pudv = READ_ONCE(*pud);
	val[2] = pud_val(pudv);
	if (!(val[2] & _PAGE_PRESENT))
		return 3;
	if (val[2] & _PAGE_PSE) {
		*paddr = ((u64)pud_pfn(pudv) << PAGE_SHIFT) + (addr & (PUD_SIZE - 1));
		return 3;
	}
	pmd = pmd_offset(&pudv, addr);
	pmdv = READ_ONCE(*pmd);
	val[3] = pmd_val(pmdv);
	if (!(val[3] & _PAGE_PRESENT))
		return 4;
	if (val[3] & _PAGE_PSE) {
		*paddr = ((u64)pmd_pfn(pmdv) << PAGE_SHIFT) + (addr & (PMD_SIZE - 1));
		return 4;
	}
	ptev = READ_ONCE(*pte_offset_kernel(&pmdv, addr));
	val[4] = pte_val(ptev);
	if (val[4] & _PAGE_PRESENT)
		*paddr = ((u64)pte_pfn(ptev) << PAGE_SHIFT) + (addr & (PAGE_SIZE - 1));
	return 5;
}

static void find_page(struct task_struct *p, u64 addr)
{
	static const char *const name[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	const u64 index[] = { pgd_index(addr), pgtable_l5_enabled() ? p4d_index(addr) : 0, pud_index(addr),
			      pmd_index(addr), pte_index(addr) };
	struct mm_struct *mm = grab_mm(p);
	u64 val[5], paddr = ~0ULL;
	int n = 0, i;

	answer("mtest.findpage", "pgtable_l5_enabled = %d", pgtable_l5_enabled() ? 1 : 0);
	if (mm) {
		if (addr < TASK_SIZE_MAX) {
			mmap_read_lock(mm);
			local_irq_disable();
			n = levels(mm, addr, val, &paddr);
			local_irq_enable();
			mmap_read_unlock(mm);
		}
		mmput(mm);
	}
	for (i = 0; i < n; i++) {
		answer("mtest.findpage", "%s_val = 0x%llx", name[i], val[i]);
		answer("mtest.findpage", "%s_index = %llu", name[i], index[i]);
	}
	if (paddr == ~0ULL)
		answer("mtest.findpage", "translation not found");
	else
		answer("mtest.findpage", "vaddr = 0x%llx -> paddr = 0x%llx", addr, paddr);
}

/* ---- writeval ---- */

static const char *put_word(struct mm_struct *mm, u64 addr, u64 val)
{
	u64 a[2] = { addr, addr + 7 };
	struct vm_area_struct *vma;
	struct page *pg[2];
	long want = 1 + (addr >> PAGE_SHIFT != a[1] >> PAGE_SHIFT), got, i;
	char *k;

	if (a[1] < addr)
		return "vma not found";
	for (i = 0; i < 2; i++) {
		vma = find_vma(mm, a[i]);
		if (!vma || vma->vm_start > a[i])
			return "vma not found";
		if (!(vma->vm_flags & VM_WRITE))
			return "vma has no write permission";
	}
	got = pin_user_pages_remote(mm, addr, want, FOLL_WRITE, pg, NULL, NULL);
	if (got != want) {
		while (got-- > 0)
			unpin_user_page(pg[got]);
		return "translation not found";
	}
	for (i = 0; i < 8; i++) {
		u64 where = offset_in_page(addr) + i;

		k = kmap_local_page(pg[where >> PAGE_SHIFT]);
		k[offset_in_page(where)] = ((char *)&val)[i];
		kunmap_local(k);
	}
	unpin_user_pages_dirty_lock(pg, want, true);
	return NULL;
}

static void write_val(struct task_struct *p, u64 addr, u64 val)
{
	struct mm_struct *mm = grab_mm(p);
	const char *why = "vma not found";

	if (mm) {
		mmap_read_lock(mm);
		why = put_word(mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why)
		answer("mtest.writeval", "%s", why);
	else
		answer("mtest.writeval", "wrote 0x%llx to 0x%llx", val, addr);
}

/* ---- the file ---- */

static ssize_t mtest_write(struct file *f, const char __user *ubuf, size_t count, loff_t *off)
{
	struct request r = { 0 };
	struct task_struct *p = NULL;
	char text[MAXLEN + 1];
	ssize_t ret = count;
	size_t n = count, i;

	if (count > MAXLEN)
		return -EINVAL;
	if (copy_from_user(text, ubuf, count))
		return -EFAULT;
	if (n && text[n - 1] == '\n')
		n--;
	text[n] = 0;
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && (!isascii(text[i]) || !isprint(text[i])))
			return -EINVAL;
	if (parse(text, &r))
		return -EINVAL;

	mutex_lock(&big_lock);
	answer("mtest", "Got command: %s", text);
	if (r.cmd == 'l' && !r.has_pid) {
		if (list_all())
			ret = -ENOMEM;
	} else if (!(p = lookup(&r))) {
		answer("mtest", "no such process");
		ret = -ESRCH;
	} else {
		if (r.cmd == 'l')
			list_one(p);
		else if (r.cmd == 'f')
			find_page(p, r.n[0]);
		else
			write_val(p, r.n[0], r.n[1]);
		put_task_struct(p);
	}
	mutex_unlock(&big_lock);
	return ret;
}

static const struct proc_ops fops = { .proc_write = mtest_write, .proc_lseek = noop_llseek };

static int __init start(void)
{
	return proc_create("mtest", 0200, NULL, &fops) == NULL ? -ENOMEM : 0;
}

static void __exit stop(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(start);
module_exit(stop);
MODULE_LICENSE("GPL");
