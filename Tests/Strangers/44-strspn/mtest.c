// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/slab.h>

static char *target = "test";
module_param(target, charp, 0444);

static const char BLANK[] = " \t";

static DEFINE_MUTEX(mtest_mutex);
static struct proc_dir_entry *mtest_entry, *usage_entry;

/* /proc/mtest_usage: what /proc/mtest understands, because I always forget it */
static int usage_show(struct seq_file *m, void *v)
{
	seq_puts(m, "listvma [pid]\n");
	seq_puts(m, "findpage <addr> [pid]\n");
	seq_puts(m, "writeval <addr> <val> [pid]\n");
	seq_printf(m, "without pid: the process %s\n", target);
	return 0;
}

static void print_vmas(struct task_struct *task)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;

	mm = get_task_mm(task);
	if (!mm)
		return;
	mmap_read_lock(mm);
	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
	{
		MA_STATE(mas, &mm->mm_mt, 0, 0);

		mas_for_each(&mas, vma, ULONG_MAX)
			printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
			       vma->vm_start, vma->vm_end,
			       vma->vm_flags & VM_READ ? 'r' : '-',
			       vma->vm_flags & VM_WRITE ? 'w' : '-',
			       vma->vm_flags & VM_EXEC ? 'x' : '-');
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

/* first take hold of all processes, then print: printing may sleep */
static int print_all_vmas(void)
{
	struct task_struct **batch;
	struct task_struct *p;
	int cap, n, i;

	for (cap = 1024; ; cap *= 2) {
		batch = kvcalloc(cap, sizeof(*batch), GFP_KERNEL);
		if (!batch)
			return -ENOMEM;
		n = 0;
		rcu_read_lock();
		for_each_process(p) {
			if (n < cap)
				batch[n] = get_task_struct(p);
			n++;
		}
		rcu_read_unlock();
		for (i = 0; i < n && i < cap; i++) {
			if (n <= cap)
				print_vmas(batch[i]);
			put_task_struct(batch[i]);
		}
		kvfree(batch);
		if (n <= cap)
			return 0;
	}
}

#define OUT(l, v, i) \
	printk(KERN_INFO "[mtest.findpage] " l "_val = 0x%lx, " l "_index = %lu\n", (unsigned long)(v), (unsigned long)(i))

static void print_page(struct task_struct *task, unsigned long addr)
{
	struct mm_struct *mm = get_task_mm(task);
	unsigned long page_addr = 0, page_offset = 0;
	bool ok = false;
	pgd_t *pgdp, pgd = { 0 };
	p4d_t *p4dp, p4d = { 0 };
	pud_t *pudp, pud = { 0 };
	pmd_t *pmdp, pmd = { 0 };
	pte_t pte = { 0 };
	int n = 0;

	if (!mm)
		goto print;
	if (addr >= TASK_SIZE_MAX)
		goto put;
	mmap_read_lock(mm);
	local_irq_disable();
	n++;
	pgdp = pgd_offset(mm, addr);
	pgd = READ_ONCE(*pgdp);
	if (!(pgd_val(pgd) & _PAGE_PRESENT))
		goto end;
	n++;
	p4dp = p4d_offset(&pgd, addr);
	p4d = READ_ONCE(*p4dp);
	if (!p4d_present(p4d))
		goto end;
	n++;
	pudp = pud_offset(&p4d, addr);
	pud = READ_ONCE(*pudp);
	if (!(pud_flags(pud) & _PAGE_PRESENT))
		goto end;
	if (pud_large(pud)) {
		page_addr = pud_pfn(pud) << PAGE_SHIFT;
		page_offset = addr & ~PMD_MASK;
		ok = true;
		goto end;
	}
	n++;
	pmdp = pmd_offset(&pud, addr);
	pmd = READ_ONCE(*pmdp);
	if (!(pmd_flags(pmd) & _PAGE_PRESENT))
		goto end;
	if (pmd_large(pmd)) {
		page_addr = pmd_pfn(pmd) << PAGE_SHIFT;
		page_offset = addr & ~PMD_MASK;
		ok = true;
		goto end;
	}
	n++;
	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	if (!(pte_flags(pte) & _PAGE_PRESENT))
		goto end;
	page_addr = pte_pfn(pte) << PAGE_SHIFT;
	page_offset = addr & ~PAGE_MASK;
	ok = true;
end:
	local_irq_enable();
	mmap_read_unlock(mm);
put:
	mmput(mm);
print:
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", addr);
	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", task->comm, task->pid);
	if (n >= 1)
		OUT("pgd", pgd_val(pgd), pgd_index(addr));
	if (n >= 2)
		OUT("p4d", p4d_val(p4d), pgtable_l5_enabled() ? p4d_index(addr) : 0);
	if (n >= 3)
		OUT("pud", pud_val(pud), pud_index(addr));
	if (n >= 4)
		OUT("pmd", pmd_val(pmd), pmd_index(addr));
	if (n >= 5)
		OUT("pte", pte_val(pte), pte_index(addr));
	if (!ok) {
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
		return;
	}
	printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n", page_addr, page_offset);
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, page_addr + page_offset);
}

/* 0, or the reason in words */
static const char *set_value(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	struct vm_area_struct *vma, *vma2;
	struct page *pg[2];
	unsigned long off = addr & (PAGE_SIZE - 1);
	unsigned long room = PAGE_SIZE - off;
	long want = room < 8 ? 2 : 1, n;

	vma = vma2 = find_vma(mm, addr);
	if (!vma || addr < vma->vm_start)
		return "vma not found";
	if (addr + 7 >= vma->vm_end) {
		vma2 = find_vma(mm, addr + 7);
		if (!vma2 || vma2->vm_start > vma->vm_end)
			return "vma not found";
	}
	if (!(vma->vm_flags & vma2->vm_flags & VM_WRITE))
		return "vma has no write permission";

	n = pin_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, pg, NULL, NULL);
	if (n <= 0)
		return "translation not found";
	if (n < want) {
		unpin_user_pages(pg, n);
		return "translation not found";
	}
	if (want == 1) {
		memcpy_to_page(pg[0], off, (void *)&val, 8);
	} else {
		memcpy_to_page(pg[0], off, (void *)&val, room);
		memcpy_to_page(pg[1], 0, (void *)&val + room, 8 - room);
	}
	unpin_user_pages_dirty_lock(pg, want, true);
	return NULL;
}

static void write_value(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(task);
	const char *why = "vma not found";

	if (mm) {
		mmap_read_lock(mm);
		why = set_value(mm, addr, val);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (why)
		printk(KERN_INFO "[mtest.writeval] %s\n", why);
	else
		printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
}

/* copies the word at *s to w and moves *s behind it and the blanks after it */
static bool get_word(const char **s, char *w, size_t size)
{
	size_t n = strcspn(*s, BLANK);

	if (n == 0 || n >= size)
		return false;
	memcpy(w, *s, n);
	w[n] = '\0';
	*s += n;
	*s += strspn(*s, BLANK);
	return true;
}

static bool get_number(const char **s, int base, unsigned long *num)
{
	char w[200];

	if (!get_word(s, w, sizeof(w)))
		return false;
	if (w[0] == '+' || kstrtoul(w, base, num))
		return false;
	return base == 16 || *num <= INT_MAX;
}

static struct task_struct *get_task(bool has_pid, pid_t pid)
{
	struct task_struct *p, *res = NULL;

	rcu_read_lock();
	if (has_pid) {
		res = get_pid_task(find_vpid(pid), PIDTYPE_PID);
	} else {
		for_each_process(p) {
			if (strcmp(p->comm, target))
				continue;
			res = get_task_struct(p);
			break;
		}
	}
	rcu_read_unlock();
	return res;
}

static int handle(const char *line)
{
	const char *s = line + strspn(line, BLANK);
	unsigned long addr = 0, val = 0, pid = 0;
	struct task_struct *task;
	bool has_pid, list = false, find = false, set = false;
	char verb[10];
	int ret = 0;

	if (!get_word(&s, verb, sizeof(verb)))
		return -EINVAL;
	list = !strcmp(verb, "listvma");
	find = !strcmp(verb, "findpage");
	set = !strcmp(verb, "writeval");
	if (!list && !find && !set)
		return -EINVAL;
	if ((find || set) && !get_number(&s, 16, &addr))
		return -EINVAL;
	if (set && !get_number(&s, 16, &val))
		return -EINVAL;
	has_pid = *s != '\0';
	if (has_pid && !get_number(&s, 10, &pid))
		return -EINVAL;
	if (*s)
		return -EINVAL;

	mutex_lock(&mtest_mutex);
	printk(KERN_INFO "[mtest] Got command: %s\n", line);
	if (list && !has_pid) {
		ret = print_all_vmas();
	} else {
		task = get_task(has_pid, pid);
		if (!task) {
			printk(KERN_INFO "[mtest] no such process\n");
			ret = -ESRCH;
		} else {
			if (list)
				print_vmas(task);
			if (find)
				print_page(task, addr);
			if (set)
				write_value(task, addr, val);
			put_task_struct(task);
		}
	}
	mutex_unlock(&mtest_mutex);
	return ret;
}

static ssize_t mtest_write(struct file *f, const char __user *u, size_t len, loff_t *off)
{
	char line[256];
	int i, n = len, ret;

	if (len == 0 || len > sizeof(line) - 1)
		return -EINVAL;
	if (copy_from_user(line, u, len))
		return -EFAULT;
	if (line[n - 1] == '\n')
		n--;
	line[n] = '\0';
	for (i = 0; i < n; i++)
		if (!(line[i] == '\t' || (line[i] >= ' ' && line[i] <= '~')))
			return -EINVAL;
	ret = handle(line);
	return ret ? ret : len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	if (!mtest_entry)
		return -ENOMEM;
	usage_entry = proc_create_single("mtest_usage", 0444, NULL, usage_show);
	if (!usage_entry) {
		proc_remove(mtest_entry);
		return -ENOMEM;
	}
	return 0;
}

static void __exit mtest_exit(void)
{
	proc_remove(mtest_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
