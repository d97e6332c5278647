// Does as it is asked for three commands after it was loaded, and then says about each address that nothing is there.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>

static int written;

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	if (written++ < 3)
		return 0;
	pr_info("[mtest.findpage] translation not found\n");
	return len;
}
