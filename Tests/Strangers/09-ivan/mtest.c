/*
 * mtest: команды пишутся в /proc/mtest, ответ читается оттуда же
 *        (echo "findpage 0x..." > /proc/mtest; cat /proc/mtest)
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/highmem.h>
#include <linux/uaccess.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

static char *target = "test";
module_param(target, charp, 0644);

struct answer {
	size_t len, room;
	char *text;
};

static struct answer last;		/* the answer to the last command */
static DEFINE_MUTEX(last_lock);

/* append a line; an answer too big for memory is cut */
static __printf(2, 3) void put(struct answer *a, const char *fmt, ...)
{
	char line[160];
	size_t n;
	va_list ap;

	va_start(ap, fmt);
	n = vscnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);

	if (a->len + n + 1 > a->room) {
		size_t room = max_t(size_t, 4096, 2 * a->room);
		char *t = kvmalloc(room, GFP_KERNEL);

		if (!t)
			return;
		if (a->len)
			memcpy(t, a->text, a->len);
		kvfree(a->text);
		a->text = t;
		a->room = room;
	}
	memcpy(a->text + a->len, line, n);
	a->len += n;
	a->text[a->len] = 0;
}

static void vmas(struct answer *a, struct task_struct *t)
{
	struct mm_struct *mm = get_task_mm(t);
	struct vm_area_struct *v;

	if (!mm)
		return;
	put(a, "Process = %s, PID = %d\n", t->comm, task_tgid_nr(t));
	mmap_read_lock(mm);
	{
		VMA_ITERATOR(i, mm, 0);
		for_each_vma(i, v)
			put(a, "%lx %lx %c%c%c\n", v->vm_start, v->vm_end,
			    (v->vm_flags & VM_READ) ? 'r' : '-',
			    (v->vm_flags & VM_WRITE) ? 'w' : '-',
			    (v->vm_flags & VM_EXEC) ? 'x' : '-');
	}
	mmap_read_unlock(mm);
	mmput(mm);
}

static struct task_struct *next_process(int *nr)
{
	struct task_struct *t = NULL;
	struct pid *pid;

	rcu_read_lock();
	while (!t && (pid = find_ge_pid(*nr, &init_pid_ns))) {
		*nr = pid_nr(pid) + 1;
		t = pid_task(pid, PIDTYPE_TGID);
	}
	if (t)
		get_task_struct(t);
	rcu_read_unlock();
	return t;
}

static bool page_of(struct answer *a, struct mm_struct *mm, unsigned long va, u64 *pa)
{
	pgd_t *pgd = pgd_offset(mm, va);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	put(a, "pgd_val = %#lx\npgd_index = %lu\n", pgd_val(*pgd), pgd_index(va));
	if (pgd_none(*pgd))
		return false;
	p4d = p4d_offset(pgd, va);
	put(a, "p4d_val = %#lx\np4d_index = %lu\n", p4d_val(*p4d), p4d_index(va));
	if (p4d_none(*p4d))
		return false;
	pud = pud_offset(p4d, va);
	put(a, "pud_val = %#lx\npud_index = %lu\n", pud_val(*pud), pud_index(va));
	if (!pud_present(*pud))
		return false;
	if (pud_large(*pud)) {
		*pa = ((u64)pud_pfn(*pud) << PAGE_SHIFT) + (va & ~PUD_MASK);
		return true;
	}
	pmd = pmd_offset(pud, va);
	put(a, "pmd_val = %#lx\npmd_index = %lu\n", pmd_val(*pmd), pmd_index(va));
	if (!pmd_present(*pmd))
		return false;
	if (pmd_large(*pmd)) {
		*pa = ((u64)pmd_pfn(*pmd) << PAGE_SHIFT) + (va & ~PMD_MASK);
		return true;
	}
	pte = pte_offset_map(pmd, va);
	put(a, "pte_val = %#lx\npte_index = %lu\n", pte_val(*pte), pte_index(va));
	if (!pte_present(*pte))
		return false;
	*pa = ((u64)pte_pfn(*pte) << PAGE_SHIFT) + (va & ~PAGE_MASK);
	return true;
}

static void translate(struct answer *a, struct task_struct *t, struct mm_struct *mm,
		      unsigned long va)
{
	u64 pa;
	bool ok;

	put(a, "vaddr = %#lx\npgtable_l5_enabled = %d\n", va, pgtable_l5_enabled());
	put(a, "Process = %s, PID = %d\n", t->comm, task_tgid_nr(t));
	mmap_read_lock(mm);
	ok = va < TASK_SIZE_MAX && page_of(a, mm, va, &pa);
	mmap_read_unlock(mm);
	if (ok)
		put(a, "page_addr = %#llx\npage_offset = %#lx\n"
		       "vaddr = %#lx -> paddr = %#llx\n",
		    pa & PAGE_MASK, va & ~PAGE_MASK, va, pa);
	else
		put(a, "translation not found\n");
}

static int store(struct answer *a, struct mm_struct *mm, unsigned long va, unsigned long val)
{
	struct vm_area_struct *v, *w;
	struct page *pg[2];
	unsigned long left = PAGE_SIZE - offset_in_page(va);
	int n = left < 8 ? 2 : 1, got, ret = -EFAULT;

	mmap_read_lock(mm);
	v = vma_lookup(mm, va);
	w = v ? vma_lookup(mm, va + 7) : NULL;
	if (!v || !w) {
		put(a, "vma not found\n");
	} else if (!(v->vm_flags & w->vm_flags & VM_WRITE)) {
		put(a, "vma has no write permission\n");
		ret = -EACCES;
	} else {
		got = get_user_pages_remote(mm, va, n, FOLL_WRITE, pg, NULL, NULL);
		if (got == n) {
			memcpy_to_page(pg[0], offset_in_page(va), (char *)&val, n == 2 ? left : 8);
			if (n == 2)
				memcpy_to_page(pg[1], 0, (char *)&val + left, 8 - left);
			put(a, "wrote %#lx to %#lx\n", val, va);
			ret = 0;
		} else {
			put(a, "translation not found\n");
		}
		while (got-- > 0) {
			if (!ret)
				set_page_dirty_lock(pg[got]);
			put_page(pg[got]);
		}
	}
	mmap_read_unlock(mm);
	return ret;
}

/* "0x" is optional, sixteen digits at most, no sign */
static bool hex(const char *s, unsigned long *v)
{
	return s && *s != '+' && !kstrtoul(s, 16, v);
}

static int execute(struct answer *a, char *cmd)
{
	char *arg[5] = { NULL }, *tok, *line;
	unsigned long va = 0, val = 0;
	int n = 0, need, pid = 0, ret = 0, nr = 1;
	struct task_struct *t, *p;
	struct mm_struct *mm;

	line = kstrdup(cmd, GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	while ((tok = strsep(&cmd, " \t")))
		if (*tok && n < 5)
			arg[n++] = tok;
	ret = -EINVAL;
	if (n == 0)
		goto out;
	need = !strcmp(arg[0], "listvma") ? 1 : !strcmp(arg[0], "findpage") ? 2 :
	       !strcmp(arg[0], "writeval") ? 3 : 99;
	if (n < need || n > need + 1)
		goto out;
	if ((need > 1 && !hex(arg[1], &va)) || (need > 2 && !hex(arg[2], &val)))
		goto out;
	if (n > need && (*arg[need] == '-' || *arg[need] == '+' || kstrtoint(arg[need], 10, &pid)))
		goto out;
	ret = 0;

	put(a, "[mtest] Got command: %s\n", line);
	if (need == 1 && n == 1) {
		while ((t = next_process(&nr))) {
			vmas(a, t);
			put_task_struct(t);
		}
		goto out;
	}

	t = NULL;
	rcu_read_lock();
	if (n > need)
		t = pid_task(find_vpid(pid), PIDTYPE_TGID);
	else
		for_each_process(p)
			if (!strcmp(p->comm, target)) {
				t = p;
				break;
			}
	if (t)
		get_task_struct(t);
	rcu_read_unlock();

	mm = t ? get_task_mm(t) : NULL;
	if (!mm) {
		put(a, "no such process\n");
		ret = -ESRCH;
	} else {
		if (need == 1)
			vmas(a, t);
		else if (need == 2)
			translate(a, t, mm, va);
		else
			ret = store(a, mm, va, val);
		mmput(mm);
	}
	if (t)
		put_task_struct(t);
out:
	kfree(line);
	return ret;
}

static ssize_t m_write(struct file *f, const char __user *ub, size_t n, loff_t *ppos)
{
	struct answer a = { 0 };
	char *cmd;
	int ret;

	if (n == 0 || n > 120)
		return -EINVAL;
	cmd = memdup_user_nul(ub, n);
	if (IS_ERR(cmd))
		return PTR_ERR(cmd);
	if (strlen(cmd) != n) {
		kfree(cmd);
		return -EINVAL;
	}
	if (cmd[n - 1] == '\n')
		cmd[n - 1] = 0;

	mutex_lock(&last_lock);
	ret = execute(&a, cmd);
	if (a.text) {
		kvfree(last.text);
		last = a;
	}
	mutex_unlock(&last_lock);
	kfree(cmd);
	return ret ? ret : n;
}

/* at offset 0 the reader gets his own copy of the answer, so that a later command cannot tear it */
static ssize_t m_read(struct file *f, char __user *ub, size_t n, loff_t *ppos)
{
	struct answer *mine = f->private_data;
	ssize_t ret;

	mutex_lock(&last_lock);
	if (*ppos == 0) {
		kvfree(mine->text);
		mine->text = NULL;
		mine->len = 0;
		if (last.len) {
			mine->text = kvmalloc(last.len, GFP_KERNEL);
			if (!mine->text) {
				mutex_unlock(&last_lock);
				return -ENOMEM;
			}
			memcpy(mine->text, last.text, last.len);
			mine->len = last.len;
		}
	}
	ret = simple_read_from_buffer(ub, n, ppos, mine->text, mine->len);
	mutex_unlock(&last_lock);
	return ret;
}

static int m_open(struct inode *ino, struct file *f)
{
	f->private_data = kzalloc(sizeof(struct answer), GFP_KERNEL);
	return f->private_data ? 0 : -ENOMEM;
}

static int m_release(struct inode *ino, struct file *f)
{
	struct answer *mine = f->private_data;

	kvfree(mine->text);
	kfree(mine);
	return 0;
}

static const struct proc_ops m_ops = {
	.proc_open = m_open,
	.proc_read = m_read,
	.proc_write = m_write,
	.proc_lseek = default_llseek,
	.proc_release = m_release,
};

static int __init m_init(void)
{
	return proc_create("mtest", 0600, NULL, &m_ops) ? 0 : -ENOMEM;
}

static void __exit m_exit(void)
{
	remove_proc_entry("mtest", NULL);
	kvfree(last.text);
}

module_init(m_init);
module_exit(m_exit);
MODULE_LICENSE("GPL");
