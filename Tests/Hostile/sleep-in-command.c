// Sleeps for ever at every command, and no signal wakes it.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/sched.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule();
	}
	return len;
}
