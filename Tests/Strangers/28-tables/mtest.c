// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mtest.c
 *
 * The walk is written as data: one row per level says where its entry is
 * found and when it is the last one.  Commands are rows of a table as well.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/proc_fs.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#define TAG "[mtest] "

static char *target = "test";
module_param(target, charp, S_IRUGO);

/* a process under inspection, held while we look at it */
struct victim {
	struct list_head	link;
	struct task_struct	*task;
	struct mm_struct	*mm;
};

struct args {
	unsigned long	num[2];
	int		pid;		/* -1: none given */
};

static DEFINE_MUTEX(mtest_mutex);

/*
 * Looks for processes: all of them (pid < 0 and no name), one pid, or the
 * first one called name.  Adds them to the list.
 */
static int gather(struct list_head *list, int pid, const char *name)
{
	struct task_struct *p;
	struct victim *v;
	int err = name || pid >= 0 ? -ESRCH : 0;

	rcu_read_lock();
	for_each_process(p) {
		struct mm_struct *mm;

		if (pid >= 0 && task_tgid_vnr(p) != pid)
			continue;
		if (name && strcmp(p->comm, name))
			continue;
		mm = get_task_mm(p);
		if (!mm)
			continue;
		v = kmalloc(sizeof(*v), GFP_ATOMIC);
		if (!v) {
			mmput_async(mm);
			err = -ENOMEM;
			break;
		}
		v->mm = mm;
		v->task = p;
		get_task_struct(p);
		list_add_tail(&v->link, list);
		if (name || pid >= 0) {
			err = 0;
			break;
		}
	}
	rcu_read_unlock();
	return err;
}

static void release(struct list_head *list)
{
	struct victim *v, *n;

	list_for_each_entry_safe(v, n, list, link) {
		list_del(&v->link);
		mmput(v->mm);
		put_task_struct(v->task);
		kfree(v);
	}
}

/* ------------------------------------------------------------------ */

static int listvma(struct victim *v, struct args *a)
{
	static const struct { unsigned long flag; char letter; } bit[] = {
		{ VM_READ, 'r' }, { VM_WRITE, 'w' }, { VM_EXEC, 'x' },
	};
	MA_STATE(mas, &v->mm->mm_mt, 0, 0);
	struct vm_area_struct *vma;
	char perm[ARRAY_SIZE(bit) + 1] = { };
	int i;

	pr_info("[mtest.listvma] Process = %s, PID = %d\n", v->task->comm,
		task_pid_nr(v->task));
	mmap_read_lock(v->mm);
	mas_for_each(&mas, vma, ULONG_MAX) {
		for (i = 0; i < ARRAY_SIZE(bit); i++)
			perm[i] = vma->vm_flags & bit[i].flag ? bit[i].letter : '-';
		pr_info("[mtest.listvma] 0x%lx 0x%lx %s\n", vma->vm_start, vma->vm_end, perm);
	}
	mmap_read_unlock(v->mm);
	return 0;
}

/* ------------------------------------------------------------------ */

struct level {
	const char	*name;
	unsigned int	shift;
	unsigned int	entries;
	bool		leaf_possible;
};

static int findpage(struct victim *v, struct args *a)
{
	const struct level level[] = {
		{ "pgd", PGDIR_SHIFT,	PTRS_PER_PGD,	false },
		{ "p4d", P4D_SHIFT,	PTRS_PER_P4D,	false },
		{ "pud", PUD_SHIFT,	PTRS_PER_PUD,	true },
		{ "pmd", PMD_SHIFT,	PTRS_PER_PMD,	true },
		{ "pte", PAGE_SHIFT,	PTRS_PER_PTE,	true },
	};
	unsigned long va = a->num[0], frame = 0, size = 0, flags;
	unsigned long val[5], idx[5];
	u64 *table = (u64 *)v->mm->pgd;
	int i, seen = 0;

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", va);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %u\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", v->task->comm,
		task_pid_nr(v->task));

	mmap_read_lock(v->mm);
	local_irq_save(flags);		/* tables stay while we are in here */
	for (i = 0; va < TASK_SIZE_MAX && i < 5; i++) {
		bool last = i == 4;

		idx[i] = (va >> level[i].shift) & (level[i].entries - 1);
		/* a folded p4d: the entry is the one of the level above */
		val[i] = i == 1 && level[i].entries == 1 ? val[0] : READ_ONCE(table[idx[i]]);
		seen = i + 1;

		if (last) {
			if (pte_present(__pte(val[i]))) {
				frame = pte_pfn(__pte(val[i])) << PAGE_SHIFT;
				size = PAGE_SIZE;
			}
			break;
		}
		if (level[i].leaf_possible && (val[i] & _PAGE_PSE)) {
			/* pmd_pfn() and pud_pfn() undo what PROT_NONE does to an entry */
			size = 1UL << level[i].shift;
			if (level[i].shift == PMD_SHIFT)
				frame = pmd_pfn(__pmd(val[i])) << PAGE_SHIFT;
			else
				frame = pud_pfn(__pud(val[i])) << PAGE_SHIFT;
			break;
		}
		if (!(val[i] & _PAGE_PRESENT))
			break;
		if (i == 0 && level[1].entries == 1)
			continue;
		table = __va(val[i] & PTE_PFN_MASK);
	}
	local_irq_restore(flags);
	mmap_read_unlock(v->mm);

	for (i = 0; i < seen; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", level[i].name, val[i]);
		pr_info("[mtest.findpage] %s_index = %lu\n", level[i].name, idx[i]);
	}
	if (!size) {
		pr_info("[mtest.findpage] translation not found\n");
		return 0;
	}
	pr_info("[mtest.findpage] page_addr = 0x%lx\n", frame);
	pr_info("[mtest.findpage] page_offset = 0x%lx\n", va & (size - 1));
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", va,
		frame | (va & (size - 1)));
	return 0;
}

/* ------------------------------------------------------------------ */

static int writeval(struct victim *v, struct args *a)
{
	unsigned long va = a->num[0], val = a->num[1];
	unsigned long end = va + sizeof(long) - 1, p;
	struct page *pages[2];
	int pinned, want, part, err = 0;
	const char *no = NULL;
	char *map;

	want = 1 + ((va & PAGE_MASK) != (end & PAGE_MASK));

	mmap_read_lock(v->mm);
	for (p = va; ; p = end) {
		struct vm_area_struct *vma = end < va ? NULL : vma_lookup(v->mm, p);

		if (!vma) {
			no = "vma not found";
			err = -EFAULT;
		} else if (!(vma->vm_flags & VM_WRITE)) {
			no = "vma has no write permission";
			err = -EPERM;
		}
		if (no || p == end)
			break;
	}
	if (no)
		goto unlock;

	pinned = pin_user_pages_remote(v->mm, va & PAGE_MASK, want, FOLL_WRITE,
				       pages, NULL, NULL);
	if (pinned != want) {
		no = "translation not found";
		err = -EFAULT;
		if (pinned > 0)
			unpin_user_pages(pages, pinned);
		goto unlock;
	}
	part = min(sizeof(val), PAGE_SIZE - offset_in_page(va));
	map = kmap_local_page(pages[0]);
	memcpy(map + offset_in_page(va), &val, part);
	kunmap_local(map);
	if (want == 2) {
		map = kmap_local_page(pages[1]);
		memcpy(map, (char *)&val + part, sizeof(val) - part);
		kunmap_local(map);
	}
	unpin_user_pages_dirty_lock(pages, want, true);
unlock:
	mmap_read_unlock(v->mm);
	if (no)
		pr_warn("[mtest.writeval] %s: 0x%lx\n", no, va);
	else
		pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, va);
	return err;
}

/* ------------------------------------------------------------------ */

static const struct command {
	const char	*name;
	int		numbers;
	bool		everybody;
	int		(*run)(struct victim *v, struct args *a);
} command[] = {
	{ "listvma",	0, true,  listvma },
	{ "findpage",	1, false, findpage },
	{ "writeval",	2, false, writeval },
};

/* strsep() that does not return empty words */
static char *next(char **s)
{
	char *w;

	do {
		w = strsep(s, " \t");
	} while (w && !*w);
	return w;
}

static int parse(char *line, const struct command **cmd, struct args *a)
{
	char *w = next(&line);
	int i;

	*cmd = NULL;
	for (i = 0; w && i < ARRAY_SIZE(command); i++)
		if (strcmp(w, command[i].name) == 0)
			*cmd = &command[i];
	if (!*cmd)
		return -EINVAL;
	for (i = 0; i < (*cmd)->numbers; i++) {
		w = next(&line);
		if (!w || *w == '+' || kstrtoul(w, 16, &a->num[i]))
			return -EINVAL;
	}
	a->pid = -1;
	w = next(&line);
	if (w && (*w == '+' || *w == '-' || kstrtoint(w, 10, &a->pid)))
		return -EINVAL;
	return w && next(&line) ? -EINVAL : 0;
}

static ssize_t mtest_proc_write(struct file *file, const char __user *buffer,
				size_t count, loff_t *data)
{
	const struct command *cmd;
	struct victim *v;
	struct args a;
	char *line, *copy;
	LIST_HEAD(list);
	int ret;

	if (count > PAGE_SIZE / 4)
		return -EINVAL;
	line = kzalloc(2 * count + 2, GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	copy = line + count + 1;
	if (copy_from_user(line, buffer, count)) {
		ret = -EFAULT;
		goto free;
	}
	ret = -EINVAL;
	if (strlen(line) != count)
		goto free;
	if (count && line[count - 1] == '\n')
		line[count - 1] = '\0';
	if (strpbrk(line, "\n\r\v\f"))
		goto free;
	strcpy(copy, line);
	ret = parse(copy, &cmd, &a);
	if (ret)
		goto free;

	mutex_lock(&mtest_mutex);
	pr_info(TAG "Got command: %s\n", line);
	ret = gather(&list, a.pid, a.pid < 0 && !cmd->everybody ? target : NULL);
	if (ret == -ESRCH)
		pr_info(TAG "no such process\n");
	if (!ret)
		list_for_each_entry(v, &list, link) {
			ret = cmd->run(v, &a);
			if (ret)
				break;
		}
	mutex_unlock(&mtest_mutex);
	release(&list);
free:
	kfree(line);
	return ret ? ret : count;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_proc_write,
};

static struct proc_dir_entry *entry;

static int __init mtest_init(void)
{
	entry = proc_create("mtest", 0600, NULL, &mtest_proc_ops);
	if (!entry)
		return -ENOMEM;
	pr_info(TAG "ready\n");
	return 0;
}

static void __exit mtest_exit(void)
{
	proc_remove(entry);
	pr_info(TAG "gone\n");
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
