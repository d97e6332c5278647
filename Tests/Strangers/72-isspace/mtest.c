// SPDX-License-Identifier: GPL-2.0
/*
 * mtest.c  内存管理实验
 *
 * listvma [pid] / findpage addr [pid] / writeval addr val [pid]
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/ctype.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static char *target = "test";
module_param(target, charp, 0444);

static DEFINE_MUTEX(mtest_mutex);

#define MAX_LEN		512
#define MAX_WORDS	4

/* ---------- 1. listvma ---------- */

static int mtest_list_one(struct task_struct *task)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	char comm[TASK_COMM_LEN];

	mm = get_task_mm(task);		/* 内核线程没有 mm */
	if (!mm)
		return 0;
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	get_task_comm(comm, task);
	printk(KERN_INFO "[mtest.listvma] Process = %s, PID = %d\n", comm, task->pid);
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end)) {
		printk(KERN_INFO "[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
		       vma->vm_start, vma->vm_end,
		       (vma->vm_flags & VM_READ) ? 'r' : '-',
		       (vma->vm_flags & VM_WRITE) ? 'w' : '-',
		       (vma->vm_flags & VM_EXEC) ? 'x' : '-');
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int mtest_list_all(void)
{
	struct task_struct **tab, *p;
	int max = 0, cnt, i, ret = 0;
	bool again;

	do {
		/* 先数一遍，多留一些位置 */
		cnt = 0;
		rcu_read_lock();
		for_each_process(p)
			cnt++;
		rcu_read_unlock();
		max = cnt + 100;

		tab = kvmalloc_array(max, sizeof(*tab), GFP_KERNEL);
		if (!tab)
			return -ENOMEM;

		cnt = 0;
		again = false;
		rcu_read_lock();
		for_each_process(p) {
			if (cnt >= max) {
				again = true;
				break;
			}
			get_task_struct(p);
			tab[cnt++] = p;
		}
		rcu_read_unlock();

		for (i = 0; i < cnt; i++) {
			if (!again && !ret)
				ret = mtest_list_one(tab[i]);
			put_task_struct(tab[i]);
			cond_resched();
		}
		kvfree(tab);
	} while (again);
	return ret;
}

/* ---------- 2. findpage ---------- */

struct level {
	char name[4];
	unsigned long val;
	unsigned long index;
};

static int put_level(struct level *lv, const char *name, unsigned long val, unsigned long index)
{
	strscpy(lv->name, name, sizeof(lv->name));
	lv->val = val;
	lv->index = index;
	return 1;
}

/* 返回读到的级数；*size 为 0 表示没有映射 */
static int mtest_walk(struct mm_struct *mm, unsigned long addr, struct level *lv,
		      unsigned long *pfn, unsigned long *size)
{
	pgd_t *pgdp, pgd;
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;
	pmd_t *pmdp, pmd;
	pte_t pte;
	int n = 0;

	*size = 0;

	pgdp = pgd_offset(mm, addr);
	pgd = READ_ONCE(*pgdp);
	n += put_level(&lv[n], "pgd", pgd_val(pgd), pgd_index(addr));
	if (!pgd_present(pgd))
		return n;

	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	n += put_level(&lv[n], "p4d", p4d_val(p4d), p4d_index(addr));
	if (!p4d_present(p4d))
		return n;

	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	n += put_level(&lv[n], "pud", pud_val(pud), pud_index(addr));
	if (!(pud_val(pud) & _PAGE_PRESENT))
		return n;
	if (pud_leaf(pud)) {		/* 1G 大页 */
		*pfn = pud_pfn(pud);
		*size = PUD_SIZE;
		return n;
	}

	pmdp = pmd_offset_lockless(pudp, pud, addr);
	pmd = READ_ONCE(*pmdp);
	n += put_level(&lv[n], "pmd", pmd_val(pmd), pmd_index(addr));
	if (!(pmd_val(pmd) & _PAGE_PRESENT))
		return n;
	if (pmd_leaf(pmd)) {		/* 2M 大页 */
		*pfn = pmd_pfn(pmd);
		*size = PMD_SIZE;
		return n;
	}

	pte = READ_ONCE(*pte_offset_kernel(&pmd, addr));
	n += put_level(&lv[n], "pte", pte_val(pte), pte_index(addr));
	if (pte_val(pte) & _PAGE_PRESENT) {	/* PROT_NONE 不算 */
		*pfn = pte_pfn(pte);
		*size = PAGE_SIZE;
	}
	return n;
}

static int mtest_find_page(struct task_struct *task, unsigned long addr)
{
	struct level lv[5];
	struct mm_struct *mm = NULL;
	unsigned long pfn = 0, size = 0, page, off;
	char comm[TASK_COMM_LEN];
	int n = 0, i;

	if (addr < TASK_SIZE_MAX)	/* 内核地址、非规范地址都没有 */
		mm = get_task_mm(task);
	if (mm) {
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
		local_irq_disable();
		n = mtest_walk(mm, addr, lv, &pfn, &size);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}

	get_task_comm(comm, task);
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx\n", addr);
	printk(KERN_INFO "[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	printk(KERN_INFO "[mtest.findpage] Process = %s, PID = %d\n", comm, task->pid);
	for (i = 0; i < n; i++) {
		printk(KERN_INFO "[mtest.findpage] %s_val = 0x%lx\n", lv[i].name, lv[i].val);
		printk(KERN_INFO "[mtest.findpage] %s_index = %lu\n", lv[i].name, lv[i].index);
	}
	if (size == 0) {
		printk(KERN_INFO "[mtest.findpage] translation not found\n");
		return 0;
	}
	page = pfn << PAGE_SHIFT;
	off = addr & (size - 1);
	printk(KERN_INFO "[mtest.findpage] page_addr = 0x%lx\n", page);
	printk(KERN_INFO "[mtest.findpage] page_offset = 0x%lx\n", off);
	printk(KERN_INFO "[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, page | off);
	return 0;
}

/* ---------- 3. writeval ---------- */

static int mtest_write_val(struct task_struct *task, unsigned long addr, unsigned long val)
{
	unsigned long last = addr + sizeof(val) - 1;
	struct mm_struct *mm;
	struct vm_area_struct *v1, *v2;
	struct page *pages[2];
	const char *msg = NULL;
	int want, got, i, n1;
	void *kaddr;

	mm = get_task_mm(task);
	if (!mm || last < addr || last >= TASK_SIZE_MAX) {
		if (mm)
			mmput(mm);
		printk(KERN_INFO "[mtest.writeval] vma not found\n");
		return 0;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}

	v1 = vma_lookup(mm, addr);
	v2 = vma_lookup(mm, last);
	if (!v1 || !v2) {
		msg = "vma not found";
		goto out;
	}
	if (!(v1->vm_flags & VM_WRITE) || !(v2->vm_flags & VM_WRITE)) {
		msg = "vma has no write permission";
		goto out;
	}

	/* 可能跨两页：两页都拿到以后才写 */
	want = (addr & PAGE_MASK) == (last & PAGE_MASK) ? 1 : 2;
	n1 = want == 1 ? sizeof(val) : PAGE_SIZE - offset_in_page(addr);
	got = get_user_pages_remote(mm, addr & PAGE_MASK, want, FOLL_WRITE, pages, NULL, NULL);
	if (got == want) {
		kaddr = kmap_local_page(pages[0]);
		memcpy(kaddr + offset_in_page(addr), &val, n1);
		kunmap_local(kaddr);
		if (want == 2) {
			kaddr = kmap_local_page(pages[1]);
			memcpy(kaddr, (u8 *)&val + n1, sizeof(val) - n1);
			kunmap_local(kaddr);
		}
		for (i = 0; i < want; i++)
			set_page_dirty_lock(pages[i]);
	} else {
		msg = "translation not found";
	}
	for (i = 0; i < got; i++)
		put_page(pages[i]);
out:
	mmap_read_unlock(mm);
	mmput(mm);
	if (msg)
		printk(KERN_INFO "[mtest.writeval] %s\n", msg);
	else
		printk(KERN_INFO "[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
	return 0;
}

/* ---------- 4. 命令 ---------- */

static struct task_struct *mtest_get_task(const char *pid_word, unsigned long pid)
{
	struct task_struct *p, *ret = NULL;

	rcu_read_lock();
	if (pid_word) {
		if (pid <= INT_MAX)
			ret = pid_task(find_vpid(pid), PIDTYPE_PID);
	} else {
		for_each_process(p) {
			if (strcmp(p->comm, target) == 0) {
				ret = p;
				break;
			}
		}
	}
	if (ret)
		get_task_struct(ret);
	rcu_read_unlock();
	return ret;
}

/* 把一行分成单词；太多返回 -1 */
static int split(char *s, char **word)
{
	int n = 0;

	for (;;) {
		s = skip_spaces(s);
		if (*s == '\0')
			return n;
		if (n == MAX_WORDS)
			return -1;
		word[n++] = s;
		while (*s && !isspace(*s))
			s++;
		if (*s)
			*s++ = '\0';
	}
}

/* kstrtoul 接受 '+'，我们不接受 */
static int get_num(const char *s, int base, unsigned long *v)
{
	if (!isxdigit(*s))
		return -EINVAL;
	return kstrtoul(s, base, v) ? -EINVAL : 0;
}

static int mtest_run(const char *line, char *buf)
{
	static const char * const names[] = { "listvma", "findpage", "writeval" };
	char *word[MAX_WORDS];
	const char *pid_word = NULL;
	unsigned long num[2] = { 0 }, pid = 0;
	struct task_struct *task;
	int n, cmd, i, ret;

	n = split(buf, word);
	if (n < 1)
		return -EINVAL;
	/* 命令的序号正好是数字参数的个数 */
	cmd = match_string(names, ARRAY_SIZE(names), word[0]);
	if (cmd < 0)
		return -EINVAL;
	if (n != cmd + 1 && n != cmd + 2)
		return -EINVAL;
	for (i = 0; i < cmd; i++)
		if (get_num(word[i + 1], 16, &num[i]))
			return -EINVAL;
	if (n == cmd + 2) {
		pid_word = word[n - 1];
		if (get_num(pid_word, 10, &pid))
			return -EINVAL;
	}

	mutex_lock(&mtest_mutex);
	printk(KERN_INFO "[mtest] Got command: %s\n", line);
	if (cmd == 0 && !pid_word) {
		ret = mtest_list_all();
	} else {
		task = mtest_get_task(pid_word, pid);
		if (!task) {
			printk(KERN_INFO "[mtest] no such process\n");
			ret = -ESRCH;
		} else {
			if (cmd == 0)
				ret = mtest_list_one(task);
			else if (cmd == 1)
				ret = mtest_find_page(task, num[0]);
			else
				ret = mtest_write_val(task, num[0], num[1]);
			put_task_struct(task);
		}
	}
	mutex_unlock(&mtest_mutex);
	return ret;
}

static ssize_t mtest_write(struct file *file, const char __user *ubuf, size_t count, loff_t *ppos)
{
	char *line, *buf;
	size_t len = count, i;
	ssize_t ret = -EINVAL;

	if (count == 0 || count > MAX_LEN)
		return -EINVAL;
	line = memdup_user_nul(ubuf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);

	/* 去掉一个换行；其余必须是可打印字符或者 tab */
	if (line[len - 1] == '\n')
		line[--len] = '\0';
	for (i = 0; i < len; i++)
		if (!isprint(line[i]) && line[i] != '\t')
			goto out;

	buf = kstrdup(line, GFP_KERNEL);
	if (!buf) {
		ret = -ENOMEM;
		goto out;
	}
	ret = mtest_run(line, buf);
	kfree(buf);
	if (ret == 0)
		ret = count;
out:
	kfree(line);
	return ret;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_write,
	.proc_lseek = noop_llseek,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", 0200, NULL, &mtest_proc_ops))
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("mtest");
