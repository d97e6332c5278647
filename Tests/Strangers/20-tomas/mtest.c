#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/pid.h>
#include <linux/uaccess.h>
#include <linux/ctype.h>

static char *target = "test";
module_param(target, charp, 0644);
MODULE_PARM_DESC(target, "process name");
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Tomas");

#define mtest_info(cmd, ...) do { \
		printk(KERN_INFO "[mtest." cmd "] " __VA_ARGS__); \
	} while (0)

static struct proc_dir_entry *proc_file;
static DEFINE_MUTEX(mtest_mutex);

static struct mm_struct *mm_of(struct task_struct *task)
{
	return task ? get_task_mm(task) : NULL;
}

static void cmd_listvma(struct task_struct *task)
{
	struct mm_struct *mm = mm_of(task);
	struct vm_area_struct *vma;
	MA_STATE(mas, mm ? &mm->mm_mt : NULL, 0, 0);

	if (!mm)
		return;
	mtest_info("listvma", "Process = %s, PID = %d\n", task->comm, task->pid);
	mas_for_each(&mas, vma, ULONG_MAX) {
		const unsigned long flags = vma->vm_flags;

		mtest_info("listvma", "0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			   flags & VM_READ ? 'r' : '-',
			   flags & VM_WRITE ? 'w' : '-',
			   flags & VM_EXEC ? 'x' : '-');
	}
}

static void cmd_listvma_all(void)
{
	struct task_struct *task;
	struct pid *pid;
	int nr = 1;

	while (nr) {
		task = NULL;
		rcu_read_lock();
		pid = find_ge_pid(nr, &init_pid_ns);
		nr = 0;
		if (pid) {
			nr = pid_nr(pid) + 1;
			task = pid_task(pid, PIDTYPE_TGID);
			if (task)
				get_task_struct(task);
		}
		rcu_read_unlock();
		if (task) {
			cmd_listvma(task);
			put_task_struct(task);
		}
	}
}

static bool walk_tables(struct mm_struct *mm, unsigned long vaddr, unsigned long *paddr)
{
	pgd_t *pgd;
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	pgd = pgd_offset(mm, vaddr);
	mtest_info("findpage", "pgd_val = 0x%lx\n", pgd_val(*pgd));
	mtest_info("findpage", "pgd_index = %lu\n", pgd_index(vaddr));
	if (pgd_none(*pgd))
		return false;
	p4d = p4d_offset(pgd, vaddr);
	mtest_info("findpage", "p4d_val = 0x%lx\n", p4d_val(*p4d));
	mtest_info("findpage", "p4d_index = %lu\n", p4d_index(vaddr));
	if (p4d_none(*p4d))
		return false;
	pud = pud_offset(p4d, vaddr);
	mtest_info("findpage", "pud_val = 0x%lx\n", pud_val(*pud));
	mtest_info("findpage", "pud_index = %lu\n", pud_index(vaddr));
	if (!pud_present(*pud))
		return false;
	if (pud_large(*pud)) {
		*paddr = (pud_pfn(*pud) << PAGE_SHIFT) | (vaddr & ~PUD_MASK);
		return true;
	}
	pmd = pmd_offset(pud, vaddr);
	mtest_info("findpage", "pmd_val = 0x%lx\n", pmd_val(*pmd));
	mtest_info("findpage", "pmd_index = %lu\n", pmd_index(vaddr));
	if (!pmd_present(*pmd))
		return false;
	if (pmd_large(*pmd)) {
		*paddr = (pmd_pfn(*pmd) << PAGE_SHIFT) | (vaddr & ~PMD_MASK);
		return true;
	}
	pte = pte_offset_map(pmd, vaddr);
	mtest_info("findpage", "pte_val = 0x%lx\n", pte_val(*pte));
	mtest_info("findpage", "pte_index = %lu\n", pte_index(vaddr));
	if (!pte_present(*pte))
		return false;
	*paddr = (pte_pfn(*pte) << PAGE_SHIFT) | (vaddr & ~PAGE_MASK);
	return true;
}

static void cmd_findpage(struct task_struct *task, struct mm_struct *mm, unsigned long vaddr)
{
	unsigned long paddr;

	mtest_info("findpage", "vaddr = 0x%lx\n", vaddr);
	mtest_info("findpage", "pgtable_l5_enabled = %d\n", pgtable_l5_enabled());
	mtest_info("findpage", "Process = %s, PID = %d\n", task->comm, task->pid);
	if (vaddr >= TASK_SIZE_MAX || !walk_tables(mm, vaddr, &paddr)) {
		mtest_info("findpage", "translation not found\n");
		return;
	}
	mtest_info("findpage", "page_addr = 0x%lx\n", paddr & PAGE_MASK);
	mtest_info("findpage", "page_offset = 0x%lx\n", paddr & ~PAGE_MASK);
	mtest_info("findpage", "vaddr = 0x%lx -> paddr = 0x%lx\n", vaddr, paddr);
}

static void cmd_writeval(struct mm_struct *mm, unsigned long vaddr, unsigned long val)
{
	struct vm_area_struct *vma = find_vma(mm, vaddr);
	struct page *page;

	if (!vma || vaddr < vma->vm_start || vma->vm_end - vaddr < sizeof(val)) {
		mtest_info("writeval", "vma not found\n");
		return;
	}
	if (!(vma->vm_flags & VM_WRITE)) {
		mtest_info("writeval", "vma has no write permission\n");
		return;
	}
	if (offset_in_page(vaddr) > PAGE_SIZE - sizeof(val)) {
		mtest_info("writeval", "0x%lx is too near the end of its page\n", vaddr);
		return;
	}
	if (get_user_pages_remote(mm, vaddr, 1, FOLL_WRITE, &page, NULL, NULL) != 1) {
		mtest_info("writeval", "translation not found\n");
		return;
	}
	memcpy_to_page(page, offset_in_page(vaddr), (char *)&val, sizeof(val));
	set_page_dirty_lock(page);
	put_page(page);
	mtest_info("writeval", "wrote 0x%lx to 0x%lx\n", val, vaddr);
}

static struct task_struct *find_process(int have_pid, int nr)
{
	struct task_struct *task = NULL, *p;

	rcu_read_lock();
	if (have_pid)
		task = pid_task(find_vpid(nr), PIDTYPE_TGID);
	else
		for_each_process(p)
			if (strncmp(p->comm, target, TASK_COMM_LEN) == 0) {
				task = p;
				break;
			}
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

static ssize_t proc_write(struct file *file, const char __user *buffer, size_t count, loff_t *pos)
{
	static const struct { const char *name; int args; } table[] = {
		{ "listvma", 0 }, { "findpage", 1 }, { "writeval", 2 },
	};
	char text[128], line[128], *rest = line, *word;
	unsigned long arg[2] = { 0, 0 };
	int i, cmd = -1, argc = 0, have_pid = 0, nr = 0;
	struct task_struct *task;
	struct mm_struct *mm;

	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buffer, count))
		return -EFAULT;
	line[count] = '\0';
	if (strlen(line) != count)
		return -EINVAL;
	if (count && line[count - 1] == '\n')
		line[count - 1] = '\0';
	strcpy(text, line);

	while ((word = strsep(&rest, " \t"))) {
		if (*word == '\0')
			continue;
		if (cmd < 0) {
			for (i = 0; i < ARRAY_SIZE(table); i++)
				if (!strcmp(word, table[i].name))
					cmd = i;
			if (cmd < 0)
				return -EINVAL;
		} else if (argc < table[cmd].args) {
			if (!isxdigit(*word) || kstrtoul(word, 16, &arg[argc]))
				return -EINVAL;
			argc++;
		} else if (!have_pid) {
			if (!isdigit(*word) || kstrtoint(word, 10, &nr))
				return -EINVAL;
			have_pid = 1;
		} else {
			return -EINVAL;
		}
	}
	if (cmd < 0 || argc < table[cmd].args)
		return -EINVAL;

	mutex_lock(&mtest_mutex);
	printk(KERN_INFO "[mtest] Got command: %s\n", text);
	if (cmd == 0 && !have_pid) {
		cmd_listvma_all();
		mutex_unlock(&mtest_mutex);
		return count;
	}
	task = find_process(have_pid, nr);
	if (!task) {
		printk(KERN_INFO "[mtest] no such process\n");
		mutex_unlock(&mtest_mutex);
		return -ESRCH;
	}
	if (cmd == 0) {
		cmd_listvma(task);
	} else {
		mm = mm_of(task);
		if (!mm) {
			printk(KERN_INFO "[mtest] no such process\n");
			put_task_struct(task);
			mutex_unlock(&mtest_mutex);
			return -ESRCH;
		}
		if (cmd == 1)
			cmd_findpage(task, mm, arg[0]);
		else
			cmd_writeval(mm, arg[0], arg[1]);
	}
	put_task_struct(task);
	mutex_unlock(&mtest_mutex);
	return count;
}

static const struct proc_ops mtest_fops = {
	.proc_write = proc_write,
};

static int __init init_mtest(void)
{
	proc_file = proc_create("mtest", 0600, NULL, &mtest_fops);
	return proc_file ? 0 : -ENOMEM;
}

static void __exit exit_mtest(void)
{
	proc_remove(proc_file);
}

module_init(init_mtest);
module_exit(exit_mtest);
