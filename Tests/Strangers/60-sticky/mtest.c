// SPDX-License-Identifier: GPL-2.0
/*
 * mtest.
 *
 * The stack of a kernel thread is small (16 KiB), so the big things are static here. That is safe: they are used only with
 * `busy' held, by one command at a time.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/pid.h>

#define TEXT_MAX 500

static DEFINE_MUTEX(busy);

static char command[TEXT_MAX + 1];      /* as it came */
static char words_buf[TEXT_MAX + 1];    /* cut into words */
static char *argv[5];
static int argc;

static char *target = "test";
module_param(target, charp, 0444);

/* one walk */
static struct {
	int levels;
	unsigned long entry[5];
	unsigned long index[5];
	bool found;
	unsigned long frame;            /* where the page starts */
	int shift;                      /* how large it is: 12, 21 or 30 */
} w = { .shift = PAGE_SHIFT };

static const char *const level_name[5] = { "pgd", "p4d", "pud", "pmd", "pte" };

static bool step(unsigned long entry, unsigned long index)
{
	w.entry[w.levels] = entry;
	w.index[w.levels] = index;
	w.levels++;
	return entry & _PAGE_PRESENT;
}

static void page_at(unsigned long pfn)
{
	w.frame = pfn << PAGE_SHIFT;
	w.found = true;
}

static void walk(struct mm_struct *mm, unsigned long addr)
{
	pgd_t *pgdp = pgd_offset(mm, addr), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t pmd;
	pte_t pte;

	if (!step(pgd_val(pgd), pgd_index(addr)) && pgtable_l5_enabled())
		return;
	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	if (!step(p4d_val(p4d), pgtable_l5_enabled() ? p4d_index(addr) : 0))
		return;
	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	if (!step(pud_val(pud), pud_index(addr)))
		return;
	if (pud_large(pud)) {
		w.shift = PUD_SHIFT;
		page_at(pud_pfn(pud));
		return;
	}
	pmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, addr));
	if (!step(pmd_val(pmd), pmd_index(addr)))
		return;
	if (pmd_large(pmd)) {
		w.shift = PMD_SHIFT;
		page_at(pmd_pfn(pmd));
		return;
	}
	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	if (!step(pte_val(pte), pte_index(addr)))
		return;
	page_at(pte_pfn(pte));
}

static struct mm_struct *mm_of(struct task_struct *task)
{
	struct mm_struct *mm = NULL;
	struct task_struct *t;

	rcu_read_lock();
	for_each_thread(task, t) {
		mm = get_task_mm(t);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

static void findpage(struct task_struct *task, unsigned long addr)
{
	struct mm_struct *mm = mm_of(task);
	int i;

	w.levels = 0;
	w.found = false;
	if (mm) {
		if (addr < TASK_SIZE_MAX) {
			mmap_read_lock(mm);
			local_irq_disable();
			walk(mm, addr);
			local_irq_enable();
			mmap_read_unlock(mm);
		}
		mmput(mm);
	}

	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	for (i = 0; i < w.levels; i++) {
		printk(KERN_INFO "[mtest.findpage] %s_val = 0x%lx\n", level_name[i], w.entry[i]);
		printk(KERN_INFO "[mtest.findpage] %s_index = %lu\n", level_name[i], w.index[i]);
	}
	if (w.found)
		printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr,
		       w.frame + (addr & ((1UL << w.shift) - 1)));
	else
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
}

static void listvma(struct task_struct *task)
{
	struct mm_struct *mm = mm_of(task);
	struct vm_area_struct *vma;
	unsigned long addr = 0;

	if (!mm)
		return;
	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", task->comm, task_tgid_nr(task));
	mmap_read_lock(mm);
	while ((vma = find_vma(mm, addr)) != NULL) {
		printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
		       vma->vm_flags & VM_READ ? 'r' : '-',
		       vma->vm_flags & VM_WRITE ? 'w' : '-',
		       vma->vm_flags & VM_EXEC ? 'x' : '-');
		addr = vma->vm_end;
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

static int listvma_all(void)
{
	struct task_struct **tasks, *p;
	int n, max = 0, i;

	rcu_read_lock();
	for_each_process(p)
		max++;
	rcu_read_unlock();
	max += max / 4 + 256;
	tasks = kvmalloc_array(max, sizeof(*tasks), GFP_KERNEL);
	if (!tasks)
		return -ENOMEM;
	n = 0;
	rcu_read_lock();
	for_each_process(p) {
		if (n == max)
			break;
		get_task_struct(p);
		tasks[n++] = p;
	}
	rcu_read_unlock();
	for (i = 0; i < n; i++) {
		listvma(tasks[i]);
		put_task_struct(tasks[i]);
		cond_resched();
	}
	kvfree(tasks);
	return 0;
}

static const char *store(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	int off = addr & (PAGE_SIZE - 1), here = 8, n;
	struct page *pages[2];
	int i;

	for (i = 0; i < 8; i += 7) {
		struct vm_area_struct *vma;

		if (addr + i < addr)
			return "vma not found";
		vma = vma_lookup(mm, addr + i);
		if (!vma)
			return "vma not found";
		if (!(vma->vm_flags & VM_WRITE))
			return "vma has no write permission";
	}
	if (off > PAGE_SIZE - 8)
		here = PAGE_SIZE - off;
	n = here < 8 ? 2 : 1;
	i = pin_user_pages_remote(mm, addr & PAGE_MASK, n, FOLL_WRITE, pages, NULL, NULL);
	if (i < n) {
		if (i > 0)
			unpin_user_pages(pages, i);
		return "translation not found";
	}
	memcpy_to_page(pages[0], off, (const char *)&val, here);
	if (n == 2)
		memcpy_to_page(pages[1], 0, (const char *)&val + here, 8 - here);
	unpin_user_pages_dirty_lock(pages, n, true);
	return NULL;
}

static void writeval(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = mm_of(task);
	const char *problem = "vma not found";

	if (mm) {
		mmap_read_lock(mm);
		problem = store(mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (problem)
		printk(KERN_INFO "[mtest.writeval] %s\n", problem);
	else
		printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
}

static int number(const char *s, int base, unsigned long *res)
{
	if (*s == '+' || *s == '-')
		return -EINVAL;
	if (kstrtoul(s, base, res))
		return -EINVAL;
	return 0;
}

static struct task_struct *get_process(bool have_pid, unsigned long pid)
{
	struct task_struct *p, *res = NULL;

	rcu_read_lock();
	for_each_process(p) {
		if (have_pid ? (unsigned long)task_tgid_nr(p) == pid : strcmp(p->comm, target) == 0) {
			res = p;
			get_task_struct(res);
			break;
		}
	}
	rcu_read_unlock();
	return res;
}

static int run(void)
{
	unsigned long addr = 0, val = 0, pid = 0;
	struct task_struct *task;
	char *p = words_buf, *s;
	bool have_pid;
	int need;

	argc = 0;
	while ((s = strsep(&p, " \t")) != NULL)
		if (*s && argc < 5)
			argv[argc++] = s;
	if (argc == 0)
		return -EINVAL;
	if (strcmp(argv[0], "listvma") == 0)
		need = 1;
	else if (strcmp(argv[0], "findpage") == 0)
		need = 2;
	else if (strcmp(argv[0], "writeval") == 0)
		need = 3;
	else
		return -EINVAL;
	if (argc < need || argc > need + 1)
		return -EINVAL;
	have_pid = argc > need;
	if (need > 1 && number(argv[1], 16, &addr))
		return -EINVAL;
	if (need > 2 && number(argv[2], 16, &val))
		return -EINVAL;
	if (have_pid && number(argv[need], 10, &pid))
		return -EINVAL;

	printk(KERN_INFO "[mtest] Got command: %s\n", command);
	if (need == 1 && !have_pid)
		return listvma_all();
	task = get_process(have_pid, pid);
	if (!task) {
		printk(KERN_INFO "[mtest] no such process\n");
		return -ESRCH;
	}
	if (need == 1)
		listvma(task);
	else if (need == 2)
		findpage(task, addr);
	else
		writeval(task, addr, val);
	put_task_struct(task);
	return 0;
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	ssize_t ret = -EINVAL;
	size_t n = len, i;

	if (len > TEXT_MAX)
		return -EINVAL;
	mutex_lock(&busy);
	if (copy_from_user(command, buf, len)) {
		ret = -EFAULT;
		goto out;
	}
	if (n > 0 && command[n - 1] == '\n')
		n--;
	command[n] = '\0';
	for (i = 0; i < n; i++)
		if (command[i] != '\t' && (command[i] < 0x20 || command[i] >= 0x7f))
			goto out;
	strcpy(words_buf, command);
	ret = run();
	if (ret == 0)
		ret = len;
out:
	mutex_unlock(&busy);
	return ret;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
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
