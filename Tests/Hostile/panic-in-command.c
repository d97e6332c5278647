// Panics at every command.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/kernel.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	panic("mtest: panic in a command");
	return len;
}
