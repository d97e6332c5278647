// SPDX-License-Identifier: GPL-2.0
/* Memory management assignment: mtest */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/ctype.h>
#include <linux/uaccess.h>
#include <linux/pgtable.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

#define out(cmd, fmt, ...) pr_info("[mtest." cmd "] " fmt "\n", ##__VA_ARGS__)

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(lock);

struct proc {
	struct task_struct *task;
	struct mm_struct *mm;
};

static int proc_open_task(struct proc *p, struct task_struct *t)
{
	p->mm = get_task_mm(t);
	if (!p->mm)
		return -ESRCH;
	p->task = get_task_struct(t);
	return 0;
}

static void proc_close(struct proc *p)
{
	mmput(p->mm);
	put_task_struct(p->task);
}

static int proc_open_pid(struct proc *p, pid_t nr)
{
	struct task_struct *t;
	int err = -ESRCH;

	rcu_read_lock();
	t = pid_task(find_vpid(nr), PIDTYPE_PID);
	if (t)
		err = proc_open_task(p, t);
	rcu_read_unlock();
	return err;
}

static int proc_open_target(struct proc *p)
{
	struct task_struct *t;
	int err = -ESRCH;

	rcu_read_lock();
	for_each_process(t)
		if (!strcmp(t->comm, target)) {
			err = proc_open_task(p, t);
			if (!err)
				break;
		}
	rcu_read_unlock();
	return err;
}

static const char *perm_of(unsigned long f, char *s)
{
	s[0] = f & VM_READ ? 'r' : '-';
	s[1] = f & VM_WRITE ? 'w' : '-';
	s[2] = f & VM_EXEC ? 'x' : '-';
	s[3] = '\0';
	return s;
}

static void listvma(struct proc *p)
{
	struct vm_area_struct *vma;
	char perm[4];
	VMA_ITERATOR(it, p->mm, 0);

	out("listvma", "Process = %s, PID = %d", p->task->comm, p->task->pid);
	mmap_read_lock(p->mm);
	for_each_vma(it, vma)
		/* vm_end is the first byte behind the area */
		out("listvma", "0x%lx 0x%lx %s", vma->vm_start, vma->vm_end - 1,
		    perm_of(vma->vm_flags, perm));
	mmap_read_unlock(p->mm);
}

static void listvma_all(void)
{
	struct task_struct *t;
	struct proc p;
	pid_t last = 0, best;

	for (;;) {
		best = 0;
		rcu_read_lock();
		for_each_process(t) {
			pid_t nr = task_pid_vnr(t);

			if (nr > last && (!best || nr < best))
				best = nr;
		}
		rcu_read_unlock();
		if (!best)
			return;
		if (!proc_open_pid(&p, best)) {
			listvma(&p);
			proc_close(&p);
		}
		last = best;
	}
}

static bool walk(struct mm_struct *mm, unsigned long va, unsigned long *page_addr)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (va >= TASK_SIZE_MAX)
		return false;

	pgd = pgd_offset(mm, va);
	out("findpage", "pgd_val = 0x%lx", pgd_val(*pgd));
	out("findpage", "pgd_index = %lu", pgd_index(va));
	if (pgd_none(*pgd) || unlikely(pgd_bad(*pgd)))
		return false;

	p4d = p4d_offset(pgd, va);
	out("findpage", "p4d_val = 0x%lx", p4d_val(*p4d));
	out("findpage", "p4d_index = %lu", p4d_index(va));
	if (p4d_none(*p4d) || unlikely(p4d_bad(*p4d)))
		return false;

	pud = pud_offset(p4d, va);
	out("findpage", "pud_val = 0x%lx", pud_val(*pud));
	out("findpage", "pud_index = %lu", pud_index(va));
	if (pud_none(*pud) || unlikely(pud_bad(*pud)))
		return false;

	pmd = pmd_offset(pud, va);
	out("findpage", "pmd_val = 0x%lx", pmd_val(*pmd));
	out("findpage", "pmd_index = %lu", pmd_index(va));
	if (pmd_none(*pmd) || unlikely(pmd_bad(*pmd)))
		return false;

	pte = pte_offset_map(pmd, va);
	out("findpage", "pte_val = 0x%lx", pte_val(*pte));
	out("findpage", "pte_index = %lu", pte_index(va));
	if (!pte_present(*pte))
		return false;

	*page_addr = pte_val(*pte) & PAGE_MASK;
	pte_unmap(pte);
	return true;
}

static void findpage(struct proc *p, unsigned long va)
{
	unsigned long page_addr, page_offset;
	bool ok;

	out("findpage", "vaddr = 0x%lx", va);
	out("findpage", "pgtable_l5_enabled = %u", pgtable_l5_enabled());
	out("findpage", "Process = %s, PID = %d", p->task->comm, p->task->pid);

	mmap_read_lock(p->mm);
	ok = walk(p->mm, va, &page_addr);
	mmap_read_unlock(p->mm);
	if (!ok) {
		out("findpage", "translation not found");
		return;
	}
	page_offset = va & ~PAGE_MASK;
	out("findpage", "page_addr = 0x%lx, page_offset = 0x%lx", page_addr, page_offset);
	out("findpage", "vaddr = 0x%lx -> paddr = 0x%lx", va, page_addr | page_offset);
}

static int writeval(struct proc *p, unsigned long va, unsigned long val)
{
	unsigned long last = va + sizeof(val) - 1;
	int n = (last >> PAGE_SHIFT) - (va >> PAGE_SHIFT) + 1, got, i;
	struct page *pages[2];
	struct vm_area_struct *vma[2];
	char *bytes = (char *)&val;
	int err = -EFAULT;

	mmap_read_lock(p->mm);
	vma[0] = vma_lookup(p->mm, va);
	vma[1] = last > va ? vma_lookup(p->mm, last) : NULL;
	if (!vma[0] || !vma[1]) {
		out("writeval", "vma not found");
		goto unlock;
	}
	if (!(vma[0]->vm_flags & vma[1]->vm_flags & VM_WRITE)) {
		out("writeval", "vma has no write permission");
		err = -EACCES;
		goto unlock;
	}
	got = pin_user_pages_remote(p->mm, va & PAGE_MASK, n, FOLL_WRITE, pages, NULL, NULL);
	if (got != n) {
		out("writeval", "translation not found");
		if (got > 0)
			unpin_user_pages(pages, got);
		goto unlock;
	}
	for (i = 0; i < sizeof(val); i++) {
		unsigned long a = va + i;
		struct page *page = pages[(a >> PAGE_SHIFT) - (va >> PAGE_SHIFT)];

		*((char *)page_to_virt(page) + offset_in_page(a)) = bytes[i];
	}
	unpin_user_pages_dirty_lock(pages, n, true);
	out("writeval", "wrote 0x%lx to 0x%lx", val, va);
	err = 0;
unlock:
	mmap_read_unlock(p->mm);
	return err;
}

static bool hex(const char *s, unsigned long *v)
{
	return isxdigit(*s) && !kstrtoul(s, 16, v);
}

static int run(int argc, char **argv, const char *line)
{
	unsigned long va = 0, val = 0;
	struct proc p;
	int need, pid = -1, err = 0;

	if (!argc)
		return -EINVAL;
	if (!strcmp(argv[0], "listvma")) {
		need = 1;
	} else if (!strcmp(argv[0], "findpage")) {
		need = 2;
	} else if (!strcmp(argv[0], "writeval")) {
		need = 3;
	} else {
		return -EINVAL;
	}
	if (argc < need || argc > need + 1)
		return -EINVAL;
	if (need > 1 && !hex(argv[1], &va))
		return -EINVAL;
	if (need > 2 && !hex(argv[2], &val))
		return -EINVAL;
	if (argc > need && (!isdigit(*argv[need]) || kstrtoint(argv[need], 10, &pid)))
		return -EINVAL;

	pr_info("[mtest] Got command: %s\n", line);
	if (need == 1 && pid < 0) {
		listvma_all();
		return 0;
	}
	if (pid >= 0 ? proc_open_pid(&p, pid) : proc_open_target(&p)) {
		pr_info("[mtest] no such process\n");
		return -ESRCH;
	}
	if (need == 1)
		listvma(&p);
	else if (need == 2)
		findpage(&p, va);
	else
		err = writeval(&p, va, val);
	proc_close(&p);
	return err;
}

static ssize_t mtest_write(struct file *f, const char __user *u, size_t n, loff_t *o)
{
	char *line, **argv;
	int argc, err = -EINVAL;

	if (n > 2000)
		return -EINVAL;
	line = memdup_user_nul(u, n);
	if (IS_ERR(line))
		return PTR_ERR(line);
	if (strlen(line) != n)
		goto free;
	if (n && line[n - 1] == '\n')
		line[n - 1] = '\0';
	if (strpbrk(line, "\n\r\v\f"))
		goto free;
	argv = argv_split(GFP_KERNEL, line, &argc);
	if (!argv) {
		err = -ENOMEM;
		goto free;
	}
	mutex_lock(&lock);
	err = run(argc, argv, line);
	mutex_unlock(&lock);
	argv_free(argv);
free:
	kfree(line);
	return err ? err : n;
}

static const struct proc_ops mtest_ops = { .proc_write = mtest_write };

static int __init mtest_init(void)
{
	return proc_create("mtest", 0200, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
