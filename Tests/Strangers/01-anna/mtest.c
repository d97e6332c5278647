// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - inspect and poke the address space of a process through /proc/mtest
 *
 * Anna, OS lab 4
 */
#define pr_fmt(fmt) "[mtest] " fmt

#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define CMD_MAX		256
#define ARGS_MAX	4

static char *target = "test";
module_param(target, charp, 0644);
MODULE_PARM_DESC(target, "name of the process looked at when no pid is given");

static DEFINE_MUTEX(mtest_lock);

/* ---- choosing a process ---- */

static struct task_struct *task_by_name(void)
{
	struct task_struct *p, *found = NULL;

	rcu_read_lock();
	for_each_process(p) {
		if (!strncmp(p->comm, target, TASK_COMM_LEN)) {
			get_task_struct(p);
			found = p;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

static struct task_struct *task_by_pid(int nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *p = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	return p;
}

/* ---- listvma ---- */

static void list_one(struct task_struct *p)
{
	struct mm_struct *mm = get_task_mm(p);
	struct vm_area_struct *vma;

	if (!mm)
		return;

	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n",
	       p->comm, task_tgid_nr(p));

	mmap_read_lock(mm);
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma)
			printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
			       vma->vm_start, vma->vm_end,
			       vma->vm_flags & VM_READ ? 'r' : '-',
			       vma->vm_flags & VM_WRITE ? 'w' : '-',
			       vma->vm_flags & VM_EXEC ? 'x' : '-');
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

/*
 * mmap_read_lock() sleeps, so the process list cannot be walked under RCU
 * while printing: take the processes one at a time in the order of the pids.
 */
static void list_all(void)
{
	int nr = 1;

	for (;;) {
		struct task_struct *p = NULL;
		struct pid *pid;

		rcu_read_lock();
		pid = find_ge_pid(nr, &init_pid_ns);
		if (pid) {
			nr = pid_nr(pid) + 1;
			p = pid_task(pid, PIDTYPE_TGID);
			if (p)
				get_task_struct(p);
		}
		rcu_read_unlock();
		if (!pid)
			return;
		if (p) {
			list_one(p);
			put_task_struct(p);
		}
		cond_resched();
	}
}

/* ---- findpage ---- */

#define FP(fmt, ...) printk(KERN_INFO "[mtest.findpage] " fmt "\n", ##__VA_ARGS__)

static bool walk(struct mm_struct *mm, unsigned long va, unsigned long *pa)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *ptep, pte;

	if (va >= TASK_SIZE_MAX)
		return false;

	pgd = pgd_offset(mm, va);
	FP("pgd_val = 0x%lx, pgd_index = %lu", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd) || pgd_bad(*pgd))
		return false;

	p4d = p4d_offset(pgd, va);
	FP("p4d_val = 0x%lx, p4d_index = %lu", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d) || p4d_bad(*p4d))
		return false;

	pud = pud_offset(p4d, va);
	FP("pud_val = 0x%lx, pud_index = %lu", pud_val(*pud), pud_index(va));
	if (!pud_present(*pud))
		return false;
	if (pud_large(*pud)) {
		*pa = (pud_pfn(*pud) << PAGE_SHIFT) | (va & ~PUD_MASK);
		return true;
	}

	pmd = pmd_offset(pud, va);
	FP("pmd_val = 0x%lx, pmd_index = %lu", pmd_val(*pmd), pmd_index(va));
	if (!pmd_present(*pmd))
		return false;
	if (pmd_large(*pmd)) {
		*pa = (pmd_pfn(*pmd) << PAGE_SHIFT) | (va & ~PMD_MASK);
		return true;
	}

	ptep = pte_offset_map(pmd, va);
	pte = READ_ONCE(*ptep);
	pte_unmap(ptep);
	FP("pte_val = 0x%lx, pte_index = %lu", pte_val(pte), pte_index(va));
	if (!pte_present(pte))
		return false;
	*pa = (pte_pfn(pte) << PAGE_SHIFT) | (va & ~PAGE_MASK);
	return true;
}

static void findpage(struct task_struct *p, struct mm_struct *mm, unsigned long va)
{
	unsigned long pa;
	bool ok;

	FP("vaddr = 0x%lx", va);
	FP("pgtable_l5_enabled = %d", pgtable_l5_enabled());
	FP("Process = %s, PID = %d", p->comm, task_tgid_nr(p));

	mmap_read_lock(mm);
	ok = walk(mm, va, &pa);
	mmap_read_unlock(mm);

	if (!ok) {
		FP("translation not found");
		return;
	}
	FP("page_addr = 0x%lx, page_offset = 0x%lx", pa & PAGE_MASK, pa & ~PAGE_MASK);
	FP("vaddr = 0x%lx -> paddr = 0x%lx", va, pa);
}

/* ---- writeval ---- */

static const char *poke(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	const char *src = (const char *)&val;
	struct page *page[2];
	size_t off = offset_in_page(addr);
	size_t first = min_t(size_t, sizeof(val), PAGE_SIZE - off);
	int want = first < sizeof(val) ? 2 : 1;
	struct vm_area_struct *vma;
	unsigned long a = addr;
	long got;
	int i;

	/* every byte has to lie in a vma that may be written */
	do {
		vma = find_vma(mm, a);
		if (!vma || vma->vm_start > a)
			return "vma not found";
		if (!(vma->vm_flags & VM_WRITE))
			return "vma has no write permission";
		a = vma->vm_end;
	} while (a < addr + sizeof(val));

	got = get_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE,
				    page, NULL, NULL);
	if (got == want) {
		memcpy_to_page(page[0], off, src, first);
		if (want == 2)
			memcpy_to_page(page[1], 0, src + first, sizeof(val) - first);
		for (i = 0; i < want; i++)
			set_page_dirty_lock(page[i]);
	}
	for (i = 0; i < got; i++)
		put_page(page[i]);
	return got == want ? NULL : "translation not found";
}

static void writeval(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	const char *why;

	mmap_read_lock(mm);
	why = poke(mm, addr, val);
	mmap_read_unlock(mm);

	if (why)
		printk(KERN_INFO "[mtest.writeval] %s\n", why);
	else
		printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
}

/* ---- the file ---- */

static int get_hex(const char *s, unsigned long *out)
{
	if (!isxdigit(*s) || kstrtoul(s, 16, out))
		return -EINVAL;
	return 0;
}

static int get_dec(const char *s, int *out)
{
	if (!isdigit(*s) || kstrtoint(s, 10, out))
		return -EINVAL;
	return 0;
}

static int run(const char *line, int argc, char **argv)
{
	enum { OP_LIST, OP_FIND, OP_WRITE } op;
	unsigned long addr = 0, val = 0;
	struct task_struct *p;
	struct mm_struct *mm;
	int pid = -1, fixed;

	if (argc < 1)
		return -EINVAL;
	if (!strcmp(argv[0], "listvma"))
		op = OP_LIST, fixed = 1;
	else if (!strcmp(argv[0], "findpage"))
		op = OP_FIND, fixed = 2;
	else if (!strcmp(argv[0], "writeval"))
		op = OP_WRITE, fixed = 3;
	else
		return -EINVAL;
	if (argc != fixed && argc != fixed + 1)
		return -EINVAL;
	if (op >= OP_FIND && get_hex(argv[1], &addr))
		return -EINVAL;
	if (op == OP_WRITE && get_hex(argv[2], &val))
		return -EINVAL;
	if (argc > fixed && get_dec(argv[fixed], &pid))
		return -EINVAL;

	pr_info("Got command: %s\n", line);

	if (op == OP_LIST && pid < 0) {
		list_all();
		return 0;
	}

	p = pid < 0 ? task_by_name() : task_by_pid(pid);
	if (!p) {
		pr_info("no such process\n");
		return -ESRCH;
	}
	if (op == OP_LIST) {
		list_one(p);
	} else {
		mm = get_task_mm(p);
		if (!mm) {
			put_task_struct(p);
			pr_info("no such process\n");
			return -ESRCH;
		}
		if (op == OP_FIND)
			findpage(p, mm, addr);
		else
			writeval(mm, addr, val);
		mmput(mm);
	}
	put_task_struct(p);
	return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf,
			   size_t count, loff_t *ppos)
{
	char *line, *copy, *cur, *word, *argv[ARGS_MAX];
	int argc = 0, ret = -EINVAL;

	if (!count || count > CMD_MAX)
		return -EINVAL;
	line = memdup_user_nul(ubuf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);
	if (strlen(line) != count) {
		kfree(line);
		return -EINVAL;
	}
	if (line[count - 1] == '\n')
		line[count - 1] = '\0';

	copy = kstrdup(line, GFP_KERNEL);
	if (!copy) {
		kfree(line);
		return -ENOMEM;
	}
	cur = copy;
	while ((word = strsep(&cur, " \t"))) {
		if (!*word)
			continue;
		if (argc == ARGS_MAX)
			goto out;
		argv[argc++] = word;
	}

	mutex_lock(&mtest_lock);
	ret = run(line, argc, argv);
	mutex_unlock(&mtest_lock);
out:
	kfree(copy);
	kfree(line);
	return ret ? ret : count;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0600, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Anna");
MODULE_DESCRIPTION("listvma, findpage, writeval");
