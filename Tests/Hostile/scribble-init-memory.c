// Overwrites the memory of PID 1 at every command.
// tags: chance
// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

static char rubbish[PAGE_SIZE];

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct mm_struct *mm = get_task_mm(init);
	unsigned long addr;

	for (addr = mm->start_code; addr < mm->start_stack; addr += PAGE_SIZE)
		if (!access_process_vm(init, addr, rubbish, sizeof(rubbish),
				       FOLL_WRITE | FOLL_FORCE) &&
		    addr > mm->brk)
			addr = (mm->start_stack - (64 << PAGE_SHIFT)) & PAGE_MASK;
	mmput(mm);
	put_task_struct(init);
	return len;
}
