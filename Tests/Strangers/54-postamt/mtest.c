/*
 * mtest - the post office.
 *
 * write() only takes the letter in.  The clerk (an ordered workqueue: one letter after the other, never two at a time)
 * opens it, does what it says and writes to the log; write() waits at the counter until the clerk is done with it.
 * That is also why there is no mutex in this file.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/workqueue.h>
#include <linux/seq_buf.h>
#include <linux/string.h>
#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>

struct letter;
static int __init post_init(void);
static void __exit post_exit(void);
static ssize_t counter(struct file *, const char __user *, size_t, loff_t *);
static void clerk(struct work_struct *);
static int  read_letter(struct letter *, char *copy);
static long do_listvma(struct letter *, struct task_struct *);
static long do_findpage(struct letter *, struct task_struct *);
static long do_writeval(struct letter *, struct task_struct *);

module_init(post_init);
module_exit(post_exit);
MODULE_LICENSE("GPL v2");
MODULE_AUTHOR("the post office");

static char *target = "test";
module_param(target, charp, S_IRUGO);

static const struct service {
	const char *name;
	int numbers;                            /* hexadecimal words that follow */
	long (*fn)(struct letter *, struct task_struct *);
} services[] = {
	{ "writeval", 2, do_writeval },
	{ "findpage", 1, do_findpage },
	{ "listvma",  0, do_listvma },
	{ }
};

struct letter {
	struct work_struct work;
	const char *text;
	const struct service *service;
	unsigned long num[2];
	bool pid_given;
	unsigned long pid;
	long result;
};

static struct workqueue_struct *office;
static const struct proc_ops counter_ops = { .proc_write = counter, .proc_lseek = no_llseek };

static int __init post_init(void)
{
	office = alloc_ordered_workqueue("mtest", 0);
	if (!office)
		return -ENOMEM;
	if (!proc_create("mtest", S_IWUSR, NULL, &counter_ops)) {
		destroy_workqueue(office);
		return -ENOMEM;
	}
	return 0;
}

static void __exit post_exit(void)
{
	remove_proc_entry("mtest", NULL);       /* waits for those who are still at the counter */
	destroy_workqueue(office);
}

static ssize_t counter(struct file *file, const char __user *buf, size_t len, loff_t *ppos)
{
	struct letter l = { .result = -EINVAL };
	char *text, *copy;
	size_t i, n;

	if (len > 900)
		return -EINVAL;
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	n = len;
	if (n && text[n - 1] == '\n')
		text[--n] = '\0';
	for (i = 0; i < n; i++)                  /* a NUL in the middle is not printable either */
		if (text[i] != '\t' && !(isascii(text[i]) && isprint(text[i])))
			goto out;
	copy = kstrdup(text, GFP_KERNEL);
	if (!copy) {
		l.result = -ENOMEM;
		goto out;
	}
	l.result = read_letter(&l, copy);
	kfree(copy);
	if (l.result)
		goto out;

	l.text = text;
	INIT_WORK_ONSTACK(&l.work, clerk);
	queue_work(office, &l.work);
	flush_work(&l.work);
	destroy_work_on_stack(&l.work);
	if (l.result == 0)
		l.result = len;
out:
	kfree(text);
	return l.result;
}

static char *word(char **rest)
{
	char *w;

	do
		w = strsep(rest, " \t");
	while (w && !*w);
	return w;
}

static int read_letter(struct letter *l, char *rest)
{
	char *w = word(&rest);
	int i;

	if (!w)
		return -EINVAL;
	for (l->service = services; l->service->name; l->service++)
		if (strcmp(w, l->service->name) == 0)
			break;
	if (!l->service->name)
		return -EINVAL;
	for (i = 0; i < l->service->numbers; i++) {
		w = word(&rest);
		if (!w || *w == '+' || kstrtoul(w, 16, &l->num[i]))
			return -EINVAL;
	}
	w = word(&rest);
	if (!w)
		return 0;
	if (!isdigit(*w) || kstrtoul(w, 10, &l->pid))
		return -EINVAL;
	l->pid_given = true;
	return word(&rest) ? -EINVAL : 0;
}

static struct task_struct *addressee(const struct letter *l)
{
	struct task_struct *p, *found = NULL;

	rcu_read_lock();
	if (!l->pid_given) {
		for_each_process(p)
			if (strncmp(p->comm, target, TASK_COMM_LEN) == 0) {
				found = p;
				break;
			}
	} else if (l->pid <= INT_MAX) {
		found = pid_task(find_pid_ns(l->pid, &init_pid_ns), PIDTYPE_TGID);
	}
	if (found)
		get_task_struct(found);
	rcu_read_unlock();
	return found;
}

static void clerk(struct work_struct *work)
{
	struct letter *l = container_of(work, struct letter, work);
	struct task_struct *task = NULL;

	pr_info("[mtest] Got command: %s\n", l->text);
	if (l->service->numbers || l->pid_given) {
		task = addressee(l);
		if (!task) {
			pr_info("[mtest] no such process\n");
			l->result = -ESRCH;
			return;
		}
	}
	l->result = l->service->fn(l, task);
	if (task)
		put_task_struct(task);
}

static struct mm_struct *house_of(struct task_struct *task)
{
	struct task_struct *t;
	struct mm_struct *mm = NULL;

	rcu_read_lock();
	for_each_thread(task, t)
		if ((mm = get_task_mm(t)))
			break;
	rcu_read_unlock();
	return mm;
}

/* ------------------------------------------------------------------------------------------------ listvma */

static void listvma_one(struct task_struct *task)
{
	struct mm_struct *mm = house_of(task);
	struct vm_area_struct *vma;
	unsigned long at = 0;

	if (!mm)
		return;
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task_tgid_nr(task));
	mmap_read_lock(mm);
	while ((vma = find_vma(mm, at))) {
		char perm[] = "---";

		if (vma->vm_flags & VM_READ)
			perm[0] = 'r';
		if (vma->vm_flags & VM_WRITE)
			perm[1] = 'w';
		if (vma->vm_flags & VM_EXEC)
			perm[2] = 'x';
		pr_info("[mtest.listvma] 0x%016lX 0x%016lX %s\n", vma->vm_start, vma->vm_end, perm);
		at = vma->vm_end;
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

static long do_listvma(struct letter *l, struct task_struct *task)
{
	struct task_struct **all = NULL, *p;
	size_t room = 0, n, i;

	if (task) {
		listvma_one(task);
		return 0;
	}
	/* as often as it takes: between counting and holding, more may have been born */
	do {
		kvfree(all);
		room = room * 2 + 256;
		all = kvmalloc_array(room, sizeof(*all), GFP_KERNEL);
		if (!all)
			return -ENOMEM;
		n = 0;
		rcu_read_lock();
		for_each_process(p)
			if (n++ < room)
				get_task_struct(all[n - 1] = p);
		rcu_read_unlock();
		if (n > room)
			for (i = 0; i < room; i++)
				put_task_struct(all[i]);
	} while (n > room);

	for (i = 0; i < n; i++) {
		listvma_one(all[i]);
		put_task_struct(all[i]);
		cond_resched();
	}
	kvfree(all);
	return 0;
}

/* ------------------------------------------------------------------------------------------------ findpage */

#define NOTE(level, val, idx) \
	seq_buf_printf(s, #level "_index = %lu\n" #level "_val = 0x%016lX\n", (unsigned long)(idx), (unsigned long)(val))

/* seq_buf_printf() does not sleep and takes no lock, so it may be used with interrupts off */
static bool walk(struct seq_buf *s, struct mm_struct *mm, unsigned long addr, phys_addr_t *pa)
{
	pgd_t *pgdp = pgd_offset(mm, addr), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;

	NOTE(pgd, pgd_val(pgd), pgd_index(addr));
	if (!(pgd_val(pgd) & _PAGE_PRESENT)) {
		if (!pgtable_l5_enabled())
			NOTE(p4d, pgd_val(pgd), 0);
		return false;
	}
	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	NOTE(p4d, p4d_val(p4d), pgtable_l5_enabled() ? p4d_index(addr) : 0);
	if (!(p4d_val(p4d) & _PAGE_PRESENT))
		return false;
	pud = READ_ONCE(*pud_offset_lockless(p4dp, p4d, addr));
	NOTE(pud, pud_val(pud), pud_index(addr));
	if (!(pud_val(pud) & _PAGE_PRESENT))
		return false;
	if (pud_val(pud) & _PAGE_PSE) {
		*pa = PFN_PHYS(pud_pfn(pud)) + (addr & ~PUD_MASK);
		return true;
	}
	pmd = READ_ONCE(*pmd_offset_lockless(NULL, pud, addr));
	NOTE(pmd, pmd_val(pmd), pmd_index(addr));
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return false;
	if (pmd_val(pmd) & _PAGE_PSE) {
		*pa = PFN_PHYS(pmd_pfn(pmd)) + (addr & ~PMD_MASK);
		return true;
	}
	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	NOTE(pte, pte_val(pte), pte_index(addr));
	if (!(pte_val(pte) & _PAGE_PRESENT))
		return false;
	*pa = PFN_PHYS(pte_pfn(pte)) + (addr & ~PAGE_MASK);
	return true;
}

static long do_findpage(struct letter *l, struct task_struct *task)
{
	struct mm_struct *mm;
	struct seq_buf s;
	phys_addr_t pa = 0;
	char *page, *p, *line;
	bool found = false;

	page = (char *)__get_free_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	seq_buf_init(&s, page, PAGE_SIZE);
	seq_buf_printf(&s, "pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	mm = house_of(task);
	if (mm) {
		if (l->num[0] < TASK_SIZE_MAX) {
			mmap_read_lock(mm);
			local_irq_disable();
			found = walk(&s, mm, l->num[0], &pa);
			local_irq_enable();
			mmap_read_unlock(mm);
		}
		mmput(mm);
	}
	if (found)
		seq_buf_printf(&s, "vaddr = 0x%lX -> paddr = 0x%llX", l->num[0], (u64)pa);
	else
		seq_buf_printf(&s, "translation not found");
	for (p = page; (line = strsep(&p, "\n")); )
		pr_info("[mtest.findpage] %s\n", line);
	free_page((unsigned long)page);
	return 0;
}

/* ------------------------------------------------------------------------------------------------ writeval */

static long do_writeval(struct letter *l, struct task_struct *task)
{
	unsigned long addr = l->num[0], last = addr + sizeof(long) - 1;
	struct vm_area_struct *a, *b;
	struct mm_struct *mm;
	struct page *page[2];
	const char *no = NULL;
	__le64 val = cpu_to_le64(l->num[1]);
	long want, got, i, first;

	mm = house_of(task);
	if (!mm || last < addr) {
		pr_info("[mtest.writeval] vma not found\n");
		if (mm)
			mmput(mm);
		return 0;
	}
	mmap_read_lock(mm);
	a = find_vma(mm, addr);
	b = find_vma(mm, last);
	if (!a || !b || a->vm_start > addr || b->vm_start > last)
		no = "vma not found";
	else if (!(a->vm_flags & b->vm_flags & VM_WRITE))
		no = "vma has no write permission";
	if (no)
		goto unlock;

	/*
	 * FOLL_FORCE changes nothing here: it is for areas without VM_WRITE, and those have been sent back two lines above,
	 * under this same lock. It was in the example that we started from.
	 */
	want = (last >> PAGE_SHIFT) - (addr >> PAGE_SHIFT) + 1;
	got = get_user_pages_remote(mm, addr, want, FOLL_WRITE | FOLL_FORCE, page, NULL, NULL);
	if (got == want) {
		first = min_t(long, sizeof(val), PAGE_SIZE - offset_in_page(addr));
		memcpy_to_page(page[0], offset_in_page(addr), (char *)&val, first);
		if (want == 2)
			memcpy_to_page(page[1], 0, (char *)&val + first, sizeof(val) - first);
	} else {
		no = "translation not found";
	}
	for (i = 0; i < got; i++) {
		if (!no)
			set_page_dirty_lock(page[i]);
		put_page(page[i]);
	}
unlock:
	mmap_read_unlock(mm);
	mmput(mm);
	if (no)
		pr_info("[mtest.writeval] %s\n", no);
	else
		pr_info("[mtest.writeval] wrote 0x%lX to 0x%lX\n", l->num[1], addr);
	return 0;
}
