// SPDX-License-Identifier: GPL-2.0
/*
 * mtest for Linux 6.1
 *
 *   listvma [pid]   findpage ADDR [pid]   writeval ADDR VAL [pid]
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#define CMD_MAX 300

struct cmd {
	int which;                      /* index into table[] */
	unsigned long arg[2];
	pid_t pid;
	bool pid_given;
};

typedef int (*handler_t)(struct task_struct *task, const struct cmd *c);

static int listvma(struct task_struct *task, const struct cmd *c);
static int findpage(struct task_struct *task, const struct cmd *c);
static int writeval(struct task_struct *task, const struct cmd *c);

static const struct {
	const char *name;
	unsigned int args;
	handler_t handler;
} table[] = {
	{ "listvma", 0, listvma },
	{ "findpage", 1, findpage },
	{ "writeval", 2, writeval },
};

static char *target = "test";
module_param(target, charp, 0444);
static DEFINE_MUTEX(lock);

static struct mm_struct *get_mm(struct task_struct *task)
{
	struct mm_struct *mm = NULL;
	struct task_struct *thread;

	rcu_read_lock();
	for_each_thread(task, thread) {
		mm = get_task_mm(thread);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

/* ======================================================================= listvma */

static int listvma(struct task_struct *task, const struct cmd *c)
{
	struct mm_struct *mm = get_mm(task);
	struct vm_area_struct *vma;
	char comm[TASK_COMM_LEN];
	int ret = 0;

	if (!mm)
		return 0;
	ret = mmap_read_lock_killable(mm);
	if (ret)
		goto put;
	get_task_comm(comm, task);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", comm, task_tgid_nr(task));
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end))
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			(vma->vm_flags & VM_READ) ? 'r' : '-',
			(vma->vm_flags & VM_WRITE) ? 'w' : '-',
			(vma->vm_flags & VM_EXEC) ? 'x' : '-');
	mmap_read_unlock(mm);
put:
	mmput(mm);
	return ret;
}

static int listvma_all(const struct cmd *c)
{
	struct task_struct **list, *p;
	unsigned int size = 0, used = 0, i;
	int ret = 0;

	rcu_read_lock();
	for_each_process(p)
		size++;
	rcu_read_unlock();
	size = 2 * size + 128;
	list = kvmalloc_array(size, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p)
		if (used < size)
			list[used++] = get_task_struct(p);
	rcu_read_unlock();
	for (i = 0; i < used; i++) {
		if (!ret)
			ret = listvma(list[i], c);
		put_task_struct(list[i]);
		cond_resched();
	}
	kvfree(list);
	return ret;
}

/* ======================================================================= findpage */

struct trace {
	struct { const char *level; unsigned long val, index; } row[5];
	int rows;
	bool ok;
	phys_addr_t pa;
};

#define ROW(t, l, i) do {							\
		(t)->row[(t)->rows].level = #l;					\
		(t)->row[(t)->rows].val = (unsigned long)l##_val(l);		\
		(t)->row[(t)->rows].index = (i);				\
		(t)->rows++;							\
	} while (0)

#define P(l) ((unsigned long)l##_val(l) & _PAGE_PRESENT)
#define LEAF(l) ((unsigned long)l##_val(l) & _PAGE_PSE)

static void translate(struct trace *t, struct mm_struct *mm, unsigned long addr)
{
	pgd_t *pgdp = pgd_offset(mm, addr);
	pgd_t pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp;
	p4d_t p4d;
	pud_t *pudp;
	pud_t pud;
	pmd_t *pmdp;
	pmd_t pmd;
	pte_t pte;

	ROW(t, pgd, pgd_index(addr));
	if (pgtable_l5_enabled() && !P(pgd))
		return;
	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	ROW(t, p4d, pgtable_l5_enabled() ? p4d_index(addr) : 0);
	if (!P(p4d))
		return;
	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	ROW(t, pud, pud_index(addr));
	if (!P(pud))
		return;
	if (LEAF(pud)) {
		t->pa = PFN_PHYS(pud_pfn(pud)) | (addr & ~PUD_MASK);
		t->ok = true;
		return;
	}
	pmdp = pmd_offset_lockless(pudp, pud, addr);
	pmd = READ_ONCE(*pmdp);
	ROW(t, pmd, pmd_index(addr));
	if (!P(pmd))
		return;
	if (LEAF(pmd)) {
		t->pa = PFN_PHYS(pmd_pfn(pmd)) | (addr & ~PMD_MASK);
		t->ok = true;
		return;
	}
	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	ROW(t, pte, pte_index(addr));
	if (!P(pte))
		return;
	t->pa = PFN_PHYS(pte_pfn(pte)) | offset_in_page(addr);
	t->ok = true;
}

static int findpage(struct task_struct *task, const struct cmd *c)
{
	unsigned long addr = c->arg[0];
	struct mm_struct *mm = get_mm(task);
	struct trace t = { .rows = 0 };
	unsigned long flags;
	int i;

	if (mm) {
		if (addr < TASK_SIZE_MAX) {
			if (mmap_read_lock_killable(mm)) {
				mmput(mm);
				return -EINTR;
			}
			local_irq_save(flags);
			translate(&t, mm, addr);
			local_irq_restore(flags);
			mmap_read_unlock(mm);
		}
		mmput(mm);
	}
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", (int)pgtable_l5_enabled());
	for (i = 0; i < t.rows; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", t.row[i].level, t.row[i].val);
		pr_info("[mtest.findpage] %s_index = %lu\n", t.row[i].level, t.row[i].index);
	}
	if (t.ok)
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", addr, (u64)t.pa);
	else
		pr_info("[mtest.findpage] translation not found\n");
	return 0;
}

/* ======================================================================= writeval */

static int writeval(struct task_struct *task, const struct cmd *c)
{
	unsigned long addr = c->arg[0], val = c->arg[1];
	unsigned long room = PAGE_SIZE - offset_in_page(addr);
	unsigned long len1 = room < sizeof(val) ? room : sizeof(val);
	struct mm_struct *mm = get_mm(task);
	struct vm_area_struct *vma;
	struct page *page[2];
	long want = len1 < sizeof(val) ? 2 : 1, got;

	if (!mm) {
		pr_info("[mtest.writeval] vma not found\n");
		return 0;
	}
	if (addr > TASK_SIZE_MAX - sizeof(val)) {
		pr_info("[mtest.writeval] vma not found\n");
		goto put;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	vma = find_vma(mm, addr);
	if (!vma || addr < vma->vm_start) {
		pr_info("[mtest.writeval] vma not found\n");
		goto unlock;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		pr_info("[mtest.writeval] vma has no write permission\n");
		goto unlock;
	}
	if (addr + sizeof(val) > vma->vm_end) {
		/* the rest of the word is in the next vma, if there is one */
		unsigned long next = vma->vm_end;

		vma = find_vma(mm, next);
		if (!vma || next < vma->vm_start) {
			pr_info("[mtest.writeval] vma not found\n");
			goto unlock;
		}
		if (!(vma->vm_flags & VM_WRITE)) {
			pr_info("[mtest.writeval] vma has no write permission\n");
			goto put;
		}
	}
	got = pin_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, page, NULL, NULL);
	if (got < want) {
		if (got > 0)
			unpin_user_pages(page, got);
		pr_info("[mtest.writeval] translation not found\n");
		goto unlock;
	}
	memcpy_to_page(page[0], offset_in_page(addr), (const char *)&val, len1);
	if (want == 2)
		memcpy_to_page(page[1], 0, (const char *)&val + len1, sizeof(val) - len1);
	unpin_user_pages_dirty_lock(page, want, true);
	pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
unlock:
	mmap_read_unlock(mm);
put:
	mmput(mm);
	return 0;
}

/* ======================================================================= commands */

static int to_number(const char *s, unsigned int base, unsigned long *n)
{
	if (*s == '+' || *s == '-')
		return -EINVAL;
	return kstrtoul(s, base, n) ? -EINVAL : 0;
}

static int parse(char *s, struct cmd *c)
{
	char *w[5], *one;
	unsigned long n;
	int words = 0, i;

	while ((one = strsep(&s, " \t"))) {
		if (!*one)
			continue;
		if (words == 5)
			return -EINVAL;
		w[words++] = one;
	}
	if (!words)
		return -EINVAL;
	for (c->which = 0; c->which < ARRAY_SIZE(table); c->which++)
		if (!strcmp(w[0], table[c->which].name))
			break;
	if (c->which == ARRAY_SIZE(table))
		return -EINVAL;
	words--;
	if (words != table[c->which].args && words != table[c->which].args + 1)
		return -EINVAL;
	for (i = 0; i < table[c->which].args; i++)
		if (to_number(w[i + 1], 16, &c->arg[i]))
			return -EINVAL;
	if (words > table[c->which].args) {
		if (to_number(w[words], 10, &n))
			return -EINVAL;
		c->pid = n;
		c->pid_given = true;
	}
	return 0;
}

static struct task_struct *find_task(const struct cmd *c)
{
	struct task_struct *p, *task = NULL;

	rcu_read_lock();
	if (c->pid_given) {
		task = pid_task(find_pid_ns(c->pid, &init_pid_ns), PIDTYPE_TGID);
	} else {
		for_each_process(p)
			if (!strcmp(p->comm, target)) {
				task = p;
				break;
			}
	}
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

static int execute(const char *text, const struct cmd *c)
{
	struct task_struct *task;
	int ret;

	if (mutex_lock_killable(&lock))
		return -EINTR;
	pr_info("[mtest] Got command: %s\n", text);
	if (!table[c->which].args && !c->pid_given) {
		ret = listvma_all(c);
		goto out;
	}
	task = find_task(c);
	if (!task) {
		pr_info("[mtest] no such process\n");
		ret = -ESRCH;
		goto out;
	}
	ret = table[c->which].handler(task, c);
	put_task_struct(task);
out:
	mutex_unlock(&lock);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct cmd c = { 0 };
	char *text, *copy;
	size_t n = len, i;
	int ret = -EINVAL;

	if (!len || len > CMD_MAX)
		return -EINVAL;
	text = kmalloc(2 * (len + 1), GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (copy_from_user(text, buf, len)) {
		ret = -EFAULT;
		goto out;
	}
	if (text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	for (i = 0; i < n; i++)
		if (text[i] != '\t' && (text[i] < ' ' || text[i] > '~'))
			goto out;
	copy = text + n + 1;
	memcpy(copy, text, n + 1);
	ret = parse(copy, &c);
	if (!ret)
		ret = execute(text, &c);
out:
	kfree(text);
	return ret ? ret : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
