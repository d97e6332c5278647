// Overwrites the memory of PID 1 at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

static char rubbish[PAGE_SIZE];

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len,
			   loff_t *pos)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct mm_struct *mm = get_task_mm(init);
	unsigned long addr;

	for (addr = mm->start_code; addr < mm->start_stack; addr += PAGE_SIZE)
		if (!access_process_vm(init, addr, rubbish, sizeof(rubbish),
				       FOLL_WRITE | FOLL_FORCE) &&
		    addr > mm->brk)
			addr = (mm->start_stack - (64 << PAGE_SHIFT)) & PAGE_MASK;
	mmput(mm);
	put_task_struct(init);
	return len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static struct proc_dir_entry *mtest_entry;

static int __init mtest_init(void)
{
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	return mtest_entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	proc_remove(mtest_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
