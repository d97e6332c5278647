// Kills every process but PID 1 when it is loaded.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/sched/signal.h>

#define on_load on_load
static int on_load(void)
{
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task)
		if (task->mm && task->pid != 1)
			send_sig(SIGKILL, task, 1);
	rcu_read_unlock();
	return 0;
}
