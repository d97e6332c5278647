// Does as it is asked for five commands, and stops the processes that it is asked about from the sixth on.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

static int written;

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *task;

	if (++written < 6)
		return 0;
	rcu_read_lock();
	for_each_process(task)
		if (!strcmp(task->comm, "test"))
			send_sig(SIGSTOP, task, 1);
	rcu_read_unlock();
	return 0;
}
