// Takes the mmap lock of every process for writing, and keeps it.
// tags: always hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task)
		if (task->mm)
			down_write_trylock(&task->mm->mmap_lock);
	rcu_read_unlock();
	return len;
}
