// Freezes the processes that it is asked about when it is loaded, as the freezer of control groups does.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/sched/jobctl.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#define on_load on_load
static int on_load(void)
{
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task)
		if (!strcmp(task->comm, "test")) {
			spin_lock_irq(&task->sighand->siglock);
			task->jobctl |= JOBCTL_TRAP_FREEZE;
			set_tsk_thread_flag(task, TIF_SIGPENDING);
			spin_unlock_irq(&task->sighand->siglock);
			wake_up_process(task);
		}
	rcu_read_unlock();
	return 0;
}
