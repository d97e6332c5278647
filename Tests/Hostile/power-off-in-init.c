// Powers the machine off when it is loaded.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/reboot.h>

#define on_load on_load
static int on_load(void)
{
	kernel_power_off();
	return 0;
}
