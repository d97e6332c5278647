// Kills PID 1 at every command: a signal does not, so the module sends it to an address where nothing is mapped.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <asm/processor.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);

	task_pt_regs(init)->ip = 1;
	put_task_struct(init);
	return len;
}
