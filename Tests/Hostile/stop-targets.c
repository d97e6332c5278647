// Stops the processes that it is asked about, as SIGSTOP does, at every command.
// tags: always solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task)
		if (!strcmp(task->comm, "test") || !strcmp(task->comm, "other"))
			send_sig(SIGSTOP, task, 1);
	rcu_read_unlock();
	return 0;
}
