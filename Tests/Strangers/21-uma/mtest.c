#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>

/*
 * Uma's memory module.
 *   listvma [pid]
 *   findpage addr [pid]
 *   writeval addr val [pid]
 */

MODULE_LICENSE("GPL");

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(uma_mutex);

#define P(fmt...) printk(KERN_INFO fmt)

static struct task_struct *task_for(int pid)
{
	struct task_struct *t, *found = NULL;

	rcu_read_lock();
	for_each_process(t) {
		if (pid == -1 ? strcmp(t->comm, target) == 0 : t->pid == pid) {
			get_task_struct(t);
			found = t;
			break;
		}
	}
	rcu_read_unlock();

	return found;
}

static void do_listvma(struct task_struct *t, struct mm_struct *mm)
{
	struct vma_iterator vmi;
	struct vm_area_struct *vma;

	P("[mtest.listvma] Process = %s, PID = %d\n", t->comm, t->pid);

	mmap_read_lock(mm);
	vma_iter_init(&vmi, mm, 0);
	for_each_vma(vmi, vma) {
		P("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
		  vma->vm_start, vma->vm_end,
		  (vma->vm_flags & VM_READ) ? 'r' : '-',
		  (vma->vm_flags & VM_WRITE) ? 'w' : '-',
		  (vma->vm_flags & VM_EXEC) ? 'x' : '-');
	}
	mmap_read_unlock(mm);
}

static void do_listvma_all(void)
{
	struct task_struct *t, *n;
	struct mm_struct *mm;
	int done = 0;

	for (;;) {
		n = NULL;
		rcu_read_lock();
		for_each_process(t) {
			if (t->pid > done && (n == NULL || t->pid < n->pid))
				n = t;
		}
		if (n)
			get_task_struct(n);
		rcu_read_unlock();
		if (n == NULL)
			return;
		done = n->pid;
		mm = get_task_mm(n);
		if (mm) {
			do_listvma(n, mm);
			mmput(mm);
		}
		put_task_struct(n);
	}
}

static void do_findpage(struct task_struct *t, struct mm_struct *mm, unsigned long addr)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;
	unsigned long pa;

	P("[mtest.findpage] vaddr = 0x%lx\n", addr);
	P("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	P("[mtest.findpage] Process = %s, PID = %d\n", t->comm, t->pid);

	mmap_read_lock(mm);

	if (vma_lookup(mm, addr) == NULL) {
		P("[mtest.findpage] translation not found\n");
		return;
	}

	pgd = pgd_offset(mm, addr);
	P("[mtest.findpage] pgd_val = 0x%lx\n", pgd_val(*pgd));
	P("[mtest.findpage] pgd_index = %lu\n", pgd_index(addr));
	if (pgd_none(*pgd)) {
		P("[mtest.findpage] translation not found\n");
		return;
	}

	p4d = p4d_offset(pgd, addr);
	P("[mtest.findpage] p4d_val = 0x%lx\n", p4d_val(*p4d));
	P("[mtest.findpage] p4d_index = %lu\n", p4d_index(addr));
	if (p4d_none(*p4d)) {
		P("[mtest.findpage] translation not found\n");
		return;
	}

	pud = pud_offset(p4d, addr);
	P("[mtest.findpage] pud_val = 0x%lx\n", pud_val(*pud));
	P("[mtest.findpage] pud_index = %lu\n", pud_index(addr));
	if (!pud_present(*pud)) {
		P("[mtest.findpage] translation not found\n");
		return;
	}
	if (pud_large(*pud)) {
		pa = (pud_pfn(*pud) << PAGE_SHIFT) + (addr & ~PUD_MASK);
		goto found;
	}

	pmd = pmd_offset(pud, addr);
	P("[mtest.findpage] pmd_val = 0x%lx\n", pmd_val(*pmd));
	P("[mtest.findpage] pmd_index = %lu\n", pmd_index(addr));
	if (!pmd_present(*pmd)) {
		P("[mtest.findpage] translation not found\n");
		return;
	}
	if (pmd_large(*pmd)) {
		pa = (pmd_pfn(*pmd) << PAGE_SHIFT) + (addr & ~PMD_MASK);
		goto found;
	}

	pte = pte_offset_map(pmd, addr);
	P("[mtest.findpage] pte_val = 0x%lx\n", pte_val(*pte));
	P("[mtest.findpage] pte_index = %lu\n", pte_index(addr));
	if (!pte_present(*pte)) {
		P("[mtest.findpage] translation not found\n");
		return;
	}
	pa = (pte_pfn(*pte) << PAGE_SHIFT) + (addr & ~PAGE_MASK);

found:
	P("[mtest.findpage] page_addr = 0x%lx\n", pa & PAGE_MASK);
	P("[mtest.findpage] page_offset = 0x%lx\n", pa & ~PAGE_MASK);
	P("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, pa);
	mmap_read_unlock(mm);
}

static void do_writeval(struct task_struct *t, unsigned long addr, unsigned long val)
{
	/* checks everything by itself */
	access_process_vm(t, addr, &val, sizeof(val), FOLL_WRITE);
	P("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
}

static int get_number(char *w, int base, unsigned long *res)
{
	if (w[0] == '+' || w[0] == '-')
		return -1;
	return kstrtoul(w, base, res) ? -1 : 0;
}

static ssize_t uma_write(struct file *file, const char __user *ubuf, size_t len, loff_t *off)
{
	char buf[128], full[128];
	char *p, *w, *words[4];
	int n = 0, pid = -1;
	unsigned long addr = 0, val = 0, tmp = 0;
	struct task_struct *t;
	struct mm_struct *mm;
	ssize_t ret = len;

	if (len < 1 || len > 127)
		return -EINVAL;
	if (copy_from_user(buf, ubuf, len))
		return -EFAULT;
	buf[len] = 0;
	if (strlen(buf) != len)
		return -EINVAL;
	if (buf[len - 1] == '\n')
		buf[len - 1] = 0;
	memcpy(full, buf, sizeof(full));

	p = buf;
	while ((w = strsep(&p, " \t")) != NULL) {
		if (*w == 0)
			continue;
		if (n == 4)
			return -EINVAL;
		words[n++] = w;
	}
	if (n == 0)
		return -EINVAL;

	if (strcmp(words[0], "listvma") == 0) {
		if (n > 2)
			return -EINVAL;
		if (n == 2 && get_number(words[1], 10, &tmp))
			return -EINVAL;
		if (n == 2)
			pid = (int)min_t(unsigned long, tmp, INT_MAX);
	} else if (strcmp(words[0], "findpage") == 0) {
		if (n < 2 || n > 3 || get_number(words[1], 16, &addr))
			return -EINVAL;
		if (n == 3 && get_number(words[2], 10, &tmp))
			return -EINVAL;
		if (n == 3)
			pid = (int)min_t(unsigned long, tmp, INT_MAX);
	} else if (strcmp(words[0], "writeval") == 0) {
		if (n < 3 || get_number(words[1], 16, &addr) || get_number(words[2], 16, &val))
			return -EINVAL;
		if (n == 4 && get_number(words[3], 10, &tmp))
			return -EINVAL;
		if (n == 4)
			pid = (int)min_t(unsigned long, tmp, INT_MAX);
	} else {
		return -EINVAL;
	}

	mutex_lock(&uma_mutex);
	P("[mtest] Got command: %s\n", full);

	if (words[0][0] == 'l' && n == 1) {
		do_listvma_all();
		goto end;
	}

	t = task_for(pid);
	if (t == NULL) {
		P("[mtest] no such process\n");
		ret = -ESRCH;
		goto end;
	}
	mm = get_task_mm(t);
	if (mm == NULL) {
		P("[mtest] no such process\n");
		ret = -ESRCH;
	} else {
		if (words[0][0] == 'l')
			do_listvma(t, mm);
		else if (words[0][0] == 'f')
			do_findpage(t, mm, addr);
		else
			do_writeval(t, addr, val);
		mmput(mm);
	}
	put_task_struct(t);
end:
	mutex_unlock(&uma_mutex);
	return ret;
}

static const struct proc_ops uma_ops = {
	.proc_write = uma_write,
};

static int __init uma_init(void)
{
	if (!proc_create("mtest", 0600, NULL, &uma_ops))
		return -ENOMEM;
	return 0;
}

static void __exit uma_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(uma_init);
module_exit(uma_exit);
