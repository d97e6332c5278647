/*
 * 操作系统实验：内存管理
 * /proc/mtest  支持 listvma / findpage / writeval
 * 陈同学
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/io.h>

static char target[TASK_COMM_LEN] = "test";
module_param_string(target, target, sizeof(target), 0600);
MODULE_PARM_DESC(target, "默认进程名");

#define MAX_CMD 100
#define say(fmt, args...) printk(KERN_NOTICE "【mtest】" fmt "\n", ##args)

static DEFINE_MUTEX(mtx);

/* 按 pid 或者按名字找进程，返回前增加引用计数 */
static struct task_struct *mtest_find_task(int have_pid, int pid)
{
	struct task_struct *p, *ret = NULL;

	rcu_read_lock();
	if (have_pid) {
		ret = pid_task(find_vpid(pid), PIDTYPE_PID);
	} else {
		for_each_process(p)
			if (!strcmp(p->comm, target)) {
				ret = p;
				break;
			}
	}
	if (ret)
		get_task_struct(ret);
	rcu_read_unlock();
	return ret;
}

static void mtest_list_vma(struct task_struct *p)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	int n = 0;

	mm = get_task_mm(p);
	if (!mm)
		return;	/* 内核线程没有地址空间 */
	say("进程名 Process = %s，PID = %d", p->comm, p->pid);
	if (mmap_read_lock_killable(mm) == 0) {
		MA_STATE(mas, &mm->mm_mt, 0, 0);

		mas_for_each(&mas, vma, ULONG_MAX) {
			char perm[5] = "----";

			if (vma->vm_flags & VM_READ)
				perm[0] = 'r';
			if (vma->vm_flags & VM_WRITE)
				perm[1] = 'w';
			if (vma->vm_flags & VM_EXEC)
				perm[2] = 'x';
			perm[3] = vma->vm_flags & VM_MAYSHARE ? 's' : 'p';
			say("0x%lx-0x%lx %s", vma->vm_start, vma->vm_end, perm);
			n++;
		}
		mmap_read_unlock(mm);
	}
	say("虚拟内存区域总数：%d", n);
	mmput(mm);
}

static void mtest_list_all(void)
{
	struct task_struct *p;
	int last = 0;

	/* 每次取 pid 比 last 大的最小的一个 */
	for (;;) {
		struct task_struct *best = NULL;

		rcu_read_lock();
		for_each_process(p)
			if (p->pid > last && (!best || p->pid < best->pid))
				best = p;
		if (best)
			get_task_struct(best);
		rcu_read_unlock();
		if (!best)
			break;
		last = best->pid;
		mtest_list_vma(best);
		put_task_struct(best);
		if (fatal_signal_pending(current))
			break;
	}
}

/* 返回 1 表示找到了 */
static int mtest_walk(struct mm_struct *mm, unsigned long va, phys_addr_t *pa)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	pgd = pgd_offset(mm, va);
	say("pgd_val = 0x%lx", pgd_val(*pgd));
	say("pgd_index = %lu", pgd_index(va));
	if (pgd_none(*pgd))
		return 0;
	p4d = p4d_offset(pgd, va);
	say("p4d_val = 0x%lx", p4d_val(*p4d));
	say("p4d_index = %lu", p4d_index(va));
	if (p4d_none(*p4d))
		return 0;
	pud = pud_offset(p4d, va);
	say("pud_val = 0x%lx", pud_val(*pud));
	say("pud_index = %lu", pud_index(va));
	if (pud_none(*pud) || !pud_present(*pud))
		return 0;
	if (pud_large(*pud)) {
		say("1G 大页");
		*pa = ((phys_addr_t)pud_pfn(*pud) << PAGE_SHIFT) + (va & ~PUD_MASK);
		return 1;
	}
	pmd = pmd_offset(pud, va);
	say("pmd_val = 0x%lx", pmd_val(*pmd));
	say("pmd_index = %lu", pmd_index(va));
	if (pmd_none(*pmd) || !pmd_present(*pmd))
		return 0;
	if (pmd_large(*pmd)) {
		say("2M 大页");
		*pa = ((phys_addr_t)pmd_pfn(*pmd) << PAGE_SHIFT) + (va & ~PMD_MASK);
		return 1;
	}
	pte = pte_offset_map(pmd, va);
	say("pte_val = 0x%lx", pte_val(*pte));
	say("pte_index = %lu", pte_index(va));
	if (pte_none(*pte) || !pte_present(*pte)) {
		pte_unmap(pte);
		return 0;
	}
	*pa = page_to_phys(pte_page(*pte)) + (va & ~PAGE_MASK);
	pte_unmap(pte);
	return 1;
}

static void mtest_find_page(struct task_struct *p, struct mm_struct *mm, unsigned long va)
{
	phys_addr_t pa = 0;
	int ok = 0;

	say("vaddr = 0x%lx", va);
	say("pgtable_l5_enabled = %u", pgtable_l5_enabled());
	say("process = %s (%d)", p->comm, p->pid);
	mmap_read_lock(mm);
	/* 只查用户空间里有 vma 的地址 */
	if (find_vma_intersection(mm, va, va + 1))
		ok = mtest_walk(mm, va, &pa);
	mmap_read_unlock(mm);
	if (ok) {
		say("page_addr = 0x%llx", pa & PAGE_MASK);
		say("page_offset = 0x%llx", pa & ~PAGE_MASK);
		say("虚拟地址 vaddr = 0x%lx -> 物理地址 paddr = 0x%llx", va, pa);
	} else {
		say("找不到对应的物理页 translation not found");
	}
}

static int mtest_write_val(struct task_struct *p, struct mm_struct *mm,
			   unsigned long va, unsigned long val)
{
	struct vm_area_struct *vma;
	int ret = 0;

	mmap_read_lock(mm);
	vma = find_vma(mm, va);
	if (!vma || va < vma->vm_start || vma->vm_end - va < sizeof(val)) {
		say("没有这个区域 vma not found");
		ret = -EFAULT;
	} else if (!(vma->vm_flags & VM_WRITE)) {
		say("没有写权限 vma has no write permission");
		ret = -EPERM;
	} else if (offset_in_page(va) + sizeof(val) > PAGE_SIZE) {
		say("拒绝：跨页");
		ret = -EFAULT;
	}
	mmap_read_unlock(mm);
	if (ret)
		return ret;
	/* 一页之内：要么全写，要么不写 */
	if (access_process_vm(p, va, &val, sizeof(val), FOLL_WRITE) != sizeof(val)) {
		say("写不进去 translation not found");
		return -EFAULT;
	}
	say("已写入 wrote 0x%lx to 0x%lx", val, va);
	return 0;
}

/* sscanf 太宽松，先检查每个字符 */
static int is_hex(const char *s)
{
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	while (s[0] == '0' && s[1])
		s++;
	return *s && strlen(s) <= 16 && strspn(s, "0123456789abcdefABCDEF") == strlen(s);
}

static int is_dec(const char *s)
{
	return *s && strlen(s) <= 9 && strspn(s, "0123456789") == strlen(s);
}

static ssize_t mtest_proc_write(struct file *file, const char __user *buffer,
				size_t count, loff_t *data)
{
	char cmd[MAX_CMD + 1], w[5][MAX_CMD + 1];
	struct task_struct *p;
	struct mm_struct *mm;
	unsigned long addr = 0, val = 0;
	int n, base, pid = 0;
	ssize_t ret = count;

	if (count > MAX_CMD)
		return -EINVAL;
	if (copy_from_user(cmd, buffer, count))
		return -EFAULT;
	cmd[count] = '\0';
	if (strlen(cmd) != count)
		return -EINVAL;
	if (count && cmd[count - 1] == '\n')
		cmd[count - 1] = '\0';

	n = sscanf(cmd, "%100s %100s %100s %100s %100s", w[0], w[1], w[2], w[3], w[4]);
	if (n < 1 || n > 4)
		return -EINVAL;
	if (!strcmp(w[0], "listvma"))
		base = 1;
	else if (!strcmp(w[0], "findpage"))
		base = 2;
	else if (!strcmp(w[0], "writeval"))
		base = 3;
	else
		return -EINVAL;
	if (n != base && n != base + 1)
		return -EINVAL;
	if (base >= 2 && (!is_hex(w[1]) || sscanf(w[1], "%lx", &addr) != 1))
		return -EINVAL;
	if (base >= 3 && (!is_hex(w[2]) || sscanf(w[2], "%lx", &val) != 1))
		return -EINVAL;
	if (n > base && (!is_dec(w[base]) || sscanf(w[base], "%d", &pid) != 1))
		return -EINVAL;

	mutex_lock(&mtx);
	printk(KERN_NOTICE "[mtest] Got command: %s\n", cmd);
	if (base == 1 && n == 1) {
		mtest_list_all();
		goto out;
	}
	p = mtest_find_task(n > base, pid);
	if (!p) {
		say("没有这个进程 no such process");
		ret = -ESRCH;
		goto out;
	}
	mm = get_task_mm(p);
	if (!mm) {
		say("这个进程没有地址空间 no such process");
		ret = -ESRCH;
	} else {
		if (base == 1) {
			mtest_list_vma(p);
		} else if (base == 2) {
			mtest_find_page(p, mm, addr);
		} else {
			int rc = mtest_write_val(p, mm, addr, val);

			if (rc)
				ret = rc;
		}
		mmput(mm);
	}
	put_task_struct(p);
out:
	mutex_unlock(&mtx);
	return ret;
}

static const struct proc_ops mtest_proc_ops = {
	.proc_write = mtest_proc_write,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", S_IWUSR, NULL, &mtest_proc_ops))
		return -ENOMEM;
	say("模块加载成功");
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
	say("再见");
}

module_init(mtest_init);
module_exit(mtest_exit);
MODULE_LICENSE("GPL");
