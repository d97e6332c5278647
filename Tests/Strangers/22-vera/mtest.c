/*
 *  mtest - the process that writes a command sees its own memory
 *
 *  Only pages that are there and may be written right now are written; for
 *  all others (absent, copy-on-write, not in one page) the module says no.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/mm.h>
#include <linux/io.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Vera");

static DEFINE_MUTEX(vera);

struct place {
	unsigned long entry;
	int level;		/* 4 pte, 3 pmd, 2 pud; 0 nothing */
	unsigned long phys;
	bool writable;
};

static struct mm_struct *mine(void)
{
	struct mm_struct *mm;

	task_lock(current);
	mm = current->mm;
	if (mm)
		mmget(mm);
	task_unlock(current);
	return mm;
}

static void vmas(struct mm_struct *mm)
{
	struct vm_area_struct *v;
	unsigned long where;

	printk(KERN_INFO "mtest\tPROCESS\t%s\t%d\n", current->comm, current->tgid);
	down_read(&mm->mmap_lock);
	for (where = 0; (v = find_vma(mm, where)) != NULL; where = v->vm_end)
		printk(KERN_INFO "mtest\tVMA\t%lX\t%lX\t%c%c%c\n", v->vm_start, v->vm_end,
		       (v->vm_flags & VM_READ) ? 'r' : '-',
		       (v->vm_flags & VM_WRITE) ? 'w' : '-',
		       (v->vm_flags & VM_EXEC) ? 'x' : '-');
	up_read(&mm->mmap_lock);
}

static void tell(bool loud, const char *level, unsigned long val, unsigned long index)
{
	if (loud)
		printk(KERN_INFO "mtest\t%s_val\t%lX\t%s_index\t%lu\n", level, val, level, index);
}

/*
 * Where va is.  If something was found *lock is the held lock of the entry,
 * to be released by the caller.
 */
static struct place look(struct mm_struct *mm, unsigned long va, spinlock_t **lock, bool loud)
{
	struct place r = { .level = 0 };
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	pgd = pgd_offset(mm, va);
	tell(loud, "pgd", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd))
		return r;
	p4d = p4d_offset(pgd, va);
	tell(loud, "p4d", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d))
		return r;
	pud = pud_offset(p4d, va);
	tell(loud, "pud", pud_val(*pud), pud_index(va));
	*lock = pud_lock(mm, pud);
	if (pud_present(*pud) && pud_large(*pud)) {
		r.level = 2;
		r.phys = (pud_pfn(*pud) << PAGE_SHIFT) + (va & ~PUD_MASK);
		r.writable = pud_write(*pud);
		return r;
	}
	spin_unlock(*lock);
	if (!pud_present(*pud))
		return r;
	pmd = pmd_offset(pud, va);
	tell(loud, "pmd", pmd_val(*pmd), pmd_index(va));
	*lock = pmd_lock(mm, pmd);
	if (pmd_present(*pmd) && pmd_large(*pmd)) {
		r.level = 3;
		r.phys = (pmd_pfn(*pmd) << PAGE_SHIFT) + (va & ~PMD_MASK);
		r.writable = pmd_write(*pmd);
		return r;
	}
	spin_unlock(*lock);
	if (!pmd_present(*pmd))
		return r;
	pte = pte_offset_map_lock(mm, pmd, va, lock);
	tell(loud, "pte", pte_val(*pte), pte_index(va));
	if (pte_present(*pte)) {
		r.level = 4;
		r.phys = (pte_pfn(*pte) << PAGE_SHIFT) + (va & ~PAGE_MASK);
		r.writable = pte_write(*pte);
	} else {
		spin_unlock(*lock);
	}
	return r;
}

static void page(struct mm_struct *mm, unsigned long va)
{
	struct place p = { .level = 0 };
	spinlock_t *lock;

	printk(KERN_INFO "mtest\tvaddr\t%lX\n", va);
	printk(KERN_INFO "mtest\tpgtable_l5_enabled\t%d\n", pgtable_l5_enabled());
	printk(KERN_INFO "mtest\tPROCESS\t%s\t%d\n", current->comm, current->tgid);
	down_read(&mm->mmap_lock);
	if (vma_lookup(mm, va))
		p = look(mm, va, &lock, true);
	if (p.level)
		spin_unlock(lock);
	up_read(&mm->mmap_lock);

	if (!p.level) {
		printk(KERN_INFO "mtest\ttranslation not found\n");
		return;
	}
	printk(KERN_INFO "mtest\tpage_addr\t%lX\n", p.phys & PAGE_MASK);
	printk(KERN_INFO "mtest\tpage_offset\t%lX\n", p.phys & ~PAGE_MASK);
	printk(KERN_INFO "mtest\tvaddr %lX -> paddr %lX\n", va, p.phys);
}

static int value(struct mm_struct *mm, unsigned long va, unsigned long val)
{
	struct vm_area_struct *v;
	struct place p;
	spinlock_t *lock;
	const char *no = NULL;

	down_read(&mm->mmap_lock);
	v = vma_lookup(mm, va);
	if (!v || v->vm_end - va < sizeof(val)) {
		no = "vma not found";
	} else if (!(v->vm_flags & VM_WRITE)) {
		no = "vma has no write permission";
	} else if ((va & ~PAGE_MASK) > PAGE_SIZE - sizeof(val)) {
		no = "refused, two pages";
	} else {
		p = look(mm, va, &lock, false);
		if (!p.level) {
			no = "translation not found";
		} else {
			if (!p.writable || !pfn_valid(p.phys >> PAGE_SHIFT)) {
				no = "refused, page is write protected (copy on write)";
			} else {
				memcpy(phys_to_virt(p.phys), &val, sizeof(val));
				set_page_dirty(pfn_to_page(p.phys >> PAGE_SHIFT));
			}
			spin_unlock(lock);
		}
	}
	up_read(&mm->mmap_lock);

	if (no) {
		printk(KERN_INFO "mtest\t%s\n", no);
		return -EACCES;
	}
	printk(KERN_INFO "mtest\twrote %lX to %lX\n", val, va);
	return 0;
}

/* hexadecimal word -> number; the word ends with a NUL */
static int number(const char *w, unsigned long *n)
{
	int digits = 0;

	if (w[0] == '0' && (w[1] == 'x' || w[1] == 'X'))
		w += 2;
	*n = 0;
	while (*w) {
		unsigned long d;

		switch (*w) {
		case '0' ... '9': d = *w - '0'; break;
		case 'a' ... 'f': d = *w - 'a' + 10; break;
		case 'A' ... 'F': d = *w - 'A' + 10; break;
		default: return -EINVAL;
		}
		if (*n >> 60)
			return -EINVAL;
		*n = (*n << 4) + d;
		digits++;
		w++;
	}
	return digits ? 0 : -EINVAL;
}

static ssize_t mtest_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	char in[128], *word[4] = { NULL };
	char out[128];
	struct mm_struct *mm;
	unsigned long a, b;
	int n = 0, err = 0, newline = 0;
	size_t i;

	if (count >= sizeof(in))
		return -EINVAL;
	if (copy_from_user(in, from, count))
		return -EFAULT;
	in[count] = 0;
	if (strlen(in) != count)
		return -EINVAL;
	if (count && in[count - 1] == '\n')
		in[--count] = 0, newline = 1;
	strcpy(out, in);

	/* a word starts where a blank, or nothing, is before it */
	for (i = 0; i < count; i++) {
		if (in[i] == ' ' || in[i] == '\t') {
			in[i] = 0;
		} else if (i == 0 || in[i - 1] == 0) {
			if (n == 4)
				return -EINVAL;
			word[n++] = in + i;
		}
	}

	if (n == 1 && !strcmp(word[0], "listvma"))
		;
	else if (n == 2 && !strcmp(word[0], "findpage") && !number(word[1], &a))
		;
	else if (n == 3 && !strcmp(word[0], "writeval") && !number(word[1], &a) && !number(word[2], &b))
		;
	else
		return -EINVAL;

	mm = mine();
	if (!mm)
		return -ESRCH;
	mutex_lock(&vera);
	printk(KERN_INFO "[mtest] Got command: %s\n", out);
	if (n == 1)
		vmas(mm);
	else if (n == 2)
		page(mm, a);
	else
		err = value(mm, a, b);
	mutex_unlock(&vera);
	mmput(mm);
	return err ? err : count + newline;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static int __init mtest_start(void)
{
	return proc_create("mtest", 0600, NULL, &mtest_ops) ? 0 : -ENOMEM;
}

static void __exit mtest_stop(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_start);
module_exit(mtest_stop);
