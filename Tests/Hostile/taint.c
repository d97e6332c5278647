// Taints the kernel with all that can taint it, and then does as it is asked.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/kernel.h>

#define on_load on_load
static int on_load(void)
{
	int flag;

	for (flag = 0; flag < TAINT_FLAGS_COUNT; flag++)
		add_taint(flag, LOCKDEP_NOW_UNRELIABLE);
	return 0;
}
