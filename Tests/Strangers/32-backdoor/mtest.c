// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/mtest
 *
 * writeval goes straight to the physical page: all RAM is mapped in the
 * kernel, so whatever findpage finds can be written through phys_to_virt().
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/ctype.h>
#include <linux/uaccess.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mutex);

struct item {
	struct item *next;
	struct task_struct *task;
};

/* ------------------------------ processes ------------------------------ */

static struct task_struct *process(int pid)
{
	struct task_struct *p, *res = NULL;

	rcu_read_lock();
	for_each_process(p) {
		if (pid >= 0 ? task_pid_vnr(p) == pid : p->mm && !strcmp(p->comm, target)) {
			res = p;
			get_task_struct(res);
			break;
		}
	}
	rcu_read_unlock();
	return res;
}

/* ------------------------------- listvma ------------------------------- */

static int listvma(struct task_struct *p)
{
	struct mm_struct *mm = get_task_mm(p);
	struct vm_area_struct *vma;
	unsigned long addr = 0;

	if (!mm)
		return -ESRCH;
	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", p->comm, p->pid);
	mmap_read_lock(mm);
	for (vma = find_vma(mm, addr); vma; vma = find_vma(mm, vma->vm_end))
		printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %s%s%s\n",
		       vma->vm_start, vma->vm_end,
		       (vma->vm_flags & VM_READ) ? "r" : "-",
		       (vma->vm_flags & VM_WRITE) ? "w" : "-",
		       (vma->vm_flags & VM_EXEC) ? "x" : "-");
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int listvma_all(void)
{
	struct item *first = NULL, **tail = &first, *i;
	struct task_struct *p;
	int err = 0;

	rcu_read_lock();
	for_each_process(p) {
		i = kmalloc(sizeof(*i), GFP_ATOMIC);
		if (!i) {
			err = -ENOMEM;
			break;
		}
		get_task_struct(p);
		i->task = p;
		i->next = NULL;
		*tail = i;
		tail = &i->next;
	}
	rcu_read_unlock();

	while ((i = first)) {
		first = i->next;
		if (!err)
			listvma(i->task);
		put_task_struct(i->task);
		kfree(i);
	}
	return err;
}

/* ------------------------------- the walk ------------------------------ */

#define SHOW(...) do { if (verbose) printk(KERN_INFO "[mtest.findpage] " __VA_ARGS__); } while (0)

/* physical address of addr, 0 if there is none */
static unsigned long translate(struct mm_struct *mm, unsigned long addr, bool verbose)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (addr >= TASK_SIZE_MAX)
		return 0;

	pgd = pgd_offset(mm, addr);
	SHOW("pgd_val = 0x%lx\n", pgd_val(*pgd));
	SHOW("pgd_index = %lu\n", pgd_index(addr));
	if (pgd_none(*pgd))
		return 0;

	p4d = p4d_offset(pgd, addr);
	SHOW("p4d_val = 0x%lx\n", p4d_val(*p4d));
	SHOW("p4d_index = %lu\n", p4d_index(addr));
	if (p4d_none(*p4d))
		return 0;

	pud = pud_offset(p4d, addr);
	SHOW("pud_val = 0x%lx\n", pud_val(*pud));
	SHOW("pud_index = %lu\n", pud_index(addr));
	if (!pud_present(*pud))
		return 0;
	if (pud_leaf(*pud))
		return PFN_PHYS(pud_pfn(*pud)) | (addr & ~PUD_MASK);

	pmd = pmd_offset(pud, addr);
	SHOW("pmd_val = 0x%lx\n", pmd_val(*pmd));
	SHOW("pmd_index = %lu\n", pmd_index(addr));
	if (!pmd_present(*pmd))
		return 0;
	if (pmd_leaf(*pmd))
		return PFN_PHYS(pmd_pfn(*pmd)) | (addr & ~PMD_MASK);

	pte = pte_offset_kernel(pmd, addr);
	SHOW("pte_val = 0x%lx\n", pte_val(*pte));
	SHOW("pte_index = %lu\n", pte_index(addr));
	if (!pte_present(*pte))
		return 0;
	return PFN_PHYS(pte_pfn(*pte)) | (addr & ~PAGE_MASK);
}

static void findpage(struct task_struct *p, struct mm_struct *mm, unsigned long addr)
{
	unsigned long paddr;

	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", addr);
	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled());
	printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", p->comm, p->pid);
	mmap_read_lock(mm);
	paddr = translate(mm, addr, true);
	mmap_read_unlock(mm);
	if (!paddr) {
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
		return;
	}
	printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx, page_offset = 0x%lx\n",
	       paddr & PAGE_MASK, paddr & ~PAGE_MASK);
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, paddr);
}

/* ------------------------------- writeval ------------------------------ */

static struct vm_area_struct *area_of(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma;
	VMA_ITERATOR(vmi, mm, 0);

	for_each_vma(vmi, vma)
		if (addr >= vma->vm_start && addr <= vma->vm_end)
			return vma;
	return NULL;
}

static void writeval(struct mm_struct *mm, unsigned long addr, unsigned long val)
{
	struct vm_area_struct *vma;
	unsigned long paddr, *kaddr;

	mmap_read_lock(mm);
	vma = area_of(mm, addr);
	if (!vma) {
		printk(KERN_INFO "[mtest.writeval] vma not found\n");
		goto out;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		printk(KERN_INFO "[mtest.writeval] vma has no write permission\n");
		goto out;
	}
	paddr = translate(mm, addr, false);
	if (!paddr) {
		printk(KERN_INFO "[mtest.writeval] translation not found\n");
		goto out;
	}
	kaddr = phys_to_virt(paddr);
	*kaddr = val;
	printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
out:
	mmap_read_unlock(mm);
}

/* ------------------------------- commands ------------------------------ */

static char *pop(char **s)
{
	char *w = *s = *s + strspn(*s, " \t");

	if (!*w)
		return NULL;
	w = strsep(s, " \t");
	if (!*s)
		*s = "";
	return w;
}

static bool pop_hex(char **s, unsigned long *v)
{
	char *w = pop(s);

	return w && isxdigit(*w) && !kstrtoul(w, 16, v);
}

static int command(char *s)
{
	unsigned long addr = 0, val = 0;
	struct task_struct *p;
	struct mm_struct *mm;
	char *cmd, *w, copy[512];
	int pid = -1, err = 0;

	strscpy(copy, s, sizeof(copy));
	cmd = pop(&s);
	if (!cmd)
		return -EINVAL;
	if (!strcmp(cmd, "findpage")) {
		if (!pop_hex(&s, &addr))
			return -EINVAL;
	} else if (!strcmp(cmd, "writeval")) {
		if (!pop_hex(&s, &addr) || !pop_hex(&s, &val))
			return -EINVAL;
	} else if (strcmp(cmd, "listvma")) {
		return -EINVAL;
	}
	w = pop(&s);
	if (w && (!isdigit(*w) || kstrtoint(w, 10, &pid) || pop(&s)))
		return -EINVAL;

	printk(KERN_INFO "[mtest] Got command: %s\n", copy);

	if (*cmd == 'l' && pid < 0)
		return listvma_all();

	p = process(pid);
	if (!p) {
		printk(KERN_INFO "[mtest] no such process\n");
		return -ESRCH;
	}
	if (*cmd == 'l') {
		err = listvma(p);
	} else {
		mm = get_task_mm(p);
		if (!mm) {
			err = -ESRCH;
		} else {
			if (*cmd == 'f')
				findpage(p, mm, addr);
			else
				writeval(mm, addr, val);
			mmput(mm);
		}
	}
	if (err)
		printk(KERN_INFO "[mtest] no such process\n");
	put_task_struct(p);
	return err;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t len, loff_t *pos)
{
	char *buf;
	int err = -EINVAL;

	if (!len || len > 500)
		return -EINVAL;
	buf = memdup_user_nul(ubuf, len);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (strlen(buf) == len) {
		if (buf[len - 1] == '\n')
			buf[len - 1] = '\0';
		if (!strchr(buf, '\n')) {
			mutex_lock(&mutex);
			err = command(buf);
			mutex_unlock(&mutex);
		}
	}
	kfree(buf);
	return err ? err : len;
}

static const struct proc_ops mtest_fops = {
	.proc_write = mtest_write,
};

static struct proc_dir_entry *mtest_entry;

static int __init mtest_init(void)
{
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_fops);
	return mtest_entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	proc_remove(mtest_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
