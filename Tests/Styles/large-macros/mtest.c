// SPDX-License-Identifier: GPL-2.0
// Huge pages by pud_large() and pmd_large(), VMAs by for_each_vma().
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#define COMMAND_MAX 200

static char *target = "test";
module_param(target, charp, 0444);

static void print_vma(struct vm_area_struct *vma)
{
	char perm[] = "---";

	if (vma->vm_flags & VM_READ)
		perm[0] = 'r';
	if (vma->vm_flags & VM_WRITE)
		perm[1] = 'w';
	if (vma->vm_flags & VM_EXEC)
		perm[2] = 'x';
	pr_info("[mtest.listvma] 0x%lx 0x%lx %s\n", vma->vm_start, vma->vm_end, perm);
}

static int do_listvma(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	VMA_ITERATOR(iter, mm, 0);

	if (!mm)
		return 0;
	mmap_read_lock(mm);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
	for_each_vma(iter, vma)
		print_vma(vma);
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int do_listvma_all(void)
{
	struct task_struct *task;
	struct pid *pid;
	int nr = 1;

	for (;;) {
		rcu_read_lock();
		pid = find_ge_pid(nr, &init_pid_ns);
		if (!pid) {
			rcu_read_unlock();
			return 0;
		}
		nr = pid_nr(pid) + 1;
		task = pid_task(pid, PIDTYPE_TGID);
		if (task)
			get_task_struct(task);
		rcu_read_unlock();

		if (task) {
			do_listvma(task);
			put_task_struct(task);
		}
		cond_resched();
	}
}

/* 1 and the physical address if there is a translation, else 0 */
static int translate(struct mm_struct *mm, unsigned long vaddr, u64 *paddr)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;
	u64 page_addr, page_offset;

	pgd = pgd_offset(mm, vaddr);
	pr_info("[mtest.findpage] pgd_val = 0x%lx\n", pgd_val(*pgd));
	pr_info("[mtest.findpage] pgd_index = %lu\n", pgd_index(vaddr));
	if (pgd_none(*pgd) || pgd_bad(*pgd))
		return 0;

	p4d = p4d_offset(pgd, vaddr);
	pr_info("[mtest.findpage] p4d_val = 0x%lx\n", p4d_val(*p4d));
	pr_info("[mtest.findpage] p4d_index = %lu\n", p4d_index(vaddr));
	if (p4d_none(*p4d) || p4d_bad(*p4d))
		return 0;

	pud = pud_offset(p4d, vaddr);
	pr_info("[mtest.findpage] pud_val = 0x%lx\n", pud_val(*pud));
	pr_info("[mtest.findpage] pud_index = %lu\n", pud_index(vaddr));
	if (!pud_present(*pud))
		return 0;
	if (pud_large(*pud)) {
		page_addr = (u64)pud_pfn(*pud) << PAGE_SHIFT;
		page_offset = vaddr & ~PUD_MASK;
		goto found;
	}

	pmd = pmd_offset(pud, vaddr);
	pr_info("[mtest.findpage] pmd_val = 0x%lx\n", pmd_val(*pmd));
	pr_info("[mtest.findpage] pmd_index = %lu\n", pmd_index(vaddr));
	if (!(pmd_val(*pmd) & _PAGE_PRESENT))
		return 0;
	if (pmd_large(*pmd)) {
		page_addr = (u64)pmd_pfn(*pmd) << PAGE_SHIFT;
		page_offset = vaddr & ~PMD_MASK;
		goto found;
	}

	pte = pte_offset_kernel(pmd, vaddr);
	pr_info("[mtest.findpage] pte_val = 0x%lx\n", pte_val(*pte));
	pr_info("[mtest.findpage] pte_index = %lu\n", pte_index(vaddr));
	if (!(pte_val(*pte) & _PAGE_PRESENT))
		return 0;
	page_addr = (u64)pte_pfn(*pte) << PAGE_SHIFT;
	page_offset = vaddr & ~PAGE_MASK;

found:
	*paddr = page_addr | page_offset;
	pr_info("[mtest.findpage] page_addr = 0x%llx, page_offset = 0x%llx\n", page_addr, page_offset);
	return 1;
}

static int do_findpage(struct task_struct *task, unsigned long vaddr)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	int found = 0;
	u64 paddr = 0;

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", vaddr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	pr_info("[mtest.findpage] current = %s, PID = %d\n", task->comm, task->pid);

	if (mm) {
		mmap_read_lock(mm);
		/* page tables go away only where there is no VMA */
		vma = find_vma(mm, vaddr);
		if (vma && vma->vm_start <= vaddr)
			found = translate(mm, vaddr, &paddr);
		mmap_read_unlock(mm);
		mmput(mm);
	}

	if (found)
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", vaddr, paddr);
	else
		pr_info("[mtest.findpage] translation not found\n");
	return 0;
}

/* NULL if the VMA at the address may be written */
static const char *refusal(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || vma->vm_start > addr)
		return "vma not found";
	if (!(vma->vm_flags & VM_WRITE))
		return "vma has no write permission";
	return NULL;
}

static const char *put_word(struct task_struct *task, struct mm_struct *mm,
			    unsigned long addr, unsigned long val)
{
	const char *why = refusal(mm, addr) ?: refusal(mm, addr + 7);
	int i, want = ((addr & 0xfff) > 0xff8) ? 2 : 1;
	u8 *kaddr[2], *bytes = (u8 *)&val;
	struct page *page[2];
	long got;

	if (why)
		return why;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	got = get_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, page, NULL);
#else
	got = get_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, page, NULL, NULL);
#endif
	if (got == want) {
		for (i = 0; i < got; i++)
			kaddr[i] = kmap(page[i]);
		for (i = 0; i < 8; i++)
			kaddr[((addr & 0xfff) + i) >> 12][(addr + i) & 0xfff] = bytes[i];
	} else {
		why = "translation not found";
	}
	for (i = 0; i < got; i++) {
		if (!why) {
			kunmap(page[i]);
			set_page_dirty_lock(page[i]);
		}
		put_page(page[i]);
	}
	return why;
}

static int do_writeval(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(task);
	const char *why = "vma not found";

	if (mm) {
		mmap_read_lock(mm);
		why = put_word(task, mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why) {
		pr_info("[mtest.writeval] %s\n", why);
		return 0;
	}
	pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

static struct task_struct *get_target(void)
{
	struct task_struct *p, *found = NULL;

	rcu_read_lock();
	for_each_process(p) {
		if (strcmp(p->comm, target) == 0 && p->mm) {
			found = p;
			get_task_struct(p);
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

static struct task_struct *get_by_pid(int nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	return task;
}

static int hex(const char *s, unsigned long *v)
{
	if (!s || !isxdigit(*s) || kstrtoul(s, 16, v))
		return -EINVAL;
	return 0;
}

/* does what the command says; the command has no newline any more */
static int execute(char *cmd, size_t len)
{
	char copy[COMMAND_MAX + 1], *p = copy, *word, *arg[5] = { NULL };
	unsigned long addr = 0, val = 0;
	struct task_struct *task;
	int argc = 0, need, nr = 0, ret;
	size_t i;

	for (i = 0; i < len; i++)
		if (cmd[i] != '\t' && (cmd[i] < ' ' || cmd[i] > '~'))
			return -EINVAL;

	strscpy(copy, cmd, sizeof(copy));
	while ((word = strsep(&p, " \t")) != NULL) {
		if (*word == '\0')
			continue;
		if (argc == 5)
			return -EINVAL;
		arg[argc++] = word;
	}
	if (argc == 0)
		return -EINVAL;

	if (strcmp(arg[0], "listvma") == 0)
		need = 1;
	else if (strcmp(arg[0], "findpage") == 0)
		need = 2;
	else if (strcmp(arg[0], "writeval") == 0)
		need = 3;
	else
		return -EINVAL;

	if (argc < need || argc > need + 1)
		return -EINVAL;
	if (need >= 2 && hex(arg[1], &addr))
		return -EINVAL;
	if (need >= 3 && hex(arg[2], &val))
		return -EINVAL;
	if (argc > need && (!isdigit(*arg[need]) || kstrtoint(arg[need], 10, &nr)))
		return -EINVAL;

	pr_info("[mtest] Got command: %s\n", cmd);

	if (need == 1 && argc == 1)
		return do_listvma_all();

	task = argc > need ? get_by_pid(nr) : get_target();
	if (!task) {
		pr_info("[mtest] no such process\n");
		return -ESRCH;
	}
	if (need == 1)
		ret = do_listvma(task);
	else if (need == 2)
		ret = do_findpage(task, addr);
	else
		ret = do_writeval(task, addr, val);
	put_task_struct(task);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char cmd[COMMAND_MAX + 1];
	size_t len = count;
	int ret;

	if (count > COMMAND_MAX)
		return -EINVAL;
	if (copy_from_user(cmd, ubuf, count))
		return -EFAULT;
	if (len > 0 && cmd[len - 1] == '\n')
		len--;
	cmd[len] = '\0';

	ret = execute(cmd, len);
	return ret ? ret : count;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", 0200, NULL, &mtest_ops))
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
