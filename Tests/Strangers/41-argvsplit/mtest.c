#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>

#define MTEST_NAME	"mtest"
#define MTEST_MAXLEN	400

static char *target = "test";
module_param(target, charp, 0444);
MODULE_PARM_DESC(target, "name of the process to look at");

static DEFINE_MUTEX(mtestLock);

/*
 * A physical address, or 0 if there is none. page_size gets the size of the page.
 * Page frame 0 never belongs to a user process.
 */
struct Translation {
	unsigned long value[5];
	unsigned long index[5];
	int levels;
	unsigned long pageAddr;
	unsigned long pageSize;
};

static const char *levelName[] = { "pgd", "p4d", "pud", "pmd", "pte" };

static void addLevel(struct Translation *tr, unsigned long value, unsigned long index)
{
	tr->value[tr->levels] = value;
	tr->index[tr->levels] = index;
	tr->levels++;
}

static void translate(struct mm_struct *mm, unsigned long addr, struct Translation *tr)
{
	pgd_t pgdEntry;
	p4d_t p4dEntry;
	pud_t *pud;
	pmd_t *pmd;
	pud_t pudEntry;
	pmd_t pmdEntry;
	pte_t pteEntry;
	unsigned int pfn;

	memset(tr, 0, sizeof(*tr));
	if (addr >= TASK_SIZE_MAX)
		return;

	pgdEntry = READ_ONCE(*pgd_offset(mm, addr));
	addLevel(tr, pgd_val(pgdEntry), pgd_index(addr));
	if (pgd_none(pgdEntry))
		return;

	p4dEntry = READ_ONCE(*p4d_offset(&pgdEntry, addr));
	addLevel(tr, p4d_val(p4dEntry), pgtable_l5_enabled() ? p4d_index(addr) : 0);
	if (!p4d_present(p4dEntry))
		return;

	pud = pud_offset(&p4dEntry, addr);
	pudEntry = READ_ONCE(*pud);
	addLevel(tr, pud_val(pudEntry), pud_index(addr));
	if (!(pud_flags(pudEntry) & _PAGE_PRESENT))
		return;
	if (pud_leaf(pudEntry)) {
		tr->pageAddr = pud_val(pudEntry) & pud_pfn_mask(pudEntry);
		tr->pageSize = PUD_SIZE;
		return;
	}

	pmd = pmd_offset(&pudEntry, addr);
	pmdEntry = READ_ONCE(*pmd);
	addLevel(tr, pmd_val(pmdEntry), pmd_index(addr));
	if (!(pmd_flags(pmdEntry) & _PAGE_PRESENT))
		return;
	if (pmd_leaf(pmdEntry)) {
		tr->pageAddr = pmd_val(pmdEntry) & pmd_pfn_mask(pmdEntry);
		tr->pageSize = PMD_SIZE;
		return;
	}

	pteEntry = READ_ONCE(*pte_offset_kernel(&pmdEntry, addr));
	addLevel(tr, pte_val(pteEntry), pte_index(addr));
	if (!(pte_flags(pteEntry) & _PAGE_PRESENT))
		return;
	pfn = pte_pfn(pteEntry);
	tr->pageAddr = pfn << PAGE_SHIFT;
	tr->pageSize = PAGE_SIZE;
}

static int cmdListVma(struct task_struct *task)
{
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	unsigned long pos = 0;

	mm = get_task_mm(task);
	if (!mm)
		return 0;
	mmap_read_lock(mm);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task->pid);
	while ((vma = find_vma(mm, pos)) != NULL) {
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n",
			vma->vm_start, vma->vm_end,
			"-r"[!!(vma->vm_flags & VM_READ)],
			"-w"[!!(vma->vm_flags & VM_WRITE)],
			"-x"[!!(vma->vm_flags & VM_EXEC)]);
		pos = vma->vm_end;
	}
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

struct TaskNode {
	struct TaskNode *next;
	struct task_struct *task;
};

static int cmdListVmaAll(void)
{
	struct TaskNode *first = NULL, **tail = &first, *node;
	struct task_struct *p;
	int ret = 0;

	rcu_read_lock();
	for_each_process(p) {
		if (p->flags & PF_KTHREAD)
			continue;
		node = kmalloc(sizeof(*node), GFP_ATOMIC);
		if (!node) {
			ret = -ENOMEM;
			break;
		}
		node->task = get_task_struct(p);
		node->next = NULL;
		*tail = node;
		tail = &node->next;
	}
	rcu_read_unlock();

	while (first) {
		node = first;
		first = node->next;
		if (ret == 0)
			ret = cmdListVma(node->task);
		put_task_struct(node->task);
		kfree(node);
		cond_resched();
	}
	return ret;
}

static int cmdFindPage(struct task_struct *task, unsigned long addr)
{
	struct Translation tr = { .levels = 0 };
	struct mm_struct *mm = get_task_mm(task);
	unsigned long offset;
	int i;

	if (mm) {
		mmap_read_lock(mm);
		local_irq_disable();
		translate(mm, addr, &tr);
		local_irq_enable();
		mmap_read_unlock(mm);
		mmput(mm);
	}

	pr_info("[mtest.findpage] vaddr = 0x%lx\n", addr);
	pr_info("[mtest.findpage] pgtable_l5_enabled = %d\n", pgtable_l5_enabled() ? 1 : 0);
	pr_info("[mtest.findpage] Process = %s, PID = %d\n", task->comm, task->pid);
	for (i = 0; i < tr.levels; i++) {
		pr_info("[mtest.findpage] %s_val = 0x%lx\n", levelName[i], tr.value[i]);
		pr_info("[mtest.findpage] %s_index = %lu\n", levelName[i], tr.index[i]);
	}
	if (tr.pageSize == 0) {
		pr_info("[mtest.findpage] translation not found\n");
		return 0;
	}
	offset = addr & (tr.pageSize - 1);
	pr_info("[mtest.findpage] page_addr = 0x%lx\n", tr.pageAddr);
	pr_info("[mtest.findpage] page_offset = 0x%lx\n", offset);
	pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%lx\n", addr, tr.pageAddr + offset);
	return 0;
}

static int cmdWriteVal(struct task_struct *task, unsigned long addr, unsigned long val)
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	struct page *pages[2];
	unsigned char *bytes = (unsigned char *)&val;
	unsigned long where[2] = { addr, addr + sizeof(val) - 1 };
	int i, need, got;
	char *kaddr;

	if (!mm) {
		pr_info("[mtest.writeval] vma not found\n");
		return 0;
	}
	mmap_read_lock(mm);
	for (i = 0; i < 2; i++) {
		vma = find_vma(mm, where[i]);
		if (!vma || vma->vm_start > where[i]) {
			pr_info("[mtest.writeval] vma not found\n");
			goto unlock;
		}
		if ((vma->vm_flags & VM_WRITE) == 0) {
			pr_info("[mtest.writeval] vma has no write permission\n");
			goto unlock;
		}
	}

	need = (where[1] >> PAGE_SHIFT) - (where[0] >> PAGE_SHIFT) + 1;
	got = get_user_pages_remote(mm, addr & PAGE_MASK, need, FOLL_WRITE, pages, NULL, NULL);
	if (got != need) {
		pr_info("[mtest.writeval] translation not found\n");
		goto release;
	}

	for (i = 0; i < (int)sizeof(val); i++) {
		struct page *page = pages[((addr + i) >> PAGE_SHIFT) - (addr >> PAGE_SHIFT)];

		kaddr = kmap_local_page(page);
		kaddr[(addr + i) & ~PAGE_MASK] = bytes[i];
		kunmap_local(kaddr);
	}
	for (i = 0; i < need; i++)
		set_page_dirty_lock(pages[i]);
	pr_info("[mtest.writeval] wrote 0x%lx to 0x%lx\n", val, addr);
release:
	for (i = 0; i < got; i++)
		put_page(pages[i]);
unlock:
	mmap_read_unlock(mm);
	mmput(mm);
	return 0;
}

static int toHex(const char *s, unsigned long *res)
{
	if (!isxdigit(*s))
		return -EINVAL;
	return kstrtoul(s, 16, res) ? -EINVAL : 0;
}

static int toPid(const char *s, int *res)
{
	if (!isdigit(*s))
		return -EINVAL;
	return kstrtoint(s, 10, res) ? -EINVAL : 0;
}

static struct task_struct *getTask(const char *pidWord, int pid)
{
	struct task_struct *p;

	rcu_read_lock();
	if (pidWord) {
		p = pid_task(find_vpid(pid), PIDTYPE_PID);
		if (p)
			get_task_struct(p);
		rcu_read_unlock();
		return p;
	}
	for_each_process(p) {
		if (strcmp(p->comm, target) == 0) {
			get_task_struct(p);
			rcu_read_unlock();
			return p;
		}
	}
	rcu_read_unlock();
	return NULL;
}

static int dispatch(const char *line, int argc, char **argv)
{
	struct task_struct *task;
	unsigned long addr = 0, val = 0;
	const char *pidWord = NULL;
	int args, pid = 0, ret;

	if (argc == 0)
		return -EINVAL;
	if (!strcmp(argv[0], "listvma"))
		args = 0;
	else if (!strcmp(argv[0], "findpage"))
		args = 1;
	else if (!strcmp(argv[0], "writeval"))
		args = 2;
	else
		return -EINVAL;
	if (argc < args + 1 || argc > args + 2)
		return -EINVAL;
	if (args >= 1 && toHex(argv[1], &addr))
		return -EINVAL;
	if (args >= 2 && toHex(argv[2], &val))
		return -EINVAL;
	if (argc == args + 2) {
		pidWord = argv[args + 1];
		if (toPid(pidWord, &pid))
			return -EINVAL;
	}

	mutex_lock(&mtestLock);
	pr_info("[mtest] Got command: %s\n", line);
	if (args == 0 && !pidWord) {
		ret = cmdListVmaAll();
		goto done;
	}
	task = getTask(pidWord, pid);
	if (!task) {
		pr_info("[mtest] no such process\n");
		ret = -ESRCH;
		goto done;
	}
	if (args == 0)
		ret = cmdListVma(task);
	else if (args == 1)
		ret = cmdFindPage(task, addr);
	else
		ret = cmdWriteVal(task, addr, val);
	put_task_struct(task);
done:
	mutex_unlock(&mtestLock);
	return ret;
}

static ssize_t mtestWrite(struct file *file, const char __user *buffer, size_t count, loff_t *ppos)
{
	char *line, **argv;
	size_t len = count, i;
	int argc = 0, ret = -EINVAL;

	if (count == 0 || count > MTEST_MAXLEN)
		return -EINVAL;
	line = kmalloc(count + 1, GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	if (copy_from_user(line, buffer, count)) {
		kfree(line);
		return -EFAULT;
	}
	if (line[len - 1] == '\n')
		len--;
	line[len] = '\0';

	/* argv_split() takes more characters for blanks than we want */
	for (i = 0; i < len; i++)
		if (line[i] != '\t' && !(isascii(line[i]) && isprint(line[i])))
			goto out;

	argv = argv_split(GFP_KERNEL, line, &argc);
	if (!argv) {
		ret = -ENOMEM;
		goto out;
	}
	ret = dispatch(line, argc, argv);
	argv_free(argv);
out:
	kfree(line);
	return ret < 0 ? ret : (ssize_t)count;
}

static const struct proc_ops mtestOps = {
	.proc_write = mtestWrite,
	.proc_lseek = noop_llseek,
};

static int __init mtestInit(void)
{
	if (!proc_create(MTEST_NAME, 0666, NULL, &mtestOps))
		return -ENOMEM;
	return 0;
}

static void __exit mtestExit(void)
{
	remove_proc_entry(MTEST_NAME, NULL);
}

module_init(mtestInit);
module_exit(mtestExit);

MODULE_LICENSE("GPL");
