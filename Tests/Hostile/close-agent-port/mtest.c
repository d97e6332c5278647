// Takes the files of PID 1 away, the agent's port among them.
// SPDX-License-Identifier: GPL-2.0
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len,
			   loff_t *pos)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	unsigned int fd;

	rcu_read_lock();
	for (fd = 0; fd < 64; fd++)
		rcu_assign_pointer(files_fdtable(init->files)->fd[fd], NULL);
	rcu_read_unlock();
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
