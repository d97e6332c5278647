// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - everything by hand: no *_offset(), no get_user_pages().
 * A page table is an array of 512 numbers, that is all one has to know.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/ctype.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/mm.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>

#define BIT_P		0x001UL
#define BIT_W		0x002UL
#define BIT_PS		0x080UL
#define FRAME_BITS	PTE_PFN_MASK	/* without NX, keys and flags */
#define LIST_BUF	(32 * 1024)
#define MAX_CMD		400

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(lock);

/* ---------------------------------------------------------------- the walk */

struct hand {
	unsigned long val[4];		/* pgd, pud, pmd, pte */
	unsigned int index[4];
	int n;				/* how many of them */
	bool ok;
	unsigned long paddr;
};

static void walk_by_hand(struct mm_struct *mm, unsigned long va, struct hand *h)
{
	static const int shift[4] = { 39, 30, 21, 12 };
	unsigned long *table = (unsigned long *)mm->pgd;
	unsigned long e, in_page;
	int i;

	memset(h, 0, sizeof(*h));
	if (va >= TASK_SIZE_MAX)
		return;
	for (i = 0; i < 4; i++) {
		h->index[i] = (va >> shift[i]) & 511;
		e = READ_ONCE(table[h->index[i]]);
		h->val[i] = e;
		h->n = i + 1;
		if (!(e & BIT_P))
			return;
		if (i == 3 || (i > 0 && (e & BIT_PS))) {
			in_page = (1UL << shift[i]) - 1;
			h->paddr = (e & FRAME_BITS & ~in_page) | (va & in_page);
			h->ok = true;
			return;
		}
		table = phys_to_virt(e & FRAME_BITS);
	}
}

/* ---------------------------------------------------------------- listvma */

static int listvma(struct task_struct *task, char *buf)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	unsigned long from = 0;
	char *line;
	size_t n = 0;

	if (!mm)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	/* do not print with the lock held: a slow console would stop the process */
	while ((vma = find_vma(mm, from))) {
		n += scnprintf(buf + n, LIST_BUF - n, "0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			       vma->vm_flags & VM_READ ? 'r' : '-',
			       vma->vm_flags & VM_WRITE ? 'w' : '-',
			       vma->vm_flags & VM_EXEC ? 'x' : '-');
		from = vma->vm_end;
	}
	mmap_read_unlock(mm);
	mmput(mm);

	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task_tgid_nr(task));
	while (n && (line = strsep(&buf, "\n")))
		if (*line)
			pr_info("[mtest.listvma] %s\n", line);
	return 0;
}

static int listvma_all(char *buf)
{
	struct task_struct **list, *p;
	int n = 0, max = 0, i, ret = 0;

	rcu_read_lock();
	for_each_process(p)
		max++;
	rcu_read_unlock();
	max = 2 * max + 100;
	list = kvmalloc(max * sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(p)
		if (n < max)
			list[n++] = get_task_struct(p);
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		buf[0] = 0;
		if (!ret)
			ret = listvma(list[i], buf);
		put_task_struct(list[i]);
	}
	kvfree(list);
	return ret;
}

/* ---------------------------------------------------------------- findpage */

static int findpage(struct task_struct *task, unsigned long va)
{
	static const char *const name[4] = { "pgd", "pud", "pmd", "pte" };
	struct mm_struct *mm = get_task_mm(task);
	struct hand h = { .n = 0 };
	int i;

	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		walk_by_hand(mm, va, &h);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	for (i = 0; i < h.n; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", name[i], h.val[i]);
		pr_info("[mtest.findpage] %s_index = %u\n", name[i], h.index[i]);
		if (i == 0) {		/* the p4d is folded: the same entry again */
			pr_info("[mtest.findpage] p4d_val = 0x%lx\n", h.val[0]);
			pr_info("[mtest.findpage] p4d_index = 0\n");
		}
	}
	if (h.ok)
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", va, h.paddr);
	else
		pr_info("[mtest.findpage] translation not found\n");
	return 0;
}

/* ---------------------------------------------------------------- writeval */

static const char *check_vma(struct mm_struct *mm, unsigned long va)
{
	struct vm_area_struct *vma = find_vma(mm, va);

	if (!vma || va < vma->vm_start)
		return "vma not found";
	if (!(vma->vm_flags & VM_WRITE))
		return "vma has no write permission";
	if (vma->vm_flags & (VM_IO | VM_PFNMAP))
		return "translation not found";		/* this is a device, not memory */
	return NULL;
}

/* where the byte is, if one may write to it without a fault; otherwise NULL */
static u8 *place_of(struct mm_struct *mm, unsigned long va)
{
	struct hand h;

	walk_by_hand(mm, va, &h);
	if (!h.ok)
		return NULL;
	if (h.n == 4 && !(h.val[3] & BIT_W))
		return NULL;		/* copy-on-write, or the zero page: not ours */
	return phys_to_virt(h.paddr);
}

static int writeval(struct task_struct *task, unsigned long va, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(task);
	const char *why = "vma not found";
	u8 *at[8];
	int i;

	if (!mm)
		goto refuse;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	why = check_vma(mm, va);
	if (!why)
		why = check_vma(mm, va + 7);
	if (!why) {
		local_irq_disable();
		for (i = 0; i < 8; i++) {
			at[i] = place_of(mm, va + i);
			if (!at[i]) {
				why = "translation not found";
				break;
			}
		}
		if (!why)
			for (i = 0; i < 8; i++)
				*at[i] = val >> (8 * i);
		local_irq_enable();
	}
	mmap_read_unlock(mm);
	mmput(mm);
	if (why)
		goto refuse;
	pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
	return 0;
refuse:
	pr_info("[mtest.writeval] %s\n", why);
	return 0;
}

/* ---------------------------------------------------------------- commands */

static char *next_word(char **s)
{
	char *w = *s + strspn(*s, " \t");
	char *end = w + strcspn(w, " \t");

	if (!*w)
		return NULL;
	*s = *end ? end + 1 : end;
	*end = 0;
	return w;
}

static bool hex(const char *s, unsigned long *v)
{
	return s && isxdigit(*s) && !kstrtoul(s, 16, v);
}

static struct task_struct *find_task(const char *pid)
{
	struct task_struct *p, *res = NULL;
	unsigned long nr = 0;

	if (pid && kstrtoul(pid, 10, &nr))
		return NULL;
	rcu_read_lock();
	for_each_process(p)
		if (pid ? p->tgid == nr : !strcmp(p->comm, target)) {
			res = get_task_struct(p);
			break;
		}
	rcu_read_unlock();
	return res;
}

static int execute(const char *text, char *rest)
{
	char *cmd = next_word(&rest), *pid, *buf;
	unsigned long va = 0, val = 0, ignored;
	struct task_struct *task = NULL;
	int what, ret;

	if (!cmd)
		return -EINVAL;
	what = !strcmp(cmd, "listvma") ? 'l' : !strcmp(cmd, "findpage") ? 'f' :
	       !strcmp(cmd, "writeval") ? 'w' : 0;
	if (!what)
		return -EINVAL;
	if (what != 'l' && !hex(next_word(&rest), &va))
		return -EINVAL;
	if (what == 'w' && !hex(next_word(&rest), &val))
		return -EINVAL;
	pid = next_word(&rest);
	if (pid && (!isdigit(*pid) || kstrtoul(pid, 10, &ignored)))
		return -EINVAL;
	if (next_word(&rest))
		return -EINVAL;

	mutex_lock(&lock);
	pr_info("[mtest] Got command: %s\n", text);
	if (pid || what != 'l') {
		task = find_task(pid);
		if (!task) {
			pr_info("[mtest] no such process\n");
			ret = -ESRCH;
			goto out;
		}
	}
	if (what == 'f') {
		ret = findpage(task, va);
	} else if (what == 'w') {
		ret = writeval(task, va, val);
	} else {
		buf = kmalloc(LIST_BUF, GFP_KERNEL);
		ret = -ENOMEM;
		if (buf)
			ret = task ? listvma(task, buf) : listvma_all(buf);
		kfree(buf);
	}
	if (task)
		put_task_struct(task);
out:
	mutex_unlock(&lock);
	return ret;
}

static ssize_t mtest_write(struct file *f, const char __user *u, size_t len, loff_t *off)
{
	char *text, *copy;
	size_t i;
	int ret = -EINVAL;

	if (len > MAX_CMD)
		return -EINVAL;
	text = kzalloc(2 * (MAX_CMD + 1), GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	copy = text + MAX_CMD + 1;
	if (copy_from_user(text, u, len)) {
		kfree(text);
		return -EFAULT;
	}
	i = len;
	if (i && text[i - 1] == '\n')
		text[--i] = 0;
	while (i-- > 0)
		if (!isascii(text[i]) || (!isprint(text[i]) && text[i] != '\t'))
			goto out;
	strcpy(copy, text);
	ret = execute(text, copy);
out:
	kfree(text);
	return ret ? ret : len;
}

static const struct proc_ops ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init byhand_init(void)
{
	return proc_create("mtest", 0200, NULL, &ops) ? 0 : -ENOMEM;
}

static void __exit byhand_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(byhand_init);
module_exit(byhand_exit);
MODULE_LICENSE("GPL");
