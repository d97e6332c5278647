// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - kernel module for lab 2
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pgtable.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mtest_lock);

/*
 * Every handler gets the rest of the line behind its name.
 */
struct handler {
	const char *name;
	int (*fn)(char *rest);
};

static char *get_word(char **p)
{
	char *w;

	while ((w = strsep(p, " \t")) != NULL)
		if (*w != '\0')
			break;
	return w;
}

/* reads a number, with or without 0x */
static int get_number(char **p, unsigned long *num)
{
	char *w = get_word(p);

	if (w == NULL || !isxdigit(w[0]))
		return -EINVAL;
	if (kstrtoul(w, 0, num) != 0)
		return -EINVAL;
	return 0;
}

/* an optional pid as the last word, -1 if there is none */
static int get_optional_pid(char **p, int *pid)
{
	char *w = get_word(p);

	*pid = -1;
	if (w == NULL)
		return 0;
	if (!isdigit(w[0]) || kstrtoint(w, 10, pid) != 0)
		return -EINVAL;
	return get_word(p) ? -EINVAL : 0;
}

static struct mm_struct *mm_of(int pid, struct task_struct **task)
{
	struct mm_struct *mm = NULL;
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p) {
		if (pid >= 0 && p->pid != pid)
			continue;
		if (pid < 0 && strcmp(p->comm, target) != 0)
			continue;
		mm = get_task_mm(p);
		if (mm != NULL) {
			get_task_struct(p);
			*task = p;
			break;
		}
	}
	rcu_read_unlock();
	if (mm == NULL)
		pr_info("[mtest] no such process\n");
	return mm;
}

static void list_vmas(struct task_struct *task, struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
	mmap_read_lock(mm);
	{
		VMA_ITERATOR(vmi, mm, 0);

		for_each_vma(vmi, vma) {
			char perm[4];

			perm[0] = vma->vm_flags & VM_READ ? 'r' : '-';
			perm[1] = vma->vm_flags & VM_WRITE ? 'w' : '-';
			perm[2] = vma->vm_flags & VM_EXEC ? 'x' : '-';
			perm[3] = '\0';
			pr_info("[mtest.listvma] 0x%lx 0x%lx %s\n",
				vma->vm_start, vma->vm_end, perm);
		}
	}
	mmap_read_unlock(mm);
}

static int cmd_listvma(char *rest)
{
	struct task_struct *task, *p;
	struct mm_struct *mm;
	int pid, ret, last = 0;

	ret = get_optional_pid(&rest, &pid);
	if (ret)
		return ret;
	if (pid >= 0) {
		pr_info("[mtest] Got command: listvma %d\n", pid);
		mm = mm_of(pid, &task);
		if (mm == NULL)
			return -ESRCH;
		list_vmas(task, mm);
		mmput(mm);
		put_task_struct(task);
		return 0;
	}

	pr_info("[mtest] Got command: listvma\n");
	for (;;) {
		/* the process with the lowest pid above the last one */
		task = NULL;
		rcu_read_lock();
		for_each_process(p)
			if (p->pid > last && (task == NULL || p->pid < task->pid))
				task = p;
		if (task)
			get_task_struct(task);
		rcu_read_unlock();
		if (task == NULL)
			break;
		last = task->pid;
		mm = get_task_mm(task);
		if (mm) {
			list_vmas(task, mm);
			mmput(mm);
		}
		put_task_struct(task);
	}
	return 0;
}

static int cmd_findpage(char *rest)
{
	unsigned long vaddr, paddr = 0, mask = 0;
	struct task_struct *task;
	struct mm_struct *mm;
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;
	int pid;

	if (get_number(&rest, &vaddr) || get_optional_pid(&rest, &pid))
		return -EINVAL;
	if (pid >= 0)
		pr_info("[mtest] Got command: findpage 0x%lx %d\n", vaddr, pid);
	else
		pr_info("[mtest] Got command: findpage 0x%lx\n", vaddr);
	mm = mm_of(pid, &task);
	if (mm == NULL)
		return -ESRCH;

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", vaddr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", task->comm, task->pid);

	mmap_read_lock(mm);
	do {
		if (vaddr >= TASK_SIZE_MAX)
			break;
		pgd = pgd_offset(mm, vaddr);
		pr_info("[mtest.findpage] pgd_val = 0x%lx\n", pgd_val(*pgd));
		pr_info("[mtest.findpage] pgd_index = %lu\n", pgd_index(vaddr));
		if (pgd_none(*pgd))
			break;
		p4d = p4d_offset(pgd, vaddr);
		pr_info("[mtest.findpage] p4d_val = 0x%lx\n", p4d_val(*p4d));
		pr_info("[mtest.findpage] p4d_index = %lu\n", p4d_index(vaddr));
		if (p4d_none(*p4d))
			break;
		pud = pud_offset(p4d, vaddr);
		pr_info("[mtest.findpage] pud_val = 0x%lx\n", pud_val(*pud));
		pr_info("[mtest.findpage] pud_index = %lu\n", pud_index(vaddr));
		if (!pud_present(*pud))
			break;
		if (pud_leaf(*pud)) {
			mask = PUD_MASK;
			paddr = PFN_PHYS(pud_pfn(*pud));
			break;
		}
		pmd = pmd_offset(pud, vaddr);
		pr_info("[mtest.findpage] pmd_val = 0x%lx\n", pmd_val(*pmd));
		pr_info("[mtest.findpage] pmd_index = %lu\n", pmd_index(vaddr));
		if (!pmd_present(*pmd))
			break;
		if (pmd_leaf(*pmd)) {
			mask = PMD_MASK;
			paddr = PFN_PHYS(pmd_pfn(*pmd));
			break;
		}
		pte = pte_offset_map(pmd, vaddr);
		pr_info("[mtest.findpage] pte_val = 0x%lx\n", pte_val(*pte));
		pr_info("[mtest.findpage] pte_index = %lu\n", pte_index(vaddr));
		if (pte_present(*pte)) {
			mask = PAGE_MASK;
			paddr = PFN_PHYS(pte_pfn(*pte));
		}
		pte_unmap(pte);
	} while (0);
	mmap_read_unlock(mm);

	if (mask) {
		pr_info("[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n",
			paddr, vaddr & ~mask);
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n",
			vaddr, paddr | (vaddr & ~mask));
	} else {
		pr_info("[mtest.findpage] translation not found\n");
	}
	mmput(mm);
	put_task_struct(task);
	return 0;
}

static int cmd_writeval(char *rest)
{
	unsigned long addr, val, last, i;
	struct task_struct *task;
	struct mm_struct *mm;
	struct vm_area_struct *v1, *v2;
	struct page *page[2];
	long want, got, k;
	int pid;

	if (get_number(&rest, &addr) || get_number(&rest, &val) ||
	    get_optional_pid(&rest, &pid))
		return -EINVAL;
	if (pid >= 0)
		pr_info("[mtest] Got command: writeval 0x%lx 0x%lx %d\n", addr, val, pid);
	else
		pr_info("[mtest] Got command: writeval 0x%lx 0x%lx\n", addr, val);
	mm = mm_of(pid, &task);
	if (mm == NULL)
		return -ESRCH;

	last = addr + sizeof(val) - 1;
	want = (last >> PAGE_SHIFT) == (addr >> PAGE_SHIFT) ? 1 : 2;

	mmap_read_lock(mm);
	v1 = vma_lookup(mm, addr);
	v2 = last > addr ? vma_lookup(mm, last) : NULL;
	if (v1 == NULL || v2 == NULL) {
		pr_info("[mtest.writeval] vma not found\n");
		goto done;
	}
	if (!(v1->vm_flags & VM_WRITE) || !(v2->vm_flags & VM_WRITE)) {
		pr_info("[mtest.writeval] vma has no write permission\n");
		goto done;
	}
	got = get_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, page, NULL, NULL);
	if (got == want) {
		for (i = 0; i < sizeof(val); i++) {
			u8 *map = page_address(page[((addr + i) >> PAGE_SHIFT) -
						    (addr >> PAGE_SHIFT)]);

			map[offset_in_page(addr + i)] = (val >> (8 * i)) & 0xff;
		}
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	} else {
		pr_info("[mtest.writeval] translation not found\n");
	}
	for (k = 0; k < got; k++) {
		if (got == want)
			set_page_dirty_lock(page[k]);
		put_page(page[k]);
	}
done:
	mmap_read_unlock(mm);
	mmput(mm);
	put_task_struct(task);
	return 0;
}

static const struct handler handlers[] = {
	{ "listvma",  cmd_listvma },
	{ "findpage", cmd_findpage },
	{ "writeval", cmd_writeval },
	{ NULL, NULL }
};

static ssize_t mtest_write(struct file *file, const char __user *buffer,
			   size_t count, loff_t *ppos)
{
	const struct handler *h;
	char *line, *p;
	int ret = 0;

	if (count >= 512)
		return -EINVAL;
	line = kmalloc(count + 1, GFP_KERNEL);
	if (line == NULL)
		return -ENOMEM;
	if (copy_from_user(line, buffer, count)) {
		kfree(line);
		return -EFAULT;
	}
	line[count] = '\0';
	if (strlen(line) != count) {
		kfree(line);
		return -EINVAL;
	}
	if (count > 0 && line[count - 1] == '\n')
		line[count - 1] = '\0';
	if (strchr(line, '\n') != NULL) {
		kfree(line);
		return -EINVAL;
	}

	p = line + strspn(line, " \t");
	mutex_lock(&mtest_lock);
	for (h = handlers; h->name != NULL; h++) {
		size_t len = strlen(h->name);

		if (strncmp(p, h->name, len) == 0) {
			ret = h->fn(p + len);
			break;
		}
	}
	if (h->name == NULL)
		pr_info("[mtest] unknown command, nothing done\n");
	mutex_unlock(&mtest_lock);

	kfree(line);
	return ret < 0 ? ret : count;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static int __init mtest_init(void)
{
	if (proc_create("mtest", 0200, NULL, &mtest_ops) == NULL)
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
