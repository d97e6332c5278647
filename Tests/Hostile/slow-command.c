// Takes ten seconds for every command, and then does nothing.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	msleep(10000);
	return len;
}
