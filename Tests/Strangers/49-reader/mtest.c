// SPDX-License-Identifier: GPL-2.0
/*
 * mtest, the version that does not fill the kernel log.
 *
 *	write a command to /proc/mtest, then read the answer from it.
 *
 * Who reads through the file he wrote to gets the answer to his own last command; who opens the
 * file anew gets the answer to the last command of all.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/uaccess.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>

#define MAX_COMMAND	(PAGE_SIZE - 1)

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "whose memory, if no pid is given");

/* ===================================================================== answers */

struct answer {
	struct kref ref;
	char *text;
	size_t len, room;
	bool short_of_memory;
};

static DEFINE_MUTEX(big_lock);		/* commands, file->private_data, and: */
static struct answer *latest;

static struct answer *answer_new(void)
{
	struct answer *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (a)
		kref_init(&a->ref);
	return a;
}

static void answer_free(struct kref *ref)
{
	struct answer *a = container_of(ref, struct answer, ref);

	kvfree(a->text);
	kfree(a);
}

static void answer_put(struct answer *a)
{
	if (a)
		kref_put(&a->ref, answer_free);
}

/* no locks that forbid to sleep may be held here */
static __printf(2, 3) void tell(struct answer *a, const char *fmt, ...)
{
	va_list ap;
	int n;

	for (;;) {
		size_t left = a->room - a->len, room;
		char *text;

		va_start(ap, fmt);
		n = vsnprintf(a->text ? a->text + a->len : NULL, left, fmt, ap);
		va_end(ap);
		if (n < left) {
			a->len += n;
			return;
		}
		room = max_t(size_t, 2 * a->room, a->len + n + 1024);
		text = kvmalloc(room, GFP_KERNEL);
		if (!text) {
			a->short_of_memory = true;
			return;
		}
		if (a->len)
			memcpy(text, a->text, a->len);
		kvfree(a->text);
		a->text = text;
		a->room = room;
	}
}

/* ===================================================================== processes */

/* Any thread of the process has the address space; the first one may have ended. */
static struct mm_struct *mm_of(struct task_struct *leader)
{
	struct task_struct *thread;
	struct mm_struct *mm = NULL;

	rcu_read_lock();
	for_each_thread(leader, thread) {
		mm = get_task_mm(thread);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

static struct task_struct *task_of_pid(unsigned long long nr)
{
	struct task_struct *task = NULL;
	struct pid *pid;

	if (nr > INT_MAX)
		return NULL;
	pid = find_get_pid(nr);
	if (pid) {
		task = get_pid_task(pid, PIDTYPE_TGID);
		put_pid(pid);
	}
	return task;
}

static struct task_struct *task_of_name(const char *name)
{
	char comm[TASK_COMM_LEN];
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task) {
		get_task_comm(comm, task);
		if (strcmp(comm, name) == 0) {
			get_task_struct(task);
			rcu_read_unlock();
			return task;
		}
	}
	rcu_read_unlock();
	return NULL;
}

/* ===================================================================== listvma */

static int listvma(struct answer *a, struct task_struct *task)
{
	struct mm_struct *mm = mm_of(task);
	char comm[TASK_COMM_LEN];
	struct vm_area_struct *vma;

	if (!mm)
		return 0;
	get_task_comm(comm, task);
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	tell(a, "[mtest.listvma] Process = %s, PID = %d\n", comm, task_tgid_nr(task));
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end))
		tell(a, "[mtest.listvma] %08lx-%08lx %c%c%c%c\n", vma->vm_start, vma->vm_end,
		     vma->vm_flags & VM_READ ? 'r' : '-', vma->vm_flags & VM_WRITE ? 'w' : '-',
		     vma->vm_flags & VM_EXEC ? 'x' : '-', vma->vm_flags & VM_SHARED ? 's' : 'p');
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

struct bunch {
	struct bunch *next;
	unsigned int n;
	struct task_struct *task[500];
};

static int listvma_all(struct answer *a)
{
	struct bunch *first = NULL, *b;
	struct task_struct *task;
	unsigned int i;
	int err = 0;

	rcu_read_lock();
	for_each_process(task) {
		if (!first || first->n == ARRAY_SIZE(first->task)) {
			b = kmalloc(sizeof(*b), GFP_ATOMIC);
			if (!b) {
				err = -ENOMEM;
				break;
			}
			b->next = first;
			b->n = 0;
			first = b;
		}
		first->task[first->n++] = get_task_struct(task);
	}
	rcu_read_unlock();
	while (first) {
		b = first;
		first = b->next;
		for (i = 0; i < b->n; i++) {
			if (!err)
				err = listvma(a, b->task[i]);
			put_task_struct(b->task[i]);
			cond_resched();
		}
		kfree(b);
	}
	return err;
}

/* ===================================================================== findpage */

static int findpage(struct answer *a, struct task_struct *task, unsigned long addr)
{
	struct mm_struct *mm = mm_of(task);
	unsigned long size = 0, base = 0;
	int deep = 0;
	pgd_t pgd = {};
	p4d_t p4d = {};
	pud_t pud = {};
	pmd_t pmd = {};
	pte_t pte = {};

	if (mm && mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	if (mm && addr < TASK_SIZE_MAX) {
		pgd_t *pgdp;
		p4d_t *p4dp;
		pud_t *pudp;

		local_irq_disable();
		pgdp = pgd_offset(mm, addr);
		pgd = READ_ONCE(*pgdp);
		deep = 1;
		if (pgd_present(pgd)) {
			p4dp = p4d_offset_lockless(pgdp, pgd, addr);
			p4d = READ_ONCE(*p4dp);
			deep = 2;
			if (p4d_present(p4d)) {
				pudp = pud_offset_lockless(p4dp, p4d, addr);
				pud = READ_ONCE(*pudp);
				deep = 3;
				if (pud_present(pud) && pud_large(pud)) {
					base = pud_pfn(pud) << PAGE_SHIFT;
					size = PUD_SIZE;
				} else if (pud_present(pud)) {
					pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, addr));
					deep = 4;
					if (!(pmd_flags(pmd) & _PAGE_PRESENT)) {
						;
					} else if (pmd_large(pmd)) {
						base = pmd_pfn(pmd) << PAGE_SHIFT;
						size = PMD_SIZE;
					} else {
						pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
						deep = 5;
						if (pte_flags(pte) & _PAGE_PRESENT) {
							base = pte_pfn(pte) << PAGE_SHIFT;
							size = PAGE_SIZE;
						}
					}
				}
			}
		}
		local_irq_enable();
	}
	if (mm) {
		mmap_read_unlock(mm);
		mmput(mm);
	}

	tell(a, "[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled() ? 1 : 0);
	if (deep >= 1)
		tell(a, "[mtest.findpage] pgd_index = %lu\n[mtest.findpage] pgd_val = 0x%016lx\n",
		     (unsigned long)pgd_index(addr), pgd_val(pgd));
	if (deep >= 2)
		tell(a, "[mtest.findpage] p4d_index = %lu\n[mtest.findpage] p4d_val = 0x%016lx\n",
		     p4d_index(addr), p4d_val(p4d));
	if (deep >= 3)
		tell(a, "[mtest.findpage] pud_index = %lu\n[mtest.findpage] pud_val = 0x%016lx\n",
		     pud_index(addr), pud_val(pud));
	if (deep >= 4)
		tell(a, "[mtest.findpage] pmd_index = %lu\n[mtest.findpage] pmd_val = 0x%016lx\n",
		     pmd_index(addr), pmd_val(pmd));
	if (deep >= 5)
		tell(a, "[mtest.findpage] pte_index = %lu\n[mtest.findpage] pte_val = 0x%016lx\n",
		     pte_index(addr), pte_val(pte));
	if (size) {
		tell(a, "[mtest.findpage] page of %lu KiB\n", size / 1024);
		tell(a, "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr,
		     base | (addr & (size - 1)));
	} else {
		tell(a, "[mtest.findpage] translation not found\n");
	}
	return 0;
}

/* ===================================================================== writeval */

static int writeval(struct answer *a, struct task_struct *task, unsigned long addr, u64 val)
{
	unsigned long last = addr + sizeof(val) - 1;
	unsigned long pages = (last >> PAGE_SHIFT) - (addr >> PAGE_SHIFT) + 1;
	struct vm_area_struct *v1, *v2;
	struct mm_struct *mm = mm_of(task);
	struct page *page[2];
	long got = 0, i;
	int ret = 0;

	if (!mm) {
		tell(a, "[mtest.writeval] vma not found\n");
		return -EFAULT;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	v1 = last < addr ? NULL : vma_lookup(mm, addr);
	v2 = v1 ? vma_lookup(mm, last) : NULL;
	if (!v1 || !v2) {
		tell(a, "[mtest.writeval] vma not found\n");
		ret = -EFAULT;
		goto out;
	}
	if (!(v1->vm_flags & v2->vm_flags & VM_WRITE)) {
		tell(a, "[mtest.writeval] vma has no write permission\n");
		ret = -EACCES;
		goto out;
	}
	got = get_user_pages_remote(mm, addr & PAGE_MASK, pages, FOLL_WRITE, page, NULL, NULL);
	if (got != pages) {
		tell(a, "[mtest.writeval] translation not found\n");
		ret = -EFAULT;
		goto out;
	}
	for (i = 0; i < sizeof(val); i++) {
		unsigned long at = addr + i;
		u8 *p = kmap_local_page(page[(at >> PAGE_SHIFT) - (addr >> PAGE_SHIFT)]);

		p[offset_in_page(at)] = val >> (8 * i);
		kunmap_local(p);
	}
	for (i = 0; i < got; i++)
		set_page_dirty_lock(page[i]);
	tell(a, "[mtest.writeval] wrote 0x%llx to 0x%lx\n", val, addr);
out:
	for (i = 0; i < got; i++)
		put_page(page[i]);
	mmap_read_unlock(mm);
	mmput(mm);
	return ret;
}

/* ===================================================================== commands */

/* 0 digits or one too many, or something else: -EINVAL */
static int to_number(const char *s, bool hex, unsigned long long *res)
{
	if (hex ? hex_to_bin(*s) < 0 : (*s < '0' || *s > '9'))
		return -EINVAL;		/* kstrtoull() would take a + */
	return kstrtoull(s, hex ? 16 : 10, res) ? -EINVAL : 0;
}

static int command(struct answer *a, const char *text, char *copy)
{
	unsigned long long num[2] = {}, pid = 0;
	char *word[4], *w;
	int words = 0, wants, i, ret;
	struct task_struct *task;

	while ((w = strsep(&copy, " \t"))) {
		if (*w == '\0')
			continue;
		if (words == 4)
			return -EINVAL;
		word[words++] = w;
	}
	if (words == 0)
		return -EINVAL;
	if (strcmp(word[0], "listvma") == 0)
		wants = 1;
	else if (strcmp(word[0], "findpage") == 0)
		wants = 2;
	else if (strcmp(word[0], "writeval") == 0)
		wants = 3;
	else
		return -EINVAL;
	if (words != wants && words != wants + 1)
		return -EINVAL;
	for (i = 1; i < wants; i++)
		if (to_number(word[i], true, &num[i - 1]))
			return -EINVAL;
	if (words > wants && to_number(word[wants], false, &pid))
		return -EINVAL;

	tell(a, "[mtest] Got command: %s\n", text);
	if (wants == 1 && words == 1)
		return listvma_all(a);
	task = words > wants ? task_of_pid(pid) : task_of_name(target);
	if (!task) {
		tell(a, "[mtest] no such process\n");
		return -ESRCH;
	}
	ret = wants == 1 ? listvma(a, task) :
	      wants == 2 ? findpage(a, task, num[0]) : writeval(a, task, num[0], num[1]);
	put_task_struct(task);
	return ret;
}

static int check_and_command(struct answer *a, char *text, size_t len)
{
	char *copy;
	size_t i;
	int ret;

	if (len && text[len - 1] == '\n')
		text[--len] = '\0';
	for (i = 0; i < len; i++)
		if (text[i] != '\t' && (text[i] < 0x20 || text[i] > 0x7e))
			return -EINVAL;
	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	ret = command(a, text, copy);
	kfree(copy);
	if (a->short_of_memory)
		ret = ret ?: -ENOMEM;
	return ret;
}

/* ===================================================================== the file */

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct answer *a, *old;
	char *text;
	int ret;

	a = answer_new();
	if (!a)
		return -ENOMEM;
	text = len > MAX_COMMAND ? ERR_PTR(-EINVAL) : memdup_user_nul(buf, len);
	mutex_lock(&big_lock);
	ret = IS_ERR(text) ? PTR_ERR(text) : check_and_command(a, text, len);
	/* also a command that was refused has an answer: none */
	old = file->private_data;
	file->private_data = a;
	answer_put(old);
	old = latest;
	kref_get(&a->ref);
	latest = a;
	answer_put(old);
	*pos = file->f_pos = 0;		/* the next read() begins with the answer */
	mutex_unlock(&big_lock);
	if (!IS_ERR(text))
		kfree(text);
	return ret ? ret : len;
}

static ssize_t mtest_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct answer *a;
	ssize_t ret;

	mutex_lock(&big_lock);
	a = file->private_data ?: latest;
	if (a)
		kref_get(&a->ref);
	mutex_unlock(&big_lock);
	if (!a)
		return 0;
	ret = simple_read_from_buffer(buf, len, pos, a->text, a->len);
	answer_put(a);
	return ret;
}

static int mtest_release(struct inode *inode, struct file *file)
{
	answer_put(file->private_data);
	return 0;
}

static const struct proc_ops mtest_ops = {
	.proc_read	= mtest_read,
	.proc_write	= mtest_write,
	.proc_lseek	= default_llseek,
	.proc_release	= mtest_release,
};

static int __init mtest_init(void)
{
	/* 0200 is enough: root may read it nevertheless */
	if (!proc_create("mtest", 0200, NULL, &mtest_ops))
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);	/* waits, and releases what is open */
	answer_put(latest);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
