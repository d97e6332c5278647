#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/ctype.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mutex.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("homework: memory management");

#define LINE 256

static char *target = "test";
module_param(target, charp, 0);

static struct proc_dir_entry *mtest_file;
static DEFINE_MUTEX(lock);

/* four words and one more, to see that it is too many */
struct args {
	char w[5][LINE];
	int n;
	unsigned long num[5];
};

/* the only place that prints; everything else fills a buffer first */
static void answer(const char *who, const char *what)
{
	pr_info("[mtest%s%s] %s\n", *who ? "." : "", who, what);
}

#define say(who, fmt, ...)						\
	do {								\
		char *line_ = kasprintf(GFP_KERNEL, fmt, ##__VA_ARGS__);	\
		if (line_)						\
			answer(who, line_);				\
		kfree(line_);						\
	} while (0)

static bool number(const char *s, int base, unsigned long *res)
{
	if (*s == '+' || *s == '-')
		return false;
	return kstrtoul(s, base, res) == 0;
}

/* ---- listvma ---- */

static void do_listvma(struct task_struct *t)
{
	struct mm_struct *mm;
	struct vm_area_struct *v;
	char perm[4];

	mm = get_task_mm(t);
	if (mm == NULL)
		return;
	mmap_read_lock(mm);
	say("listvma", "Process = %s, PID = %d", t->comm, t->pid);
	for (v = find_vma(mm, 0); v != NULL; v = find_vma(mm, v->vm_end)) {
		strcpy(perm, "---");
		if (v->vm_flags & VM_READ)
			perm[0] = 'r';
		if (v->vm_flags & VM_WRITE)
			perm[1] = 'w';
		if (v->vm_flags & VM_EXEC)
			perm[2] = 'x';
		say("listvma", "0x%lx 0x%lx %s", v->vm_start, v->vm_end, perm);
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

static int do_listvma_all(void)
{
	struct task_struct *t, **all = NULL;
	int room = 0, n, i;

	for (;;) {
		n = 0;
		rcu_read_lock();
		for_each_process(t) {
			if (n < room) {
				get_task_struct(t);
				all[n] = t;
			}
			n++;
		}
		rcu_read_unlock();
		if (n <= room)
			break;
		/* there were more than expected: again, with more room */
		for (i = 0; i < room; i++)
			put_task_struct(all[i]);
		kvfree(all);
		room = n + 64;
		all = kvmalloc_array(room, sizeof(*all), GFP_KERNEL);
		if (!all)
			return -ENOMEM;
	}
	for (i = 0; i < n; i++) {
		do_listvma(all[i]);
		put_task_struct(all[i]);
		cond_resched();
	}
	kvfree(all);
	return 0;
}

/* ---- findpage ---- */

static void do_findpage(struct task_struct *t, unsigned long addr)
{
	unsigned long val[5] = { 0 }, idx[5] = { 0 };
	static const char * const names[5] = { "pgd", "p4d", "pud", "pmd", "pte" };
	unsigned long size = 0, base = 0;
	struct mm_struct *mm;
	pgd_t pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;
	int i, depth = 0;

	mm = get_task_mm(t);
	if (!mm)
		goto print;
	if (addr >= TASK_SIZE_MAX) {
		mmput(mm);
		goto print;
	}
	mmap_read_lock(mm);
	local_irq_disable();

	pgd = *pgd_offset(mm, addr);
	val[0] = pgd_val(pgd);
	idx[0] = pgd_index(addr);
	depth = 1;
	if (pgd_none(pgd) || pgd_bad(pgd))
		goto walked;

	/* p4d_offset() wants the place of the entry when there are four levels */
	p4d = *p4d_offset(pgd_offset(mm, addr), addr);
	val[1] = p4d_val(p4d);
	idx[1] = pgtable_l5_enabled() ? p4d_index(addr) : 0;
	depth = 2;
	if (p4d_none(p4d) || p4d_bad(p4d))
		goto walked;

	pud = READ_ONCE(*pud_offset(&p4d, addr));
	val[2] = pud_val(pud);
	idx[2] = pud_index(addr);
	depth = 3;
	if (!(val[2] & _PAGE_PRESENT))
		goto walked;
	if (pud_large(pud)) {
		size = PUD_SIZE;
		base = pud_pfn(pud) << PAGE_SHIFT;
		goto walked;
	}

	pmd = READ_ONCE(*pmd_offset(&pud, addr));
	val[3] = pmd_val(pmd);
	idx[3] = pmd_index(addr);
	depth = 4;
	if (!(val[3] & _PAGE_PRESENT))
		goto walked;
	if (pmd_large(pmd)) {
		size = PMD_SIZE;
		base = pmd_pfn(pmd) << PAGE_SHIFT;
		goto walked;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	val[4] = pte_val(pte);
	idx[4] = pte_index(addr);
	depth = 5;
	if (val[4] & _PAGE_PRESENT) {
		size = PAGE_SIZE;
		base = pte_pfn(pte) << PAGE_SHIFT;
	}
walked:
	local_irq_enable();
	mmap_read_unlock(mm);
	mmput(mm);
print:
	say("findpage", "vaddr = 0x%lx", addr);
	say("findpage", "pgtable_l5_enabled = %u", pgtable_l5_enabled() ? 1 : 0);
	say("findpage", "Process = %s, PID = %d", t->comm, t->pid);
	for (i = 0; i < depth; i++)
		say("findpage", "%s_val = 0x%lx, %s_index = %lu", names[i], val[i], names[i], idx[i]);
	if (!size) {
		answer("findpage", "translation not found");
		return;
	}
	say("findpage", "page_addr = 0x%lx, page_offset = 0x%lx", base, addr & (size - 1));
	say("findpage", "vaddr = 0x%lx -> paddr = 0x%lx", addr, base + (addr & (size - 1)));
}

/* ---- writeval ---- */

static void do_writeval(struct task_struct *t, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *v;
	struct page *page[8] = { NULL };
	const char *bad = NULL;
	u8 *p;
	int i;

	if (!mm) {
		answer("writeval", "vma not found");
		return;
	}
	mmap_read_lock(mm);
	for (i = 0; i < 8 && !bad; i++) {
		v = find_vma(mm, addr + i);
		if (!v || v->vm_start > addr + i)
			bad = "vma not found";
		else if (!(v->vm_flags & VM_WRITE))
			bad = "vma has no write permission";
	}
	/* one page per byte; it costs little and there is no special case for a border */
	for (i = 0; i < 8 && !bad; i++)
		if (get_user_pages_remote(mm, addr + i, 1, FOLL_WRITE, &page[i], NULL, NULL) != 1) {
			page[i] = NULL;
			bad = "translation not found";
		}
	for (i = 0; i < 8 && !bad; i++) {
		p = kmap_local_page(page[i]);
		p[offset_in_page(addr + i)] = val >> (8 * i);
		kunmap_local(p);
	}
	for (i = 0; i < 8; i++)
		if (page[i]) {
			if (!bad)
				set_page_dirty_lock(page[i]);
			put_page(page[i]);
		}
	mmap_read_unlock(mm);
	mmput(mm);
	if (bad)
		answer("writeval", bad);
	else
		say("writeval", "wrote 0x%lx to 0x%lx", val, addr);
}

/* ---- parsing ---- */

static struct task_struct *which(bool by_pid, unsigned long pid)
{
	struct task_struct *t, *res = NULL;

	rcu_read_lock();
	if (by_pid) {
		if (pid <= INT_MAX)
			res = pid_task(find_vpid(pid), PIDTYPE_PID);
	} else {
		for_each_process(t)
			if (!strcmp(t->comm, target)) {
				res = t;
				break;
			}
	}
	if (res)
		get_task_struct(res);
	rcu_read_unlock();
	return res;
}

static int execute(const char *line, struct args *a)
{
	struct task_struct *t;
	int need, i, ret = 0;

	a->n = sscanf(line, "%255s %255s %255s %255s %255s", a->w[0], a->w[1], a->w[2], a->w[3], a->w[4]);
	if (a->n < 1)
		return -EINVAL;

	if (!strcmp(a->w[0], "listvma"))
		need = 1;
	else if (!strcmp(a->w[0], "findpage"))
		need = 2;
	else if (!strcmp(a->w[0], "writeval"))
		need = 3;
	else
		return -EINVAL;
	if (a->n != need && a->n != need + 1)
		return -EINVAL;
	for (i = 1; i < a->n; i++)
		if (!number(a->w[i], need == 1 ? 10 : 16, &a->num[i]))
			return -EINVAL;

	mutex_lock(&lock);
	say("", "Got command: %s", line);
	if (need == 1 && a->n == 1) {
		ret = do_listvma_all();
	} else {
		t = which(a->n > need, a->num[a->n - 1]);
		if (!t) {
			answer("", "no such process");
			ret = -ESRCH;
		} else {
			if (need == 1)
				do_listvma(t);
			else if (need == 2)
				do_findpage(t, a->num[1]);
			else
				do_writeval(t, a->num[1], a->num[2]);
			put_task_struct(t);
		}
	}
	mutex_unlock(&lock);
	return ret;
}

static ssize_t mtest_write(struct file *f, const char __user *ubuf, size_t len, loff_t *off)
{
	char line[LINE];
	struct args *a;
	size_t i, n = len;
	int ret;

	if (len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, ubuf, len))
		return -EFAULT;
	if (n > 0 && line[n - 1] == '\n')
		n--;
	line[n] = 0;
	for (i = 0; i < n; i++)
		if ((line[i] < ' ' && line[i] != '\t') || line[i] > '~')
			return -EINVAL;
	a = kzalloc(sizeof(*a), GFP_KERNEL);
	if (!a)
		return -ENOMEM;
	ret = execute(line, a);
	kfree(a);
	if (ret < 0)
		return ret;
	return len;
}

static const struct proc_ops ops = { .proc_write = mtest_write, .proc_lseek = noop_llseek };

static int __init start(void)
{
	mtest_file = proc_create("mtest", 0200, NULL, &ops);
	if (!mtest_file)
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(start);
module_exit(stop);
