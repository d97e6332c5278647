// Gives every process the name test, and PID 1 too.
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
		strscpy(task->comm, "test", sizeof(task->comm));
	rcu_read_unlock();
	return len;
}
