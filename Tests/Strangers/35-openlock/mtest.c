// SPDX-License-Identifier: GPL-2.0
/* mtest.c - A module that shows how virtual memory is organised */

#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

#define MAX_CMD 300

static char *target = "test";
module_param(target, charp, 0444);

static struct task_struct *task_by_pid(pid_t nr)
{
	struct task_struct *t;

	rcu_read_lock();
	t = pid_task(find_vpid(nr), PIDTYPE_PID);
	if (t)
		get_task_struct(t);
	rcu_read_unlock();
	return t;
}

static struct task_struct *task_by_name(const char *name)
{
	struct task_struct *t;

	rcu_read_lock();
	for_each_process(t) {
		if (t->mm && strcmp(t->comm, name) == 0) {
			get_task_struct(t);
			rcu_read_unlock();
			return t;
		}
	}
	rcu_read_unlock();
	return NULL;
}

static int mtest_list_vma(struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *vma;

	if (!mm)
		return -ESRCH;

	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", t->comm, t->pid);

	mmap_read_lock(mm);
	vma = find_vma(mm, 0);
	while (vma) {
		printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
		       vma->vm_start, vma->vm_end,
		       vma->vm_flags & VM_READ ? 'r' : '-',
		       vma->vm_flags & VM_WRITE ? 'w' : '-',
		       vma->vm_flags & VM_EXEC ? 'x' : '-');
		vma = find_vma(mm, vma->vm_end);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int mtest_list_all(void)
{
	struct task_struct *t, **v;
	int n = 0, cap = 1024, i;

	v = kvmalloc_array(cap, sizeof(*v), GFP_KERNEL);
	if (!v)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process(t) {
		if (!t->mm || n == cap)
			continue;
		get_task_struct(t);
		v[n++] = t;
	}
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		mtest_list_vma(v[i]);
		put_task_struct(v[i]);
	}
	kvfree(v);
	return 0;
}

static void show_entry(const char *level, unsigned long val, unsigned long index)
{
	printk(KERN_INFO "[mtest.findpage] %s_val = 0x%lx\n", level, val);
	printk(KERN_INFO "[mtest.findpage] %s_index = %lu\n", level, index);
}

static void mtest_find_page(struct task_struct *t, struct mm_struct *mm, unsigned long addr)
{
	unsigned long pfn, mask = PAGE_MASK;
	spinlock_t *ptl;
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *ptep, pte;

	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", addr);
	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());
	printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", t->comm, t->pid);

	mmap_read_lock(mm);
	if (addr >= TASK_SIZE_MAX)
		goto none;
	pgd = pgd_offset(mm, addr);
	show_entry("pgd", pgd_val(*pgd), pgd_index(addr));
	if (pgd_none(*pgd))
		goto none;
	p4d = p4d_offset(pgd, addr);
	show_entry("p4d", p4d_val(*p4d), p4d_index(addr));
	if (p4d_none(*p4d))
		goto none;
	pud = pud_offset(p4d, addr);
	show_entry("pud", pud_val(*pud), pud_index(addr));
	if (!pud_present(*pud))
		goto none;
	if (pud_leaf(*pud)) {
		pfn = pud_pfn(*pud);
		mask = PUD_MASK;
		goto found;
	}
	pmd = pmd_offset(pud, addr);
	show_entry("pmd", pmd_val(*pmd), pmd_index(addr));
	if (!pmd_present(*pmd))
		goto none;
	if (pmd_leaf(*pmd)) {
		pfn = pmd_pfn(*pmd);
		mask = PMD_MASK;
		goto found;
	}
	ptep = pte_offset_map_lock(mm, pmd, addr, &ptl);
	pte = *ptep;
	pte_unmap_unlock(ptep, ptl);
	show_entry("pte", pte_val(pte), pte_index(addr));
	if (!pte_present(pte))
		goto none;
	pfn = pte_pfn(pte);
found:
	mmap_read_unlock(mm);
	printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n",
	       pfn << PAGE_SHIFT, addr & ~mask);
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n",
	       addr, (pfn << PAGE_SHIFT) + (addr & ~mask));
	return;
none:
	mmap_read_unlock(mm);
	printk(KERN_INFO "[mtest.findpage] translation not found\n");
}

static int mtest_write_val(struct task_struct *t, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *vma, *vma2;
	struct page *pages[2];
	unsigned long end = addr + sizeof(val) - 1;
	unsigned long room = PAGE_SIZE - (addr & ~PAGE_MASK);
	int want = room < sizeof(val) ? 2 : 1;
	int got;

	if (!mm)
		return -ESRCH;

	mmap_read_lock(mm);

	vma = find_vma(mm, addr);
	vma2 = end < addr ? NULL : find_vma(mm, end);
	if (!vma || !vma2) {
		printk(KERN_INFO "[mtest.writeval] vma not found\n");
		return 0;
	}
	if (!(vma->vm_flags & VM_WRITE) || !(vma2->vm_flags & VM_WRITE)) {
		printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
		return 0;
	}

	got = get_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, pages, NULL, NULL);
	if (got != want) {
		printk(KERN_INFO "[mtest.writeval] translation not found\n");
		goto out;
	}

	if (want == 1) {
		memcpy(page_address(pages[0]) + offset_in_page(addr), &val, sizeof(val));
	} else {
		memcpy(page_address(pages[0]) + offset_in_page(addr), &val, room);
		memcpy(page_address(pages[1]), (char *)&val + room, sizeof(val) - room);
	}
	printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
out:
	while (got > 0) {
		got--;
		set_page_dirty_lock(pages[got]);
		put_page(pages[got]);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int hex(const char *s, unsigned long *v)
{
	return isxdigit(*s) ? kstrtoul(s, 16, v) : -EINVAL;
}

static int dispatch(const char *line, char **w, int n)
{
	unsigned long addr = 0, val = 0;
	struct task_struct *t;
	struct mm_struct *mm;
	int fixed, pid = -1, err = 0;
	char what;

	if (n == 0)
		return -EINVAL;
	if (strcmp(w[0], "listvma") == 0)
		fixed = 1;
	else if (strcmp(w[0], "findpage") == 0)
		fixed = 2;
	else if (strcmp(w[0], "writeval") == 0)
		fixed = 3;
	else
		return -EINVAL;
	what = w[0][0];

	if (n < fixed || n > fixed + 1)
		return -EINVAL;
	if (fixed >= 2 && hex(w[1], &addr))
		return -EINVAL;
	if (fixed >= 3 && hex(w[2], &val))
		return -EINVAL;
	if (n > fixed && (!isdigit(w[fixed][0]) || kstrtoint(w[fixed], 10, &pid)))
		return -EINVAL;

	printk(KERN_INFO "[mtest] Got command: %s\n", line);
	if (what == 'l' && pid < 0)
		return mtest_list_all();

	t = pid < 0 ? task_by_name(target) : task_by_pid(pid);
	if (!t) {
		printk(KERN_INFO "[mtest] no such process\n");
		return -ESRCH;
	}
	switch (what) {
	case 'l':
		err = mtest_list_vma(t);
		break;
	case 'f':
		mm = get_task_mm(t);
		if (mm) {
			mtest_find_page(t, mm, addr);
			mmput(mm);
		} else {
			err = -ESRCH;
		}
		break;
	case 'w':
		err = mtest_write_val(t, addr, val);
		break;
	}
	if (err == -ESRCH)
		printk(KERN_INFO "[mtest] no such process\n");
	put_task_struct(t);
	return err;
}

static ssize_t mtest_proc_write(struct file *file, const char __user *buffer,
				size_t count, loff_t *data)
{
	char line[MAX_CMD + 1];
	char **argv;
	int argc, err;

	if (count > MAX_CMD)
		return -EINVAL;
	if (copy_from_user(line, buffer, count))
		return -EFAULT;
	line[count] = 0;
	if (strlen(line) != count)
		return -EINVAL;
	if (count && line[count - 1] == '\n')
		line[count - 1] = 0;
	if (strpbrk(line, "\n\v\f\r"))
		return -EINVAL;

	argv = argv_split(GFP_KERNEL, line, &argc);
	if (!argv)
		return -ENOMEM;
	err = dispatch(line, argv, argc);
	argv_free(argv);
	return err ? err : count;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_proc_write,
};

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_proc_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
