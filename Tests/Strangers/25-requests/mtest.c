// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - look at and poke into the address space of a process
 *
 *   echo listvma [pid]              > /proc/mtest
 *   echo findpage <addr> [pid]      > /proc/mtest
 *   echo writeval <addr> <val> [pid]> /proc/mtest
 *
 * A command is first turned into a struct request; only a request that was
 * understood completely is carried out.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/ctype.h>
#include <linux/uaccess.h>
#include <linux/mutex.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pgtable.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>

#define MAX_COMMAND	1024
#define MAX_WORDS	5

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process to use when no pid is given");

enum verb { LISTVMA, FINDPAGE, WRITEVAL };

struct request {
	enum verb	verb;
	unsigned long	addr;
	unsigned long	val;
	bool		has_pid;
	pid_t		pid;
};

static DEFINE_MUTEX(one_at_a_time);

/* ------------------------------------------------------------ parsing */

static bool get_hex(const char *w, unsigned long *out)
{
	/* kstrtoul() would take a leading plus */
	if (!isxdigit(*w))
		return false;
	return kstrtoul(w, 16, out) == 0;
}

static bool get_pid_nr(const char *w, pid_t *out)
{
	unsigned int nr;

	if (!isdigit(*w) || kstrtouint(w, 10, &nr) || nr > INT_MAX)
		return false;
	*out = nr;
	return true;
}

/* Splits in place; returns the number of words or -1 if there are too many */
static int split(char *s, char **word)
{
	char *w;
	int n = 0;

	while ((w = strsep(&s, " \t")) != NULL) {
		if (!*w)
			continue;
		if (n == MAX_WORDS)
			return -1;
		word[n++] = w;
	}
	return n;
}

static bool understand(char *line, struct request *rq)
{
	char *w[MAX_WORDS];
	int n, need;

	memset(rq, 0, sizeof(*rq));
	n = split(line, w);
	if (n < 1)
		return false;

	if (!strcmp(w[0], "listvma")) {
		rq->verb = LISTVMA;
		need = 1;
	} else if (!strcmp(w[0], "findpage")) {
		rq->verb = FINDPAGE;
		need = 2;
	} else if (!strcmp(w[0], "writeval")) {
		rq->verb = WRITEVAL;
		need = 3;
	} else {
		return false;
	}

	if (n != need && n != need + 1)
		return false;
	if (need > 1 && !get_hex(w[1], &rq->addr))
		return false;
	if (need > 2 && !get_hex(w[2], &rq->val))
		return false;
	if (n == need + 1) {
		rq->has_pid = true;
		if (!get_pid_nr(w[need], &rq->pid))
			return false;
	}
	return true;
}

static void echo_request(const struct request *rq)
{
	char who[16] = "";

	if (rq->has_pid)
		snprintf(who, sizeof(who), " %d", rq->pid);
	if (rq->verb == LISTVMA)
		pr_info("[mtest] Got command: listvma%s\n", who);
	else if (rq->verb == FINDPAGE)
		pr_info("[mtest] Got command: findpage 0x%lx%s\n", rq->addr, who);
	else
		pr_info("[mtest] Got command: writeval 0x%lx 0x%lx%s\n",
			rq->addr, rq->val, who);
}

/* ---------------------------------------------------------- processes */

/* The caller owns the reference. NULL if there is no such process. */
static struct task_struct *choose(const struct request *rq)
{
	struct task_struct *p, *hit = NULL;

	rcu_read_lock();
	if (rq->has_pid) {
		hit = pid_task(find_vpid(rq->pid), PIDTYPE_PID);
	} else {
		for_each_process(p) {
			if (p->mm && !strcmp(p->comm, target)) {
				hit = p;
				break;
			}
		}
	}
	if (hit)
		get_task_struct(hit);
	rcu_read_unlock();
	return hit;
}

/* ------------------------------------------------------------ listvma */

static void print_areas(struct task_struct *p, struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	VMA_ITERATOR(vmi, mm, 0);

	pr_info("[mtest.listvma] Process = %s, PID = %d\n", p->comm, p->pid);
	mmap_read_lock(mm);
	for_each_vma(vmi, vma)
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
			vma->vm_start, vma->vm_end,
			vma->vm_flags & VM_READ  ? 'r' : '-',
			vma->vm_flags & VM_WRITE ? 'w' : '-',
			vma->vm_flags & VM_EXEC  ? 'x' : '-');
	mmap_read_unlock(mm);
}

static int list_everybody(void)
{
	struct task_struct **all = NULL, *p;
	unsigned int room = 0, n, i;

	/* gather references under RCU, print without it */
	for (;;) {
		n = 0;
		rcu_read_lock();
		for_each_process(p) {
			if (n < room) {
				get_task_struct(p);
				all[n] = p;
			}
			n++;
		}
		rcu_read_unlock();
		if (n <= room)
			break;
		for (i = 0; i < room; i++)
			put_task_struct(all[i]);
		kvfree(all);
		room = n + 32;
		all = kvmalloc_array(room, sizeof(*all), GFP_KERNEL);
		if (!all)
			return -ENOMEM;
	}

	for (i = 0; i < n; i++) {
		struct mm_struct *mm = get_task_mm(all[i]);

		if (mm) {
			print_areas(all[i], mm);
			mmput(mm);
		}
		put_task_struct(all[i]);
		cond_resched();
	}
	kvfree(all);
	return 0;
}

/* ----------------------------------------------------------- findpage */

static void show_level(const char *name, unsigned long val, unsigned long idx)
{
	pr_info("[mtest.findpage] %s_val = 0x%lx\n", name, val);
	pr_info("[mtest.findpage] %s_index = %lu\n", name, idx);
}

static void find_page(struct task_struct *p, struct mm_struct *mm, unsigned long va)
{
	unsigned long base, off;
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;
	pud_t pudv;
	pmd_t pmdv;
	pte_t ptev;

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %u\n",
		pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", p->comm, p->pid);

	if (va >= TASK_SIZE_MAX) {
		pr_info("[mtest.findpage] translation not found\n");
		return;
	}

	mmap_read_lock(mm);

	pgd = pgd_offset(mm, va);
	show_level("pgd", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd))
		goto nothing;

	p4d = p4d_offset(pgd, va);
	show_level("p4d", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d) || !p4d_present(*p4d))
		goto nothing;

	pud = pud_offset(p4d, va);
	pudv = READ_ONCE(*pud);
	show_level("pud", pud_val(pudv), pud_index(va));
	if (!pud_present(pudv))
		goto nothing;
	if (pud_leaf(pudv)) {
		base = pud_pfn(pudv) << PAGE_SHIFT;
		off = va & ~PUD_MASK;
		goto found;
	}

	pmd = pmd_offset(pud, va);
	pmdv = READ_ONCE(*pmd);
	show_level("pmd", pmd_val(pmdv), pmd_index(va));
	if (!pmd_present(pmdv))
		goto nothing;
	if (pmd_leaf(pmdv)) {
		base = pmd_pfn(pmdv) << PAGE_SHIFT;
		off = va & ~PMD_MASK;
		goto found;
	}

	pte = pte_offset_map(&pmdv, va);
	ptev = READ_ONCE(*pte);
	pte_unmap(pte);
	show_level("pte", pte_val(ptev), pte_index(va));
	if (!pte_present(ptev))
		goto nothing;
	base = pte_pfn(ptev) << PAGE_SHIFT;
	off = va & ~PAGE_MASK;
found:
	mmap_read_unlock(mm);
	pr_info("[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n", base, off);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", va, base + off);
	return;
nothing:
	mmap_read_unlock(mm);
	pr_info("[mtest.findpage] translation not found\n");
}

/* ----------------------------------------------------------- writeval */

static void put_bytes(struct page *page, unsigned int off, const void *src, unsigned int len)
{
	char *k = kmap_local_page(page);

	memcpy(k + off, src, len);
	kunmap_local(k);
	set_page_dirty_lock(page);
}

static void write_value(struct mm_struct *mm, unsigned long va, unsigned long val)
{
	unsigned long last = va + sizeof(val) - 1;
	unsigned int off = offset_in_page(va);
	unsigned int head = min_t(unsigned int, sizeof(val), PAGE_SIZE - off);
	int want = head < sizeof(val) ? 2 : 1;
	struct vm_area_struct *a, *b;
	struct page *page[2];
	long got;

	if (last < va || last >= TASK_SIZE_MAX) {
		pr_info("[mtest.writeval] vma not found\n");
		return;
	}

	mmap_read_lock(mm);
	a = vma_lookup(mm, va);
	b = vma_lookup(mm, last);
	if (!a || !b) {
		pr_info("[mtest.writeval] vma not found\n");
		goto out;
	}
	if (!(a->vm_flags & b->vm_flags & VM_WRITE)) {
		pr_info("[mtest.writeval] vma has no write permission\n");
		goto out;
	}

	/* all pages or none: nothing is written before both are in hand */
	got = get_user_pages_remote(mm, va & PAGE_MASK, want, FOLL_WRITE,
				    page, NULL, NULL);
	if (got == want) {
		put_bytes(page[0], off, &val, head);
		if (want == 2)
			put_bytes(page[1], 0, (char *)&val + head, sizeof(val) - head);
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
	} else {
		pr_info("[mtest.writeval] translation not found\n");
	}
	while (got-- > 0)
		put_page(page[got]);
out:
	mmap_read_unlock(mm);
}

/* ---------------------------------------------------------- /proc file */

static int carry_out(const struct request *rq)
{
	struct task_struct *p;
	struct mm_struct *mm;

	echo_request(rq);
	if (rq->verb == LISTVMA && !rq->has_pid)
		return list_everybody();

	p = choose(rq);
	mm = p ? get_task_mm(p) : NULL;
	if (!mm) {
		pr_info("[mtest] no such process\n");
		if (p)
			put_task_struct(p);
		return -ESRCH;
	}

	switch (rq->verb) {
	case LISTVMA:
		print_areas(p, mm);
		break;
	case FINDPAGE:
		find_page(p, mm, rq->addr);
		break;
	case WRITEVAL:
		write_value(mm, rq->addr, rq->val);
		break;
	}
	mmput(mm);
	put_task_struct(p);
	return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf,
			   size_t count, loff_t *ppos)
{
	struct request rq;
	char *line;
	int err = -EINVAL;
	size_t len = count;

	if (count == 0 || count > MAX_COMMAND)
		return -EINVAL;
	line = memdup_user_nul(ubuf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);

	if (line[len - 1] == '\n')
		line[--len] = '\0';
	/* a NUL inside would hide the rest; a newline would end up in a word */
	if (strlen(line) == len && !strchr(line, '\n') && understand(line, &rq)) {
		mutex_lock(&one_at_a_time);
		err = carry_out(&rq);
		mutex_unlock(&one_at_a_time);
	}
	kfree(line);
	return err ? err : count;
}

static const struct proc_ops mtest_ops = {
	.proc_write	= mtest_write,
};

static int __init mtest_start(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_stop(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_start);
module_exit(mtest_stop);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("listvma, findpage, writeval");
