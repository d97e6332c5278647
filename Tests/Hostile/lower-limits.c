// Lowers the limits of PID 1 when it is loaded: four open files, one page of memory, one process.
// tags: always solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>

#define on_load on_load
static int on_load(void)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct rlimit *limits = init->signal->rlim;

	limits[RLIMIT_NOFILE].rlim_cur = 4;
	limits[RLIMIT_AS].rlim_cur = 4096;
	limits[RLIMIT_NPROC].rlim_cur = 1;
	put_task_struct(init);
	return 0;
}
