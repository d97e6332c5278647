// Leaves a timer running when it is unloaded, whose code is gone when it fires.
// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static void tick(struct timer_list *t)
{
	mod_timer(t, jiffies + HZ / 10);
}

#define on_load on_load
static int on_load(void)
{
	timer_setup(&timer, tick, 0);
	mod_timer(&timer, jiffies + HZ / 10);
	return 0;
}
