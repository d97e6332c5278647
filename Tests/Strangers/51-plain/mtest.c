// SPDX-License-Identifier: GPL-2.0
/* mtest: small functions, no table, no macro of its own */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/semaphore.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/mm.h>

static char *target = "test";
module_param(target, charp, 0400);

static DEFINE_SEMAPHORE(turnstile);

/* get_task_mm(), also where the main thread has ended and others have not */
static struct mm_struct *borrow_mm(struct task_struct *p)
{
	struct task_struct *t;
	struct mm_struct *mm = NULL;

	rcu_read_lock();
	for_each_thread(p, t) {
		mm = get_task_mm(t);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

/* the process with the smallest pid that is not below from, with a reference */
static struct task_struct *process_from(unsigned long from)
{
	struct task_struct *p, *best = NULL;

	rcu_read_lock();
	for_each_process(p)
		if (p->tgid >= from && (!best || p->tgid < best->tgid))
			best = p;
	if (best)
		get_task_struct(best);
	rcu_read_unlock();
	return best;
}

static struct task_struct *process_named(const char *name)
{
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p)
		if (!strcmp(p->comm, name))
			goto out;
	p = NULL;
out:
	if (p)
		get_task_struct(p);
	rcu_read_unlock();
	return p;
}

static void print_vmas(struct task_struct *p)
{
	struct mm_struct *mm = borrow_mm(p);
	struct vm_area_struct *vma;
	unsigned long next = 0;
	char perm[4];

	if (!mm)
		return;
	pr_notice("[mtest.listvma] Process = %s, PID = %d\n", p->comm, p->tgid);
	mmap_read_lock(mm);
	for (;;) {
		vma = find_vma(mm, next);
		if (!vma)
			break;
		strcpy(perm, "---");
		if (vma->vm_flags & VM_READ)
			perm[0] = 'R';
		if (vma->vm_flags & VM_WRITE)
			perm[1] = 'W';
		if (vma->vm_flags & VM_EXEC)
			perm[2] = 'X';
		pr_notice("[mtest.listvma] 0x%016lX 0x%016lX %s\n", vma->vm_start, vma->vm_end, perm);
		next = vma->vm_end;
		cond_resched();
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

static void print_all_vmas(void)
{
	struct task_struct *p;
	unsigned long nr = 0;

	/* in the order of the pids; this way nothing has to be allocated */
	while ((p = process_from(nr))) {
		nr = p->tgid + 1UL;
		print_vmas(p);
		put_task_struct(p);
		cond_resched();
	}
}

static void find_page(struct task_struct *p, unsigned long va)
{
	static const char * const name[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	int shift[] = { PGDIR_SHIFT, P4D_SHIFT, PUD_SHIFT, PMD_SHIFT, PAGE_SHIFT };
	unsigned long index[5], entry[5], *table, rest;
	struct mm_struct *mm = borrow_mm(p);
	bool large = false, there = false;
	int level = 0;

	if (mm) {
		mmap_read_lock(mm);
		if (va < TASK_SIZE_MAX) {
			local_irq_disable();	/* no table is freed before they are enabled */
			table = (unsigned long *)mm->pgd;
			for (;;) {
				if (level == 1 && !pgtable_l5_enabled()) {
					/* folded: the pgd's entry once more */
					index[1] = 0;
					entry[1] = entry[0];
				} else {
					index[level] = (va >> shift[level]) & (PTRS_PER_PTE - 1);
					entry[level] = READ_ONCE(table[index[level]]);
				}
				there = entry[level] & _PAGE_PRESENT;
				large = (level == 2 || level == 3) && (entry[level] & _PAGE_PSE);
				if (!there || large || level == 4)
					break;
				table = phys_to_virt(entry[level] & PTE_PFN_MASK);
				level++;
			}
			local_irq_enable();
			level++;
		}
		mmap_read_unlock(mm);
		mmput(mm);
	}

	pr_notice("[mtest.findpage] PGTABLE_L5_ENABLED = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_notice("[mtest.findpage] %d levels seen of 5\n", level);
	if (level) {
		int i;

		for (i = 0; i < level; i++) {
			pr_notice("[mtest.findpage] %s_index = %lu\n", name[i], index[i]);
			pr_notice("[mtest.findpage] %s_val = 0x%016lX\n", name[i], entry[i]);
		}
	}
	if (there) {
		rest = (1UL << shift[level - 1]) - 1;
		pr_notice("[mtest.findpage] vaddr = 0x%016lX -> paddr = 0x%016lX\n", va,
			  (entry[level - 1] & PTE_PFN_MASK & ~rest) | (va & rest));
	} else {
		pr_notice("[mtest.findpage] translation not found\n");
	}
}

static int writable(struct mm_struct *mm, unsigned long va)
{
	struct vm_area_struct *vma = find_vma(mm, va);

	if (!vma || va < vma->vm_start) {
		pr_notice("[mtest.writeval] vma not found: nothing written\n");
		return -EPERM;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		pr_notice("[mtest.writeval] vma has no write permission: nothing written\n");
		return -EPERM;
	}
	return 0;
}

static int write_value(struct task_struct *p, unsigned long va, unsigned long val)
{
	struct mm_struct *mm = borrow_mm(p);
	struct page *page[2] = { NULL, NULL };
	int offset = offset_in_page(va), parts, err, have;
	char *first, *second;

	if (!mm) {
		pr_notice("[mtest.writeval] vma not found: nothing written\n");
		return -EPERM;
	}
	mmap_read_lock(mm);
	err = writable(mm, va);
	if (!err)
		err = writable(mm, va + 7);
	if (err)
		goto unlock;
	parts = offset <= PAGE_SIZE - 8 ? 1 : 2;
	have = pin_user_pages_remote(mm, va & PAGE_MASK, parts, FOLL_WRITE, page, NULL, NULL);
	if (have < parts) {
		if (have == 1)
			unpin_user_page(page[0]);
		pr_notice("[mtest.writeval] translation not found: nothing written\n");
		err = -EFAULT;
		goto unlock;
	}
	first = kmap_local_page(page[0]);
	if (parts == 1) {
		memcpy(first + offset, &val, 8);
	} else {
		second = kmap_local_page(page[1]);
		memcpy(first + offset, &val, PAGE_SIZE - offset);
		memcpy(second, (char *)&val + (PAGE_SIZE - offset), 8 - (PAGE_SIZE - offset));
		kunmap_local(second);
	}
	kunmap_local(first);
	unpin_user_pages_dirty_lock(page, parts, true);
	pr_notice("[mtest.writeval] wrote 0x%016lX to 0x%016lX\n", val, va);
unlock:
	mmap_read_unlock(mm);
	mmput(mm);
	return err;
}

/* only digits, and no more of them than the type can hold */
static int hexadecimal(const char *s, unsigned long *v)
{
	if (!isxdigit(*s) || kstrtoul(s, 16, v))
		return -EINVAL;
	return 0;
}

static int do_command(const char *text, int argc, char **argv)
{
	unsigned long va = 0, val = 0, pid = 0;
	struct task_struct *p;
	int words, err = 0;

	if (argc == 0)
		return -EINVAL;
	if (!strcmp(argv[0], "listvma"))
		words = 1;
	else if (!strcmp(argv[0], "findpage"))
		words = 2;
	else if (!strcmp(argv[0], "writeval"))
		words = 3;
	else
		return -EINVAL;
	if (argc < words || argc > words + 1)
		return -EINVAL;
	if (words >= 2 && hexadecimal(argv[1], &va))
		return -EINVAL;
	if (words >= 3 && hexadecimal(argv[2], &val))
		return -EINVAL;
	if (argc > words && (!isdigit(argv[words][0]) || kstrtoul(argv[words], 10, &pid)))
		return -EINVAL;

	down(&turnstile);
	pr_notice("[mtest] Got command: %s\n", text);
	if (argc == 1) {
		print_all_vmas();
		goto out;
	}
	if (argc > words) {
		p = process_from(pid);
		if (p && p->tgid != pid) {
			put_task_struct(p);
			p = NULL;
		}
	} else {
		p = process_named(target);
	}
	if (!p) {
		pr_notice("[mtest] No such process\n");
		err = -ESRCH;
		goto out;
	}
	if (words == 1)
		print_vmas(p);
	else if (words == 2)
		find_page(p, va);
	else
		err = write_value(p, va, val);
	put_task_struct(p);
out:
	up(&turnstile);
	return err;
}

static ssize_t mtest_write(struct file *filp, const char __user *buf, size_t count, loff_t *f_pos)
{
	char *text, **argv, *c;
	int argc, err;

	if (count > 511)
		return -EINVAL;
	text = memdup_user_nul(buf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	if (count && text[count - 1] == '\n')
		text[count - 1] = ' ';
	for (c = text; c < text + count; c++) {
		if (*c != '\t' && (!isascii(*c) || !isprint(*c))) {
			kfree(text);
			return -EINVAL;
		}
	}
	argv = argv_split(GFP_KERNEL, text, &argc);
	if (!argv) {
		kfree(text);
		return -ENOMEM;
	}
	err = do_command(strim(text), argc, argv);
	argv_free(argv);
	kfree(text);
	if (err)
		return err;
	*f_pos += count;
	return count;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write	= mtest_write,
	.proc_lseek	= noop_llseek,
};

static int __init mtest_init(void)
{
	if (proc_create("mtest", 0200, NULL, &mtest_proc_ops) == NULL)
		return -ENOMEM;
	pr_info("[mtest] loaded, target is %s\n", target);
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
	pr_info("[mtest] unloaded\n");
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
