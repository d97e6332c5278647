// SPDX-License-Identifier: GPL-2.0
/*
 * mtest
 *
 * writeval has two ways:
 *
 *   quick   The page is there and may be written: write, through the kernel's own mapping, with the table locked.
 *   slow    Everything else: let the kernel make the page (fault, copy-on-write, swap) and pin it.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/highmem.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#define PREFIX(x) "[mtest" x "] "
#define LEN_MAX 256

static DEFINE_MUTEX(mutex);
static char *target = "test";
module_param(target, charp, 0444);

static struct mm_struct *mm_get_any(struct task_struct *task)
{
	struct mm_struct *mm = NULL;
	struct task_struct *t;

	rcu_read_lock();
	for_each_thread(task, t)
		if ((mm = get_task_mm(t)))
			break;
	rcu_read_unlock();
	return mm;
}

/* -------------------------------------------------------------------------------------- listvma */

static void show_process(struct task_struct *task)
{
	struct mm_struct *mm = mm_get_any(task);
	struct vm_area_struct *vma;

	if (mm) {
		VMA_ITERATOR(it, mm, 0);

		pr_info(PREFIX(".listvma") "Process = %s, PID = %d\n", task->comm, task_tgid_nr(task));
		mmap_read_lock(mm);
		for_each_vma(it, vma) {
			unsigned long f = vma->vm_flags;

			pr_info(PREFIX(".listvma") "0x%lx 0x%lx %s%s%s\n", vma->vm_start, vma->vm_end,
				f & VM_READ ? "r" : "-", f & VM_WRITE ? "w" : "-", f & VM_EXEC ? "x" : "-");
		}
		mmap_read_unlock(mm);
		mmput(mm);
	}
}

static int show_all(void)
{
	struct task_struct **t = NULL, *p;
	size_t have, want = 0, i;

again:
	want += 300;
	t = kvmalloc_array(want, sizeof(*t), GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	have = 0;
	rcu_read_lock();
	for_each_process(p) {
		if (have < want) {
			get_task_struct(p);
			t[have] = p;
		}
		have++;
	}
	rcu_read_unlock();
	if (have > want) {
		for (i = 0; i < want; i++)
			put_task_struct(t[i]);
		kvfree(t);
		want = have;
		goto again;
	}
	for (i = 0; i < have; i++) {
		show_process(t[i]);
		put_task_struct(t[i]);
		cond_resched();
	}
	kvfree(t);
	return 0;
}

/* -------------------------------------------------------------------------------------- findpage */

struct steps {
	int n;
	u64 val[5];
	u64 size;               /* of the page; 0: none */
	u64 start;              /* of the page */
};

static void walk(struct mm_struct *mm, unsigned long addr, struct steps *s)
{
	pgd_t *pgdp = pgd_offset(mm, addr), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t pmd;
	pte_t pte;

	s->val[s->n++] = pgd_val(pgd);
	if (!pgd_present(pgd))
		return;
	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	s->val[s->n++] = p4d_val(p4d);
	if (!p4d_present(p4d))
		return;
	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	s->val[s->n++] = pud_val(pud);
	if (!(pud_flags(pud) & _PAGE_PRESENT))
		return;
	if (pud_flags(pud) & _PAGE_PSE) {
		s->size = PUD_SIZE;
		s->start = (u64)pud_pfn(pud) << PAGE_SHIFT;
		return;
	}
	pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, addr));
	s->val[s->n++] = pmd_val(pmd);
	if (!(pmd_flags(pmd) & _PAGE_PRESENT))
		return;
	if (pmd_flags(pmd) & _PAGE_PSE) {
		s->size = PMD_SIZE;
		s->start = (u64)pmd_pfn(pmd) << PAGE_SHIFT;
		return;
	}
	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	s->val[s->n++] = pte_val(pte);
	if (!(pte_flags(pte) & _PAGE_PRESENT))
		return;
	s->size = PAGE_SIZE;
	s->start = (u64)pte_pfn(pte) << PAGE_SHIFT;
}

static void find_page(struct task_struct *task, unsigned long addr)
{
	const char *name[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	unsigned long index[] = { pgd_index(addr), 0, pud_index(addr), pmd_index(addr), pte_index(addr) };
	struct mm_struct *mm = mm_get_any(task);
	struct steps s = { 0 };
	int i;

	if (pgtable_l5_enabled())
		index[1] = p4d_index(addr);
	if (mm && addr < TASK_SIZE_MAX) {
		mmap_read_lock(mm);
		local_irq_disable();
		walk(mm, addr, &s);
		local_irq_enable();
		mmap_read_unlock(mm);
	}
	if (mm)
		mmput(mm);
	pr_info(PREFIX(".findpage") "pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	for (i = 0; i < s.n; i++) {
		pr_info(PREFIX(".findpage") "%s_val = 0x%llx\n", name[i], s.val[i]);
		pr_info(PREFIX(".findpage") "%s_index = %lu\n", name[i], index[i]);
	}
	if (s.size)
		pr_info(PREFIX(".findpage") "vaddr = 0x%lx -> paddr = 0x%llx\n", addr,
			s.start + (addr & (s.size - 1)));
	else
		pr_info(PREFIX(".findpage") "translation not found\n");
}

/* -------------------------------------------------------------------------------------- writeval */

/* true: written. false: try the slow way. The word is in one page of 4 KiB. */
static bool write_quick(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	pgd_t *pgd = pgd_offset(mm, addr);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd, pmdv;
	pte_t *ptep, pte;
	spinlock_t *ptl;
	struct page *page;
	bool done = false;

	if (pgd_none(*pgd) || pgd_bad(*pgd))
		return false;
	p4d = p4d_offset(pgd, addr);
	if (p4d_none(*p4d) || p4d_bad(*p4d))
		return false;
	pud = pud_offset(p4d, addr);
	if (pud_none(*pud) || !pud_present(*pud) || pud_large(*pud))
		return false;
	pmd = pmd_offset(pud, addr);
	pmdv = READ_ONCE(*pmd);
	if (!(pmd_flags(pmdv) & _PAGE_PRESENT))
		return false;

	if (pmd_flags(pmdv) & _PAGE_PSE) {
		/* a page of 2 MiB: it is never swapped out in one piece, and the area may be written, as we know */
		ptl = pmd_lock(mm, pmd);
		pmdv = *pmd;
		if ((pmd_flags(pmdv) & _PAGE_PRESENT) && (pmd_flags(pmdv) & _PAGE_PSE) && pfn_valid(pmd_pfn(pmdv))) {
			page = pfn_to_page(pmd_pfn(pmdv) + ((addr & ~PMD_MASK) >> PAGE_SHIFT));
			memcpy_to_page(page, offset_in_page(addr), (const char *)&val, sizeof(val));
			SetPageDirty(compound_head(page));
			done = true;
		}
		spin_unlock(ptl);
		return done;
	}

	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	pte = *ptep;
	/* writable, and the processor has noted already that it is dirty: nothing has to be noted by us */
	if ((pte_flags(pte) & _PAGE_PRESENT) && pte_write(pte) && pte_dirty(pte) && !pte_special(pte) &&
	    pfn_valid(pte_pfn(pte))) {
		memcpy_to_page(pte_page(pte), offset_in_page(addr), (const char *)&val, sizeof(val));
		done = true;
	}
	pte_unmap_unlock(ptep, ptl);
	return done;
}

static const char *write_slow(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	size_t first = min_t(size_t, sizeof(val), PAGE_SIZE - offset_in_page(addr));
	int need = first == sizeof(val) ? 1 : 2, got;
	struct page *p[2];

	got = pin_user_pages_remote(mm, addr & PAGE_MASK, need, FOLL_WRITE, p, NULL, NULL);
	if (got == need) {
		memcpy_to_page(p[0], offset_in_page(addr), (const char *)&val, first);
		if (need == 2)
			memcpy_to_page(p[1], 0, (const char *)&val + first, sizeof(val) - first);
		unpin_user_pages_dirty_lock(p, need, true);
		return NULL;
	}
	if (got > 0)
		unpin_user_pages(p, got);
	return "translation not found";
}

static const char *may_write(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = vma_lookup(mm, addr);

	if (!vma)
		return "vma not found";
	return (vma->vm_flags & VM_WRITE) ? NULL : "vma has no write permission";
}

static void write_val(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = mm_get_any(task);
	const char *why = "vma not found";

	if (mm) {
		mmap_read_lock(mm);
		if (addr <= ULONG_MAX - 7)
			why = may_write(mm, addr);
		if (!why)
			why = may_write(mm, addr + 7);
		if (!why && (offset_in_page(addr) > PAGE_SIZE - 8 || !write_quick(mm, addr, val)))
			why = write_slow(mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why)
		pr_info(PREFIX(".writeval") "%s\n", why);
	else
		pr_info(PREFIX(".writeval") "wrote 0x%lx to 0x%lx\n", val, addr);
}

/* -------------------------------------------------------------------------------------- commands */

static bool num(const char *s, int base, unsigned long *v)
{
	return *s != '+' && *s != '-' && kstrtoul(s, base, v) == 0;
}

static struct task_struct *task_get(const char *word, unsigned long pid)
{
	struct task_struct *p, *res = NULL;

	rcu_read_lock();
	if (word) {
		p = pid <= INT_MAX ? pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_TGID) : NULL;
		if (p)
			res = get_task_struct(p);
	} else {
		for_each_process(p)
			if (!strcmp(p->comm, target)) {
				res = get_task_struct(p);
				break;
			}
	}
	rcu_read_unlock();
	return res;
}

static int do_command(const char *text, char *s)
{
	static const char *const names[] = { "listvma", "findpage", "writeval" };
	char *w[4] = { NULL }, *word;
	unsigned long a[3] = { 0 };
	struct task_struct *task;
	int n = 0, k, i, ret = 0;

	while ((word = strsep(&s, " \t"))) {
		if (!*word)
			continue;
		if (n == 4)
			return -EINVAL;
		w[n++] = word;
	}
	if (!n)
		return -EINVAL;
	for (k = 0; k < 3 && strcmp(w[0], names[k]); k++)
		;
	if (k == 3 || n < k + 1 || n > k + 2)
		return -EINVAL;
	for (i = 1; i < n; i++)
		if (!num(w[i], i == k + 1 ? 10 : 16, &a[i - 1]))
			return -EINVAL;
	word = n == k + 2 ? w[k + 1] : NULL;

	mutex_lock(&mutex);
	pr_info(PREFIX("") "Got command: %s\n", text);
	if (k == 0 && !word) {
		ret = show_all();
	} else if (!(task = task_get(word, a[k]))) {
		pr_info(PREFIX("") "no such process\n");
		ret = -ESRCH;
	} else {
		if (k == 0)
			show_process(task);
		if (k == 1)
			find_page(task, a[0]);
		if (k == 2)
			write_val(task, a[0], a[1]);
		put_task_struct(task);
	}
	mutex_unlock(&mutex);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	char text[LEN_MAX + 1], copy[LEN_MAX + 1], *c;
	size_t n = len;
	int ret;

	if (len > LEN_MAX)
		return -EINVAL;
	if (copy_from_user(text, buf, len))
		return -EFAULT;
	if (n && text[n - 1] == '\n')
		n--;
	for (c = text; c < text + n; c++)
		if (*c != '\t' && (*c < ' ' || *c > '~'))
			return -EINVAL;
	text[n] = '\0';
	strcpy(copy, text);
	ret = do_command(text, copy);
	return ret ? ret : (ssize_t)len;
}

static const struct proc_ops ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_start(void)
{
	return proc_create("mtest", 0200, NULL, &ops) ? 0 : -ENOMEM;
}

static void __exit mtest_stop(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_start);
module_exit(mtest_stop);
MODULE_LICENSE("GPL");
