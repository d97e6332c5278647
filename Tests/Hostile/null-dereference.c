// Dereferences a NULL pointer at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	WRITE_ONCE(*(volatile int *)NULL, 1);
	return len;
}
