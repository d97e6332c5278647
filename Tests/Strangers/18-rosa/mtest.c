#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/io.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Rosa");

static char *target = "test";
module_param(target, charp, 0644);

static DEFINE_MUTEX(lock);

static void listvma(struct task_struct *who)
{
	struct mm_struct *mm = get_task_mm(who);
	struct vm_area_struct *vma;

	if (!mm)
		return;
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", who->comm, task_tgid_nr(who));
	down_read(&mm->mmap_lock);
	{
		VMA_ITERATOR(vmi, mm, 0);
		for_each_vma(vmi, vma)
			pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
				vma->vm_flags & VM_READ ? 'r' : '-',
				vma->vm_flags & VM_WRITE ? 'w' : '-',
				vma->vm_flags & VM_EXEC ? 'x' : '-');
	}
	up_read(&mm->mmap_lock);
	mmput(mm);
}

/* fills *pa; talk: also say every level */
static bool va_to_pa(struct mm_struct *mm, unsigned long va, phys_addr_t *pa, bool talk)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	pgd = pgd_offset(mm, va);
	if (talk)
		pr_info("[mtest.findpage] pgd_val = 0x%lx, pgd_index = %lu\n", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd))
		return false;
	p4d = p4d_offset(pgd, va);
	if (talk)
		pr_info("[mtest.findpage] p4d_val = 0x%lx, p4d_index = %lu\n", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d))
		return false;
	pud = pud_offset(p4d, va);
	if (talk)
		pr_info("[mtest.findpage] pud_val = 0x%lx, pud_index = %lu\n", pud_val(*pud), pud_index(va));
	if (!pud_present(*pud))
		return false;
	if (pud_large(*pud)) {
		*pa = PFN_PHYS(pud_pfn(*pud)) + (va & ~PUD_MASK);
		return true;
	}
	pmd = pmd_offset(pud, va);
	if (talk)
		pr_info("[mtest.findpage] pmd_val = 0x%lx, pmd_index = %lu\n", pmd_val(*pmd), pmd_index(va));
	if (!pmd_present(*pmd))
		return false;
	if (pmd_large(*pmd)) {
		*pa = PFN_PHYS(pmd_pfn(*pmd)) + (va & ~PMD_MASK);
		return true;
	}
	pte = pte_offset_map(pmd, va);
	if (talk)
		pr_info("[mtest.findpage] pte_val = 0x%lx, pte_index = %lu\n", pte_val(*pte), pte_index(va));
	if (!pte_present(*pte))
		return false;
	*pa = PFN_PHYS(pte_pfn(*pte)) + (va & ~PAGE_MASK);
	return true;
}

static void findpage(struct task_struct *who, struct mm_struct *mm, unsigned long va)
{
	phys_addr_t pa;
	bool ok;

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", who->comm, task_tgid_nr(who));
	down_read(&mm->mmap_lock);
	ok = vma_lookup(mm, va) && va_to_pa(mm, va, &pa, true);
	up_read(&mm->mmap_lock);
	if (!ok) {
		pr_info("[mtest.findpage] translation not found\n");
		return;
	}
	pr_info("[mtest.findpage] page_addr = 0x%llx, page_offset = 0x%lx\n", pa & PAGE_MASK, va & ~PAGE_MASK);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", va, pa);
}

static void writeval(struct mm_struct *mm, unsigned long va, unsigned long val)
{
	struct vm_area_struct *vma;
	phys_addr_t pa;

	down_read(&mm->mmap_lock);
	vma = vma_lookup(mm, va);
	if (!vma || vma->vm_end - va < sizeof(val)) {
		pr_info("[mtest.writeval] vma not found\n");
	} else if (!va_to_pa(mm, va, &pa, false)) {
		pr_info("[mtest.writeval] translation not found\n");
	} else if (offset_in_page(va) + sizeof(val) > PAGE_SIZE) {
		pr_info("[mtest.writeval] not inside one page\n");
	} else if (!pfn_valid(PHYS_PFN(pa))) {
		pr_info("[mtest.writeval] not memory\n");
	} else {
		memcpy(phys_to_virt(pa), &val, sizeof(val));
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
	}
	up_read(&mm->mmap_lock);
}

static int num(const char *s, int base, unsigned long *n)
{
	if (*s == '+')
		return -EINVAL;
	return kstrtoul(s, base, n);
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char line[256], echo[256], *rest = line, *w, *word[4];
	unsigned long a = 0, b = 0, pid = 0;
	int n = 0, fixed;
	struct task_struct *who = NULL, *p;
	struct mm_struct *mm = NULL;
	ssize_t ret = count;

	if (!count || count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, ubuf, count))
		return -EFAULT;
	line[count] = 0;
	if (strlen(line) != count)
		return -EINVAL;
	if (line[count - 1] == '\n')
		line[count - 1] = 0;
	strcpy(echo, line);
	while ((w = strsep(&rest, " \t")))
		if (*w) {
			if (n == 4)
				return -EINVAL;
			word[n++] = w;
		}
	if (!n)
		return -EINVAL;
	if (!strcmp(word[0], "listvma"))
		fixed = 1;
	else if (!strcmp(word[0], "findpage"))
		fixed = 2;
	else if (!strcmp(word[0], "writeval"))
		fixed = 3;
	else
		return -EINVAL;
	if (n < fixed || n > fixed + 1 ||
	    (fixed > 1 && num(word[1], 16, &a)) ||
	    (fixed > 2 && num(word[2], 16, &b)) ||
	    (n > fixed && (num(word[fixed], 10, &pid) || pid > INT_MAX)))
		return -EINVAL;

	mutex_lock(&lock);
	pr_info("[mtest] Got command: %s\n", echo);
	if (fixed == 1 && n == 1) {
		listvma(current);
		goto out;
	}
	rcu_read_lock();
	for_each_process(p) {
		if (n > fixed ? task_tgid_nr(p) == pid : !strcmp(p->comm, target)) {
			who = p;
			get_task_struct(who);
			break;
		}
	}
	rcu_read_unlock();
	if (who)
		mm = get_task_mm(who);
	if (!mm) {
		pr_info("[mtest] no such process\n");
		ret = -ESRCH;
	} else {
		if (fixed == 1)
			listvma(who);
		else if (fixed == 2)
			findpage(who, mm, a);
		else
			writeval(mm, a, b);
		mmput(mm);
	}
	if (who)
		put_task_struct(who);
out:
	mutex_unlock(&lock);
	return ret;
}

static const struct proc_ops fops = {
	.proc_write = mtest_write,
};

static int __init rosa_init(void)
{
	return proc_create("mtest", 0600, NULL, &fops) ? 0 : -ENOMEM;
}

static void __exit rosa_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(rosa_init);
module_exit(rosa_exit);
