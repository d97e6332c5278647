// SPDX-License-Identifier: GPL-2.0
/*
 * mtest: reads a command one character at a time, without a copy of its words.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/pid.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <asm/unaligned.h>

MODULE_LICENSE("GPL v2");

static char *target = "test";
module_param(target, charp, 0400);

enum verb { NOTHING, LISTVMA, FINDPAGE, WRITEVAL };

/* what a word is worth, read as a number */
struct value {
	bool is_hex, is_dec;
	unsigned long hex;
	unsigned long dec;
};

struct cmd {
	enum verb verb;
	int values;
	struct value value[3];
};

static void value_begin(struct value *v)
{
	v->is_hex = v->is_dec = true;
	v->hex = v->dec = 0;
}

/* the i-th character of a word, and the word so far is in v */
static void value_add(struct value *v, int i, char c, char before)
{
	int digit;

	if (i == 1 && before == '0' && (c == 'x' || c == 'X')) {
		/* a prefix, and there has to be a digit behind it: see value_end() */
		v->is_dec = false;
		return;
	}
	if (c >= '0' && c <= '9')
		digit = c - '0';
	else if (c >= 'a' && c <= 'f')
		digit = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		digit = c - 'A' + 10;
	else
		digit = 99;

	if (digit > 15 || v->hex >> 60)
		v->is_hex = false;
	if (digit > 9 || v->dec > (INT_MAX - digit) / 10)
		v->is_dec = false;
	if (v->is_hex)
		v->hex = v->hex << 4 | digit;
	if (v->is_dec)
		v->dec = v->dec * 10 + digit;
}

static void value_end(struct value *v, char last)
{
	if (last == 'x' || last == 'X')
		v->is_hex = false;
}

static int parse(const char *s, size_t len, struct cmd *cmd)
{
	static const char * const verbs[] = { "", "listvma", "findpage", "writeval" };
	size_t at = 0, begin;
	int words = 0, need, i;

	memset(cmd, 0, sizeof(*cmd));
	while (at < len) {
		if (s[at] == ' ' || s[at] == '\t') {
			at++;
			continue;
		}
		begin = at;
		if (words > 3)
			return -EINVAL;
		if (words > 0)
			value_begin(&cmd->value[words - 1]);
		while (at < len && s[at] != ' ' && s[at] != '\t') {
			if (s[at] < '!' || s[at] > '~')
				return -EINVAL;
			if (words > 0)
				value_add(&cmd->value[words - 1], at - begin, s[at],
					  at > begin ? s[at - 1] : 0);
			at++;
		}
		if (words > 0)
			value_end(&cmd->value[words - 1], s[at - 1]);
		else
			for (i = LISTVMA; i <= WRITEVAL; i++)
				if (strlen(verbs[i]) == at - begin && !memcmp(verbs[i], s + begin, at - begin))
					cmd->verb = i;
		words++;
	}
	if (cmd->verb == NOTHING)
		return -EINVAL;
	cmd->values = words - 1;
	need = cmd->verb - LISTVMA;
	if (cmd->values != need && cmd->values != need + 1)
		return -EINVAL;
	for (i = 0; i < need; i++)
		if (!cmd->value[i].is_hex)
			return -EINVAL;
	if (cmd->values > need && !cmd->value[need].is_dec)
		return -EINVAL;
	return 0;
}

/* ------------------------------------------------------------------ listvma */

static int list_areas(struct task_struct *task)
{
	struct vm_area_struct *vma;
	struct mm_struct *mm;

	mm = get_task_mm(task);
	if (mm == NULL)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task_pid_nr(task));
	vma = find_vma(mm, 0);
	while (vma) {
		pr_info("[mtest.listvma] 0x%016lx 0x%016lx %c%c%c\n", vma->vm_start, vma->vm_end,
			(vma->vm_flags & VM_READ) ? 'r' : '-',
			(vma->vm_flags & VM_WRITE) ? 'w' : '-',
			(vma->vm_flags & VM_EXEC) ? 'x' : '-');
		vma = find_vma(mm, vma->vm_end);
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int list_everything(void)
{
	struct pid **pids = NULL;
	struct task_struct *p;
	int room = 256, n, i, ret = 0;
	bool full;

	do {
		room *= 2;
		pids = kvmalloc(room * sizeof(*pids), GFP_KERNEL);
		if (!pids)
			return -ENOMEM;
		full = false;
		n = 0;
		rcu_read_lock();
		for_each_process(p) {
			if (n == room) {
				full = true;
				break;
			}
			pids[n] = get_pid(task_pid(p));
			if (pids[n])
				n++;
		}
		rcu_read_unlock();
		if (full) {
			for (i = 0; i < n; i++)
				put_pid(pids[i]);
			kvfree(pids);
		}
	} while (full);

	for (i = 0; i < n; i++) {
		p = ret ? NULL : get_pid_task(pids[i], PIDTYPE_TGID);
		if (p) {
			ret = list_areas(p);
			put_task_struct(p);
		}
		put_pid(pids[i]);
		cond_resched();
	}
	kvfree(pids);
	return ret;
}

/* ----------------------------------------------------------------- findpage */

#define SHOWN 80

struct report {
	char line[12][SHOWN];
	int n;
};

#define tell(r, fmt, ...)	snprintf((r)->line[(r)->n++], SHOWN, fmt, ##__VA_ARGS__)

/* returns the size of the page, or 0 */
static unsigned long descend(struct mm_struct *mm, unsigned long va, struct report *r, unsigned long *pa)
{
	pgd_t g = READ_ONCE(*pgd_offset(mm, va));
	p4d_t p;
	pud_t *pud, u;
	pmd_t *pmd, m;
	pte_t t;

	tell(r, "pgd_val = 0x%lx, pgd_index = %lu", pgd_val(g), pgd_index(va));
	if (!(pgd_val(g) & _PAGE_PRESENT))
		return 0;

	p = READ_ONCE(*p4d_offset(&g, va));
	tell(r, "p4d_val = 0x%lx, p4d_index = %lu", p4d_val(p),
	     pgtable_l5_enabled() ? p4d_index(va) : 0UL);
	if (!p4d_present(p))
		return 0;

	pud = pud_offset(&p, va);
	u = READ_ONCE(*pud);
	tell(r, "pud_val = 0x%lx, pud_index = %lu", pud_val(u), pud_index(va));
	if (!(pud_val(u) & _PAGE_PRESENT))
		return 0;
	if (pud_large(u)) {
		*pa = (pud_pfn(u) << PAGE_SHIFT) | (va & (PUD_SIZE - 1));
		return PUD_SIZE;
	}

	pmd = pmd_offset(&u, va);
	m = READ_ONCE(*pmd);
	tell(r, "pmd_val = 0x%lx, pmd_index = %lu", pmd_val(m), pmd_index(va));
	if (!(pmd_val(m) & _PAGE_PRESENT))
		return 0;
	if (pmd_large(m)) {
		*pa = (pmd_pfn(m) << PAGE_SHIFT) | (va & (PMD_SIZE - 1));
		return PMD_SIZE;
	}

	t = READ_ONCE(*pte_offset_kernel(&m, va));
	tell(r, "pte_val = 0x%lx, pte_index = %lu", pte_val(t), pte_index(va));
	if (!(pte_val(t) & _PAGE_PRESENT))
		return 0;
	*pa = (pte_pfn(t) << PAGE_SHIFT) | (va & (PAGE_SIZE - 1));
	return PAGE_SIZE;
}

static int find_page(struct task_struct *task, unsigned long va)
{
	struct mm_struct *mm;
	struct report *r;
	unsigned long pa = 0, size = 0;
	int i, ret = 0;

	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	tell(r, "vaddr = 0x%lx", va);
	tell(r, "pgtable_l5_enabled = %d", pgtable_l5_enabled() ? 1 : 0);
	tell(r, "Process = %s, PID = %d", task->comm, task_pid_nr(task));

	mm = get_task_mm(task);
	if (mm) {
		if (va < TASK_SIZE_MAX) {
			ret = mmap_read_lock_killable(mm);
			if (!ret) {
				local_irq_disable();
				size = descend(mm, va, r, &pa);
				local_irq_enable();
				mmap_read_unlock(mm);
			}
		}
		mmput(mm);
	}
	if (ret)
		goto out;
	if (size) {
		tell(r, "page_addr = 0x%lx", pa & ~(size - 1));
		tell(r, "page_offset = 0x%lx", pa & (size - 1));
		tell(r, "vaddr = 0x%lx -> paddr = 0x%lx", va, pa);
	} else {
		tell(r, "translation not found");
	}
	for (i = 0; i < r->n; i++)
		pr_info("[mtest.findpage] %s\n", r->line[i]);
out:
	kfree(r);
	return ret;
}

/* ----------------------------------------------------------------- writeval */

static int write_val(struct task_struct *task, unsigned long va, unsigned long val)
{
	unsigned long first = va & PAGE_MASK, last = (va + 7) & PAGE_MASK;
	int pages = first == last ? 1 : 2, got = 0, i, ret;
	const char *said = "vma not found";
	struct vm_area_struct *vma;
	struct page *page[2];
	struct mm_struct *mm;
	void *k;

	mm = get_task_mm(task);
	if (!mm) {
		pr_info("[mtest.writeval] %s\n", said);
		return 0;
	}
	ret = mmap_read_lock_killable(mm);
	if (ret)
		goto put;

	/* VMAs begin and end at pages, so that looking at the pages is enough */
	vma = find_vma(mm, first);
	if (!vma || vma->vm_start > first)
		goto unlock;
	if (vma->vm_flags & VM_WRITE) {
		vma = find_vma(mm, last);
		if (!vma || vma->vm_start > last)
			goto unlock;
	}
	said = "vma has no write permission";
	if (!(vma->vm_flags & VM_WRITE))
		goto unlock;

	said = "translation not found";
	while (got < pages) {
		if (get_user_pages_remote(mm, got ? last : first, 1, FOLL_WRITE, &page[got], NULL, NULL) != 1)
			goto release;
		got++;
	}

	/* side by side in the kernel, too: then it is one store */
	k = vmap(page, pages, VM_MAP, PAGE_KERNEL);
	if (!k) {
		ret = -ENOMEM;
		goto release;
	}
	put_unaligned_le64(val, k + (va - first));
	vunmap(k);
	for (i = 0; i < pages; i++)
		set_page_dirty_lock(page[i]);
	said = NULL;
release:
	while (got > 0)
		put_page(page[--got]);
unlock:
	mmap_read_unlock(mm);
	if (!ret) {
		if (said)
			pr_info("[mtest.writeval] %s\n", said);
		else
			pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
	}
put:
	mmput(mm);
	return ret;
}

/* --------------------------------------------------------------------- file */

static DEFINE_MUTEX(turn);

static struct task_struct *by_number(unsigned long nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);

	put_pid(pid);
	return task;
}

static struct task_struct *by_name(void)
{
	struct task_struct *p;

	rcu_read_lock();
	for_each_process(p)
		if (!strcmp(p->comm, target)) {
			get_task_struct(p);
			rcu_read_unlock();
			return p;
		}
	rcu_read_unlock();
	return NULL;
}

static int obey(const struct cmd *cmd)
{
	int need = cmd->verb - LISTVMA, ret = 0;
	bool with_pid = cmd->values > need;
	struct task_struct *task;

	if (cmd->verb == LISTVMA && !with_pid)
		return list_everything();
	task = with_pid ? by_number(cmd->value[need].dec) : by_name();
	if (!task) {
		pr_info("[mtest] no such process\n");
		return -ESRCH;
	}
	switch (cmd->verb) {
	case LISTVMA:
		ret = list_areas(task);
		break;
	case FINDPAGE:
		ret = find_page(task, cmd->value[0].hex);
		break;
	case WRITEVAL:
		ret = write_val(task, cmd->value[0].hex, cmd->value[1].hex);
		break;
	default:
		break;
	}
	put_task_struct(task);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	char text[512];
	struct cmd cmd;
	size_t n = len;
	int ret;

	if (len > sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, len))
		return -EFAULT;
	if (n && text[n - 1] == '\n')
		n--;
	ret = parse(text, n, &cmd);
	if (ret)
		return ret;

	if (mutex_lock_killable(&turn))
		return -EINTR;
	pr_info("[mtest] Got command: %.*s\n", (int)n, text);
	ret = obey(&cmd);
	mutex_unlock(&turn);
	return ret ? ret : len;
}

static const struct proc_ops mtest_fops = {
	.proc_write	= mtest_write,
	.proc_lseek	= noop_llseek,
};

static int __init mtest_start(void)
{
	return proc_create("mtest", 0600, NULL, &mtest_fops) ? 0 : -ENOMEM;
}

static void __exit mtest_stop(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_start);
module_exit(mtest_stop);
