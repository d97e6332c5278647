// Leaves a kernel thread running when it is unloaded, whose code is gone when it wakes.
// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int body(void *data)
{
	for (;;)
		msleep(100);
	return 0;
}

#define on_load on_load
static int on_load(void)
{
	kthread_run(body, NULL, "mtest");
	return 0;
}
