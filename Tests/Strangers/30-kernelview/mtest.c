// SPDX-License-Identifier: GPL-2.0
/*
 * mtest.c - virtual memory exercise
 * Usage:
 *	echo "listvma"               > /proc/mtest
 *	echo "findpage <hex addr>"   > /proc/mtest
 *	echo "writeval <hex addr> <value>" > /proc/mtest
 * an optional last argument is a pid.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/sched/signal.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(cmd_lock);

/* get a process by pid (pid > 0) or by name; *mmp gets its memory descriptor */
static struct task_struct *get_proc(int pid, struct mm_struct **mmp)
{
	struct task_struct *p, *found = NULL;

	rcu_read_lock();
	if (pid) {
		p = pid_task(find_vpid(pid), PIDTYPE_PID);
		if (p && (*mmp = get_task_mm(p)))
			found = get_task_struct(p);
	} else {
		for_each_process(p) {
			if (strcmp(p->comm, target))
				continue;
			*mmp = get_task_mm(p);
			if (!*mmp)
				continue;
			found = get_task_struct(p);
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

static void print_vmas(struct task_struct *p, struct mm_struct *mm)
{
	char perm[] = "---";
	struct vm_area_struct *vma;
	VMA_ITERATOR(iter, mm, 0);

	pr_info("[mtest.listvma] Process = %s, PID = %d\n", p->comm, p->pid);
	mmap_read_lock(mm);
	for_each_vma(iter, vma) {
		if (vma->vm_flags & VM_READ)
			perm[0] = 'r';
		if (vma->vm_flags & VM_WRITE)
			perm[1] = 'w';
		if (vma->vm_flags & VM_EXEC)
			perm[2] = 'x';
		pr_info("[mtest.listvma] 0x%lx 0x%lx %s\n", vma->vm_start, vma->vm_end, perm);
	}
	mmap_read_unlock(mm);
}

static int print_all_vmas(void)
{
	struct task_struct **procs, *p;
	struct mm_struct *mm;
	int n = 0, i = 0;

	rcu_read_lock();
	for_each_process(p)
		n++;
	rcu_read_unlock();

	n += 128;	/* some may be born meanwhile */
	procs = kvcalloc(n, sizeof(*procs), GFP_KERNEL);
	if (!procs)
		return -ENOMEM;

	rcu_read_lock();
	for_each_process(p) {
		if (i == n)
			break;
		get_task_struct(p);
		procs[i++] = p;
	}
	rcu_read_unlock();

	for (n = i, i = 0; i < n; i++) {
		mm = get_task_mm(procs[i]);
		if (mm) {
			print_vmas(procs[i], mm);
			mmput(mm);
		}
		put_task_struct(procs[i]);
	}
	kvfree(procs);
	return 0;
}

/*
 * Find the page of a user address.  Prints the levels as it goes down.
 * Sets *size to the size of the page (4K, 2M or 1G) and returns the struct
 * page of its beginning; NULL if there is no translation.
 */
static struct page *walk_to_page(struct mm_struct *mm, unsigned long addr, unsigned long *size)
{
	unsigned long pfn = 0;
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (addr >= TASK_SIZE_MAX)
		return NULL;

	pgd = pgd_offset(mm, addr);
	pr_info("[mtest.findpage] pgd_val = 0x%lx\n", pgd_val(*pgd));
	pr_info("[mtest.findpage] pgd_index = %lu\n", pgd_index(addr));
	if (pgd_none(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, addr);
	pr_info("[mtest.findpage] p4d_val = 0x%lx\n", p4d_val(*p4d));
	pr_info("[mtest.findpage] p4d_index = %lu\n", p4d_index(addr));
	if (p4d_none(*p4d))
		return NULL;
	pud = pud_offset(p4d, addr);
	pr_info("[mtest.findpage] pud_val = 0x%lx\n", pud_val(*pud));
	pr_info("[mtest.findpage] pud_index = %lu\n", pud_index(addr));
	if (!pud_present(*pud))
		return NULL;
	if (pud_leaf(*pud)) {
		*size = PUD_SIZE;
		pfn = pud_pfn(*pud);
		goto out;
	}
	pmd = pmd_offset(pud, addr);
	pr_info("[mtest.findpage] pmd_val = 0x%lx\n", pmd_val(*pmd));
	pr_info("[mtest.findpage] pmd_index = %lu\n", pmd_index(addr));
	if (!pmd_present(*pmd))
		return NULL;
	if (pmd_leaf(*pmd)) {
		*size = PMD_SIZE;
		pfn = pmd_pfn(*pmd);
		goto out;
	}
	pte = pte_offset_map(pmd, addr);
	pr_info("[mtest.findpage] pte_val = 0x%lx\n", pte_val(*pte));
	pr_info("[mtest.findpage] pte_index = %lu\n", pte_index(addr));
	if (pte_present(*pte)) {
		*size = PAGE_SIZE;
		pfn = pte_pfn(*pte);
	}
	pte_unmap(pte);
out:
	if (!pfn || !pfn_valid(pfn))
		return NULL;
	return pfn_to_page(pfn);
}

static void find_page(struct task_struct *p, struct mm_struct *mm, unsigned long addr)
{
	struct page *page;
	unsigned long size, page_addr, page_offset;

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", addr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", p->comm, p->pid);

	mmap_read_lock(mm);
	page = walk_to_page(mm, addr, &size);
	if (page) {
		/* now get the physical address of the page */
		page_addr = (unsigned long)page_address(page);
		page_offset = addr & (size - 1);
		pr_info("[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n",
			page_addr, page_offset);
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n",
			addr, page_addr + page_offset);
	} else {
		pr_info("[mtest.findpage] translation not found\n");
	}
	mmap_read_unlock(mm);
}

static void write_val(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	struct vm_area_struct *first, *second;
	unsigned long end = addr + sizeof(val);
	struct page *pages[2] = { NULL, NULL };
	long nr = 1, got;
	int i;

	if (end < addr) {
		pr_info("[mtest.writeval] vma not found\n");
		return;
	}
	if (((end - 1) >> PAGE_SHIFT) != (addr >> PAGE_SHIFT))
		nr = 2;

	mmap_read_lock(mm);
	first = vma_lookup(mm, addr);
	second = vma_lookup(mm, end - 1);
	if (!first || !second) {
		pr_info("[mtest.writeval] vma not found\n");
		goto unlock;
	}
	if (!(first->vm_flags & VM_WRITE) || !(second->vm_flags & VM_WRITE)) {
		pr_info("[mtest.writeval] vma has no write permission\n");
		goto unlock;
	}
	got = get_user_pages_remote(mm, addr & PAGE_MASK, nr, FOLL_WRITE, pages, NULL, NULL);
	if (got == nr) {
		unsigned char *bytes = (unsigned char *)&val;
		unsigned long a;

		for (a = addr; a < end; a++) {
			int second_page = (a & PAGE_MASK) != (addr & PAGE_MASK);
			unsigned char *k = kmap_local_page(pages[second_page]);

			k[a & ~PAGE_MASK] = bytes[a - addr];
			kunmap_local(k);
		}
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	} else {
		pr_info("[mtest.writeval] translation not found\n");
	}
	for (i = 0; i < got; i++) {
		if (got == nr)
			set_page_dirty_lock(pages[i]);
		put_page(pages[i]);
	}
unlock:
	mmap_read_unlock(mm);
}

static int number(const char *s, int base, unsigned long *out)
{
	if (!s || !isxdigit(*s) || kstrtoul(s, base, out))
		return -EINVAL;
	return 0;
}

/* buf is taken apart, whole is the same line for the log */
static int do_command(char *buf, const char *whole)
{
	char *argv[6], *tok;
	int argc = 0, pid = 0, args, ret = 0;
	unsigned long addr = 0, val = 0, nr;
	struct task_struct *p;
	struct mm_struct *mm;

	while ((tok = strsep(&buf, " \t")) && argc < 6)
		if (*tok)
			argv[argc++] = tok;
	if (argc == 0)
		return -EINVAL;

	if (!strcmp(argv[0], "listvma"))
		args = 1;
	else if (!strcmp(argv[0], "findpage"))
		args = 2;
	else if (!strcmp(argv[0], "writeval"))
		args = 3;
	else
		return -EINVAL;

	if (argc < args || argc > args + 1)
		return -EINVAL;
	if (args >= 2 && number(argv[1], 16, &addr))
		return -EINVAL;
	if (args >= 3 && number(argv[2], 10, &val))
		return -EINVAL;
	if (argc > args) {
		if (number(argv[args], 10, &nr) || nr > INT_MAX)
			return -EINVAL;
		if (!nr)
			nr = INT_MAX;	/* nobody has that one */
		pid = nr;
	}

	mutex_lock(&cmd_lock);
	pr_info("[mtest] Got command: %s\n", whole);

	if (args == 1 && !pid) {
		ret = print_all_vmas();
		goto out;
	}
	p = get_proc(pid, &mm);
	if (!p) {
		pr_info("[mtest] no such process\n");
		ret = -ESRCH;
		goto out;
	}
	if (args == 1)
		print_vmas(p, mm);
	else if (args == 2)
		find_page(p, mm, addr);
	else
		write_val(mm, addr, val);
	mmput(mm);
	put_task_struct(p);
out:
	mutex_unlock(&cmd_lock);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *off)
{
	char *kbuf;
	int ret;

	if (count > 1000)
		return -EINVAL;
	kbuf = kzalloc(count + 1, GFP_KERNEL);
	if (!kbuf)
		return -ENOMEM;
	if (copy_from_user(kbuf, ubuf, count)) {
		kfree(kbuf);
		return -EFAULT;
	}
	ret = -EINVAL;
	if (count && strlen(kbuf) == count) {
		if (kbuf[count - 1] == '\n')
			kbuf[count - 1] = 0;
		if (!strchr(kbuf, '\n')) {
			char *dup = kstrdup(kbuf, GFP_KERNEL);

			ret = dup ? do_command(kbuf, dup) : -ENOMEM;
			kfree(dup);
		}
	}
	kfree(kbuf);
	return ret ? ret : count;
}

static const struct proc_ops fops = {
	.proc_write = mtest_write,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0600, NULL, &fops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
