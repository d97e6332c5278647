// SPDX-License-Identifier: GPL-2.0
/*
 * mtest with a servant.
 *
 * A kernel thread ("mtestd") is the only one who ever looks at other
 * processes. write() puts an order into a list and waits for its completion.
 * For findpage the thread borrows the address space of the process
 * (kthread_use_mm) and starts the walk where the processor itself starts: at
 * CR3.
 */
#include <linux/module.h>
#include <linux/completion.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <asm/processor.h>

#define TEXT_MAX	480

static char *target = "test";
module_param(target, charp, 0400);

struct order {
	struct list_head list;
	struct completion done;
	char text[TEXT_MAX + 1];
	char kind;			/* 'l', 'f', 'w' */
	unsigned long addr, val;
	bool has_pid;
	struct task_struct *task;	/* for has_pid: looked up by the writer */
	int result;
};

static LIST_HEAD(orders);
static DEFINE_SPINLOCK(orders_lock);
static DECLARE_WAIT_QUEUE_HEAD(orders_wait);
static struct task_struct *servant;

/*
 * ---- listvma ----
 */
static void list_process(struct task_struct *p)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	char comm[TASK_COMM_LEN];

	mm = get_task_mm(p);
	if (!mm)
		return;
	mmap_read_lock(mm);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n",
		get_task_comm(comm, p), task_pid_nr(p));
	vma = find_vma(mm, 0);
	while (vma) {
		const char *r = vma->vm_flags & VM_READ ? "r" : "-";
		const char *w = vma->vm_flags & VM_WRITE ? "w" : "-";
		const char *x = vma->vm_flags & VM_EXEC ? "x" : "-";

		pr_info("[mtest.listvma] 0x%lx 0x%lx %s%s%s\n",
			vma->vm_start, vma->vm_end, r, w, x);
		vma = find_vma(mm, vma->vm_end);
		cond_resched();
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

/* a chunk of processes; as many chunks as are needed */
struct chunk {
	struct list_head list;
	int n;
	struct task_struct *task[60];
};

static int list_everybody(void)
{
	LIST_HEAD(chunks);
	struct chunk *c = NULL, *next;
	struct task_struct *p;
	int err = 0, i;

	rcu_read_lock();
	for_each_process(p) {
		if (!c || c->n == ARRAY_SIZE(c->task)) {
			c = kmalloc(sizeof(*c), GFP_ATOMIC);
			if (!c) {
				err = -ENOMEM;
				break;
			}
			c->n = 0;
			list_add_tail(&c->list, &chunks);
		}
		get_task_struct(p);
		c->task[c->n++] = p;
	}
	rcu_read_unlock();

	list_for_each_entry_safe(c, next, &chunks, list) {
		for (i = 0; i < c->n; i++) {
			if (!err)
				list_process(c->task[i]);
			put_task_struct(c->task[i]);
		}
		list_del(&c->list);
		kfree(c);
	}
	return err;
}

/*
 * ---- findpage ----
 */
struct step {
	u64 val;
	unsigned int index;
};

/*
 * Runs with interrupts disabled and on borrowed memory. Returns the level of
 * the page: 0 pte, 1 pmd, 2 pud; or -1.
 */
static int descend(unsigned long va, struct step *s, int *steps)
{
	int levels = pgtable_l5_enabled() ? 5 : 4;
	u64 *table = __va(read_cr3_pa());
	u64 e;
	int level, shift;

	*steps = 0;
	for (level = levels - 1; level >= 0; level--) {
		shift = 12 + 9 * level;
		s->index = (va >> shift) & 511;
		s->val = e = READ_ONCE(table[s->index]);
		s++;
		++*steps;
		if (level == 3 && levels == 4) {	/* the folded p4d */
			s->index = 0;
			s->val = e;
			s++;
			++*steps;
		}
		if (!(e & _PAGE_PRESENT))
			return -1;
		if (level == 0)
			return 0;
		if (level <= 2 && (e & _PAGE_PSE))
			return level;
		table = __va(e & PTE_PFN_MASK);
	}
	return -1;
}

static void find_page(struct task_struct *p, unsigned long va)
{
	static const char * const names[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	struct step s[5];
	struct mm_struct *mm;
	char comm[TASK_COMM_LEN];
	int steps = 0, level = -1, i;
	u64 mask, page;

	mm = va < TASK_SIZE_MAX ? get_task_mm(p) : NULL;
	if (mm) {
		kthread_use_mm(mm);
		mmap_read_lock(mm);
		local_irq_disable();
		level = descend(va, s, &steps);
		local_irq_enable();
		mmap_read_unlock(mm);
		kthread_unuse_mm(mm);
		mmput(mm);
	}

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", get_task_comm(comm, p), task_pid_nr(p));
	for (i = 0; i < steps; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%llx\n", names[i], s[i].val);
		pr_info("[mtest.findpage] %s_index = %u\n", names[i], s[i].index);
	}
	if (level < 0) {
		pr_info("[mtest.findpage] translation not found\n");
		return;
	}
	mask = (1ULL << (12 + 9 * level)) - 1;
	/* a large page has its PAT bit where a small one has address bit 12 */
	page = s[steps - 1].val & PTE_PFN_MASK & ~mask;
	pr_info("[mtest.findpage] page_addr = 0x%llx\n", page);
	pr_info("[mtest.findpage] page_offset = 0x%llx\n", va & mask);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", va, page | (va & mask));
}

/*
 * ---- writeval ----
 */
static void write_val(struct task_struct *p, unsigned long va, unsigned long val)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm;
	struct page *page[2];
	const char *no = NULL;
	unsigned long end = va + sizeof(val);
	size_t head = min_t(size_t, sizeof(val), PAGE_SIZE - offset_in_page(va));
	int want = head == sizeof(val) ? 1 : 2;
	long got;

	mm = get_task_mm(p);
	if (!mm || end < va || end > TASK_SIZE_MAX) {
		pr_info("[mtest.writeval] vma not found\n");
		if (mm)
			mmput(mm);
		return;
	}

	mmap_read_lock(mm);
	/* one VMA holds the word, or two that touch */
	vma = find_vma(mm, va);
	if (!vma || va < vma->vm_start)
		no = "vma not found";
	else if (vma->vm_end < end) {
		struct vm_area_struct *second = find_vma(mm, vma->vm_end);

		if (!second || second->vm_start != vma->vm_end)
			no = "vma not found";
		else if (!(second->vm_flags & VM_WRITE))
			no = "vma has no write permission";
	}
	if (!no && !(vma->vm_flags & VM_WRITE))
		no = "vma has no write permission";

	if (!no) {
		got = pin_user_pages_remote(mm, va & PAGE_MASK, want, FOLL_WRITE, page, NULL, NULL);
		if (got == want) {
			memcpy_to_page(page[0], offset_in_page(va), (char *)&val, head);
			if (want == 2)
				memcpy_to_page(page[1], 0, (char *)&val + head, sizeof(val) - head);
			unpin_user_pages_dirty_lock(page, want, true);
		} else {
			if (got > 0)
				unpin_user_pages(page, got);
			no = "translation not found";
		}
	}
	mmap_read_unlock(mm);
	mmput(mm);

	if (no)
		pr_info("[mtest.writeval] %s\n", no);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
}

/*
 * ---- the servant ----
 */
static struct task_struct *get_target(void)
{
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p)
		if (strcmp(p->comm, target) == 0) {
			get_task_struct(p);
			rcu_read_unlock();
			return p;
		}
	rcu_read_unlock();
	return NULL;
}

static int carry_out(struct order *o)
{
	pr_info("[mtest] Got command: %s\n", o->text);
	if (o->kind == 'l' && !o->has_pid)
		return list_everybody();
	if (!o->has_pid)
		o->task = get_target();
	if (!o->task) {
		pr_info("[mtest] no such process\n");
		return -ESRCH;
	}
	if (o->kind == 'l')
		list_process(o->task);
	else if (o->kind == 'f')
		find_page(o->task, o->addr);
	else
		write_val(o->task, o->addr, o->val);
	return 0;
}

static struct order *next_order(void)
{
	struct order *o;

	spin_lock(&orders_lock);
	o = list_first_entry_or_null(&orders, struct order, list);
	if (o)
		list_del(&o->list);
	spin_unlock(&orders_lock);
	return o;
}

static int servant_fn(void *unused)
{
	struct order *o;

	for (;;) {
		o = NULL;
		wait_event_idle(orders_wait, (o = next_order()) || kthread_should_stop());
		if (!o)
			return 0;
		o->result = carry_out(o);
		if (o->task)
			put_task_struct(o->task);
		o->task = NULL;
		complete(&o->done);	/* o belongs to the writer again */
	}
}

/*
 * ---- the file ----
 */
static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* takes the next word from *s; NULL at the end */
static const char *word(const char **s, char *buf, size_t size)
{
	size_t n = 0;

	while (blank(**s))
		++*s;
	if (!**s)
		return NULL;
	while (**s && !blank(**s)) {
		if (n + 1 < size)
			buf[n++] = **s;
		++*s;
	}
	buf[n] = '\0';
	return buf;
}

static int number(const char **s, char *buf, int base, unsigned long *n)
{
	if (!word(s, buf, TEXT_MAX + 1))
		return -ENODATA;
	if (!isalnum(buf[0]) || kstrtoul(buf, base, n))
		return -EINVAL;
	return 0;
}

static int parse(struct order *o, char *buf)
{
	const char *s = o->text;
	unsigned long pid;
	int err;

	if (!word(&s, buf, TEXT_MAX + 1))
		return -EINVAL;
	if (!strcmp(buf, "listvma"))
		o->kind = 'l';
	else if (!strcmp(buf, "findpage"))
		o->kind = 'f';
	else if (!strcmp(buf, "writeval"))
		o->kind = 'w';
	else
		return -EINVAL;
	if (o->kind != 'l' && number(&s, buf, 16, &o->addr))
		return -EINVAL;
	if (o->kind == 'w' && number(&s, buf, 16, &o->val))
		return -EINVAL;
	err = number(&s, buf, 10, &pid);
	if (err == -ENODATA)
		return 0;
	if (err || word(&s, buf, TEXT_MAX + 1))
		return -EINVAL;
	o->has_pid = true;
	if (pid > INT_MAX)
		return 0;		/* nobody has it */
	rcu_read_lock();
	o->task = pid_task(find_vpid(pid), PIDTYPE_PID);
	if (o->task)
		get_task_struct(o->task);
	rcu_read_unlock();
	return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *pos)
{
	struct order *o;
	char *buf;
	size_t n = count, i;
	ssize_t ret = -ENOMEM;

	if (count < 1 || count > TEXT_MAX)
		return -EINVAL;
	o = kzalloc(sizeof(*o), GFP_KERNEL);
	buf = kmalloc(TEXT_MAX + 1, GFP_KERNEL);
	if (!o || !buf)
		goto out;

	ret = -EFAULT;
	if (copy_from_user(o->text, ubuf, count))
		goto out;
	ret = -EINVAL;
	if (o->text[n - 1] == '\n')
		o->text[--n] = '\0';
	for (i = 0; i < n; i++)
		if (!blank(o->text[i]) && (!isascii(o->text[i]) || !isgraph(o->text[i])))
			goto out;
	if (parse(o, buf))
		goto out;

	init_completion(&o->done);
	spin_lock(&orders_lock);
	list_add_tail(&o->list, &orders);
	spin_unlock(&orders_lock);
	wake_up(&orders_wait);
	wait_for_completion(&o->done);
	ret = o->result ? o->result : count;
out:
	kfree(buf);
	kfree(o);
	return ret;
}

static const struct proc_ops ops = {
	.proc_write = mtest_write,
	.proc_lseek = no_llseek,
};

static int __init mtest_init(void)
{
	servant = kthread_run(servant_fn, NULL, "mtestd");
	if (IS_ERR(servant))
		return PTR_ERR(servant);
	if (!proc_create("mtest", 0200, NULL, &ops)) {
		kthread_stop(servant);
		return -ENOMEM;
	}
	return 0;
}

static void __exit mtest_exit(void)
{
	/* returns after the last write() has left: the list is empty then */
	remove_proc_entry("mtest", NULL);
	kthread_stop(servant);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("mtest with a kernel thread");
