// SPDX-License-Identifier: GPL-2.0
/* /proc/mtest, written by someone who usually writes debugfs files */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/fs.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>

#define MTEST_BUFSZ	256
#define COMM_LEN	15		/* a name has at most 15 letters */

#define say(what, fmt, ...)	pr_info("[mtest." what "] " fmt "\n", ##__VA_ARGS__)

static char target[COMM_LEN] = "test";
module_param_string(target, target, sizeof(target), 0444);

static DEFINE_MUTEX(mtest_lock);

struct args {
	struct task_struct *task;	/* NULL: all */
	unsigned long addr;
	unsigned long val;
};

static int dump_task(struct task_struct *task)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;

	mm = get_task_mm(task);
	if (!mm)
		return 0;
	say("listvma", "Process = %s, PID = %d", task->comm, task_tgid_nr(task));
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	VMA_ITERATOR(vmi, mm, 0);
	for_each_vma(vmi, vma) {
		char perm[4] = "---";

		if (vma->vm_flags & VM_READ)
			perm[0] = 'r';
		if (vma->vm_flags & VM_WRITE)
			perm[1] = 'w';
		if (vma->vm_flags & VM_EXEC)
			perm[2] = 'x';
		say("listvma", "0x%lx 0x%lx %s", vma->vm_start, vma->vm_end, perm);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int do_listvma(struct args *a)
{
	struct task_struct *p, **v = NULL;
	unsigned int n, max = 128, i;
	int ret = 0;

	if (a->task)
		return dump_task(a->task);
	for (;;) {
		v = kvcalloc(max, sizeof(*v), GFP_KERNEL);
		if (!v)
			return -ENOMEM;
		n = 0;
		rcu_read_lock();
		for_each_process(p) {
			if (n < max) {
				get_task_struct(p);
				v[n] = p;
			}
			n++;
		}
		rcu_read_unlock();
		if (n <= max)
			break;
		for (i = 0; i < max; i++)
			put_task_struct(v[i]);
		kvfree(v);
		max = n + 64;
	}
	for (i = 0; i < n; i++) {
		if (!ret)
			ret = dump_task(v[i]);
		put_task_struct(v[i]);
	}
	kvfree(v);
	return ret;
}

struct trace {
	int depth;
	unsigned long val[5];
	unsigned long idx[5];
	unsigned long paddr;
};

#define NOTE(tr, l, e, addr) do {				\
	(tr)->val[(tr)->depth] = l##_val(e);			\
	(tr)->idx[(tr)->depth] = l##_index(addr);		\
	(tr)->depth++;						\
} while (0)

static bool lookup(struct mm_struct *mm, unsigned long addr, struct trace *tr)
{
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t pmd;
	pte_t pte;

	if ((long)addr < 0)		/* the kernel's half */
		return false;
	pgdp = pgd_offset(mm, addr);
	pgd = READ_ONCE(*pgdp);
	NOTE(tr, pgd, pgd, addr);
	if (!pgd_present(pgd))
		return false;
	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	NOTE(tr, p4d, p4d, addr);
	if (!p4d_present(p4d))
		return false;
	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	NOTE(tr, pud, pud, addr);
	if (!pud_present(pud))
		return false;
	if (pud_large(pud)) {
		tr->paddr = (pud_pfn(pud) << PAGE_SHIFT) + (addr & ~PUD_MASK);
		return true;
	}
	pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, addr));
	NOTE(tr, pmd, pmd, addr);
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return false;
	if (pmd_large(pmd)) {
		tr->paddr = (pmd_pfn(pmd) << PAGE_SHIFT) + (addr & ~PMD_MASK);
		return true;
	}
	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	NOTE(tr, pte, pte, addr);
	if (!(pte_val(pte) & _PAGE_PRESENT))
		return false;
	tr->paddr = (pte_pfn(pte) << PAGE_SHIFT) + offset_in_page(addr);
	return true;
}

static int do_findpage(struct args *a)
{
	static const char * const lv[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	struct trace tr = { 0 };
	struct mm_struct *mm;
	unsigned long flags;
	bool ok = false;
	int i;

	mm = get_task_mm(a->task);
	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_save(flags);
		ok = lookup(mm, a->addr, &tr);
		local_irq_restore(flags);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	say("findpage", "pgtable_l5_enabled = %d", pgtable_l5_enabled());
	for (i = 0; i < tr.depth; i++) {
		say("findpage", "%s_val = 0x%lx", lv[i], tr.val[i]);
		say("findpage", "%s_index = %lu", lv[i], tr.idx[i]);
	}
	if (ok)
		say("findpage", "vaddr = 0x%lx -> paddr = 0x%lx", a->addr, tr.paddr);
	else
		say("findpage", "translation not found");
	return 0;
}

static int do_writeval(struct args *a)
{
	unsigned long addr = a->addr, off = offset_in_page(addr), left, v;
	struct vm_area_struct *vma;
	struct page *pages[2];
	struct mm_struct *mm;
	const char *why = NULL;
	long n = off + sizeof(long) > PAGE_SIZE ? 2 : 1, got = 0;
	int i;

	mm = get_task_mm(a->task);
	if (!mm) {
		say("writeval", "vma not found");
		return 0;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	for (i = 0; !why && i < 8; i += 7) {	/* the first byte, and the last */
		v = addr + i;
		vma = find_vma(mm, v);
		if (!vma || v < vma->vm_start)
			why = "vma not found";
		else if (!(vma->vm_flags & VM_WRITE))
			why = "vma has no write permission";
	}
	if (!why) {
		got = pin_user_pages_remote(mm, addr & PAGE_MASK, n, FOLL_WRITE, pages, NULL, NULL);
		if (got < n)
			why = "translation not found";
	}
	if (!why) {
		left = min(sizeof(long), PAGE_SIZE - off);
		memcpy_to_page(pages[0], off, (char *)&a->val, left);
		if (n == 2)
			memcpy_to_page(pages[1], 0, (char *)&a->val + left, sizeof(long) - left);
	}
	if (got > 0)
		unpin_user_pages_dirty_lock(pages, got, !why);
	mmap_read_unlock(mm);
	mmput(mm);
	if (why)
		say("writeval", "%s", why);
	else
		say("writeval", "wrote 0x%lx to 0x%lx", a->val, addr);
	return 0;
}

static int get_hex(const char *s, unsigned long *v)
{
	return isxdigit(s[0]) && !kstrtoul(s, 16, v) ? 0 : -EINVAL;
}

static struct task_struct *pick(bool by_pid, unsigned long pid)
{
	struct task_struct *p, *found = NULL;

	rcu_read_lock();
	for_each_process(p) {
		if (by_pid ? p->pid == pid : !strcmp(p->comm, target)) {
			found = get_task_struct(p);
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

static int run(const char *line, char *copy)
{
	struct args a = { 0 };
	char *argv[5], *tok;
	int argc = 0, need, ret;
	unsigned long pid = 0;
	int (*fn)(struct args *);

	while ((tok = strsep(&copy, " \t"))) {
		if (!*tok)
			continue;
		if (argc == 4)
			return -EINVAL;
		argv[argc++] = tok;
	}
	if (!argc)
		return -EINVAL;
	if (!strcmp(argv[0], "listvma")) {
		need = 1;
		fn = do_listvma;
	} else if (!strcmp(argv[0], "findpage")) {
		need = 2;
		fn = do_findpage;
	} else if (!strcmp(argv[0], "writeval")) {
		need = 3;
		fn = do_writeval;
	} else {
		return -EINVAL;
	}
	if (argc < need || argc > need + 1)
		return -EINVAL;
	if (need > 1 && get_hex(argv[1], &a.addr))
		return -EINVAL;
	if (need > 2 && get_hex(argv[2], &a.val))
		return -EINVAL;
	if (argc > need && (!isdigit(argv[need][0]) || kstrtoul(argv[need], 10, &pid)))
		return -EINVAL;

	pr_info("[mtest] Got command: %s\n", line);

	if (need > 1 || argc > need) {
		a.task = pick(argc > need, pid);
		if (!a.task) {
			pr_info("[mtest] no such process\n");
			return -ESRCH;
		}
	}
	mutex_lock(&mtest_lock);
	ret = fn(&a);
	mutex_unlock(&mtest_lock);
	if (a.task)
		put_task_struct(a.task);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char *buf, *copy;
	ssize_t ret;
	size_t i, len;

	buf = kzalloc(2 * MTEST_BUFSZ, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	copy = buf + MTEST_BUFSZ;

	ret = simple_write_to_buffer(buf, MTEST_BUFSZ - 1, ppos, ubuf, count);
	if (ret < 0)
		goto out;
	len = strlen(buf);
	if (ret != count || len != count) {	/* too long, or with a NUL inside */
		ret = -EINVAL;
		goto out;
	}
	if (len && buf[len - 1] == '\n')
		buf[--len] = '\0';
	for (i = 0; i < len; i++) {
		if (buf[i] != '\t' && !(isascii(buf[i]) && isprint(buf[i]))) {
			ret = -EINVAL;
			goto out;
		}
	}
	strcpy(copy, buf);
	ret = run(buf, copy);
	if (!ret)
		ret = count;
out:
	kfree(buf);
	return ret;
}

static const struct proc_ops mtest_fops = {
	.proc_open	= simple_open,
	.proc_write	= mtest_write,
	.proc_lseek	= default_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_fops) ? 0 : -ENOMEM;
}
module_init(mtest_init);

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}
module_exit(mtest_exit);

MODULE_LICENSE("GPL v2");
