// Sleeps for ever when it is loaded.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/module.h>

#define on_load on_load
static int on_load(void)
{
	for (;;)
		msleep(1000);
	return 0;
}
