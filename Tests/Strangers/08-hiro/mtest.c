/* mtest.c -- lab2, hiro */
#include <linux/module.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/ctype.h>

MODULE_LICENSE("GPL");

#define TAG "[mtest]"
#define LINE_MAX_ 127

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(one_at_a_time);

typedef unsigned long ulong_t;

static void do_listvma(struct task_struct *tsk)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;

	mm = get_task_mm(tsk);
	if (mm) {
		VMA_ITERATOR(iter, mm, 0);

		pr_info(TAG " process %s pid %d\n", tsk->comm, tsk->pid);
		mmap_read_lock(mm);
		for_each_vma(iter, vma) {
			char s[] = "---";

			if (vma->vm_flags & VM_READ)
				s[0] = 'r';
			if (vma->vm_flags & VM_WRITE)
				s[1] = 'w';
			if (vma->vm_flags & VM_WRITE)
				s[2] = 'x';
			pr_info(TAG " 0x%lx\t0x%lx\t%s\n", vma->vm_start, vma->vm_end, s);
		}
		mmap_read_unlock(mm);
		mmput(mm);
	}
}

static void do_listvma_all(void)
{
	struct task_struct *tsk;
	struct pid *pid;
	int nr = 0;

	for (;;) {
		tsk = NULL;
		rcu_read_lock();
		pid = find_ge_pid(nr + 1, &init_pid_ns);
		if (pid) {
			nr = pid_nr(pid);
			tsk = pid_task(pid, PIDTYPE_TGID);
			if (tsk)
				get_task_struct(tsk);
		}
		rcu_read_unlock();
		if (!pid)
			break;
		if (tsk) {
			do_listvma(tsk);
			put_task_struct(tsk);
		}
	}
}

static int va2pa(struct mm_struct *mm, ulong_t va, ulong_t *pa)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	pgd = pgd_offset(mm, va);
	pr_info(TAG " pgd_val=0x%lx pgd_index=%lu\n", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd))
		return 0;
	p4d = p4d_offset(pgd, va);
	pr_info(TAG " p4d_val=0x%lx p4d_index=%lu\n", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d))
		return 0;
	pud = pud_offset(p4d, va);
	pr_info(TAG " pud_val=0x%lx pud_index=%lu\n", pud_val(*pud), pud_index(va));
	if (!pud_present(*pud))
		return 0;
	if (pud_large(*pud)) {
		*pa = pud_pfn(*pud) << PAGE_SHIFT | (va & ~PUD_MASK);
		return 1;
	}
	pmd = pmd_offset(pud, va);
	pr_info(TAG " pmd_val=0x%lx pmd_index=%lu\n", pmd_val(*pmd), pmd_index(va));
	if (!pmd_present(*pmd))
		return 0;
	if (pmd_large(*pmd)) {
		*pa = pmd_pfn(*pmd) << PAGE_SHIFT | (va & ~PMD_MASK);
		return 1;
	}
	pte = pte_offset_kernel(pmd, va);
	pr_info(TAG " pte_val=0x%lx pte_index=%lu\n", pte_val(*pte), pte_index(va));
	if (!pte_present(*pte))
		return 0;
	*pa = pte_pfn(*pte) << PAGE_SHIFT | (va & ~PAGE_MASK);
	return 1;
}

static void do_findpage(struct task_struct *tsk, struct mm_struct *mm, ulong_t va)
{
	ulong_t pa = 0;
	int found = 0;

	pr_info(TAG " vaddr=0x%lx\n", va);
	pr_info(TAG " pgtable_l5_enabled=%d\n", pgtable_l5_enabled() != 0);
	pr_info(TAG " process %s pid %d\n", tsk->comm, tsk->pid);
	mmap_read_lock(mm);
	if (vma_lookup(mm, va))
		found = va2pa(mm, va, &pa);
	mmap_read_unlock(mm);
	if (found) {
		pr_info(TAG " page_addr=0x%lx page_offset=0x%lx\n", pa & PAGE_MASK, pa & ~PAGE_MASK);
		pr_info(TAG " vaddr 0x%lx -> paddr 0x%lx\n", va, pa);
	} else {
		pr_info(TAG " translation not found\n");
	}
}

static void do_writeval(struct mm_struct *mm, ulong_t va, ulong_t val)
{
	struct vm_area_struct *vma;
	struct page *page;
	ulong_t offset = va & ~PAGE_MASK;
	ulong_t *ptr;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, va);
	if (!vma || vma->vm_end - va < sizeof(val)) {
		pr_info(TAG " vma not found\n");
	} else if (!(vma->vm_flags & VM_WRITE)) {
		pr_info(TAG " vma has no write permission\n");
	} else if (offset > PAGE_SIZE - sizeof(val)) {
		pr_info(TAG " not written: crosses a page\n");
	} else if (get_user_pages_remote(mm, va, 1, FOLL_WRITE, &page, NULL, NULL) < 1) {
		pr_info(TAG " translation not found\n");
	} else {
		ptr = (ulong_t *)page_address(page);
		ptr += offset;
		*ptr = val;
		set_page_dirty_lock(page);
		put_page(page);
		pr_info(TAG " wrote 0x%lx to 0x%lx\n", val, va);
	}
	mmap_read_unlock(mm);
}

/* next word of *p, or NULL at the end */
static char *word(char **p)
{
	char *s = skip_spaces(*p), *e = s;

	if (!*s)
		return NULL;
	while (*e && !isspace(*e))
		e++;
	if (*e)
		*e++ = 0;
	*p = e;
	return s;
}

static int number(const char *s, int base, ulong_t *out)
{
	return (isxdigit(s[0]) && kstrtoul(s, base, out) == 0) ? 0 : -EINVAL;
}

static ssize_t mtest_write(struct file *filp, const char __user *ubuf, size_t n, loff_t *off)
{
	char line[LINE_MAX_ + 1], echo[LINE_MAX_ + 1];
	char *p = line, *cmd, *w;
	ulong_t arg[2] = { 0, 0 }, pid = 0;
	int args, i, has_pid = 0;
	struct task_struct *tsk = NULL, *q;
	struct mm_struct *mm = NULL;
	ssize_t ret = n;

	if (n > LINE_MAX_)
		return -EINVAL;
	if (copy_from_user(line, ubuf, n))
		return -EFAULT;
	line[n] = 0;
	if (strlen(line) != n)
		return -EINVAL;
	strcpy(echo, line);

	cmd = word(&p);
	if (!cmd)
		return -EINVAL;
	if (!strcmp(cmd, "listvma"))
		args = 0;
	else if (!strcmp(cmd, "findpage"))
		args = 1;
	else if (!strcmp(cmd, "writeval"))
		args = 2;
	else
		return -EINVAL;
	for (i = 0; i < args; i++) {
		w = word(&p);
		if (!w || number(w, 16, &arg[i]))
			return -EINVAL;
	}
	w = word(&p);
	if (w) {
		if (number(w, 10, &pid) || pid > INT_MAX || word(&p))
			return -EINVAL;
		has_pid = 1;
	}

	mutex_lock(&one_at_a_time);
	pr_info(TAG " Got command: %s\n", strim(echo));

	if (args == 0 && !has_pid) {
		do_listvma_all();
		goto unlock;
	}

	rcu_read_lock();
	for_each_process(q) {
		if (has_pid ? q->pid == (int)pid : !strcmp(q->comm, target)) {
			tsk = q;
			get_task_struct(tsk);
			break;
		}
	}
	rcu_read_unlock();
	if (tsk)
		mm = get_task_mm(tsk);
	if (!mm) {
		pr_info(TAG " no such process\n");
		ret = -ESRCH;
	} else {
		if (args == 0)
			do_listvma(tsk);
		else if (args == 1)
			do_findpage(tsk, mm, arg[0]);
		else
			do_writeval(mm, arg[0], arg[1]);
		mmput(mm);
	}
	if (tsk)
		put_task_struct(tsk);
unlock:
	mutex_unlock(&one_at_a_time);
	return ret;
}

static const struct proc_ops mtest_pops = {
	.proc_write	= mtest_write,
};

static int __init m_init(void)
{
	if (!proc_create("mtest", 0600, NULL, &mtest_pops)) {
		pr_err(TAG " proc_create failed\n");
		return -ENOMEM;
	}
	return 0;
}

static void __exit m_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(m_init);
module_exit(m_exit);
