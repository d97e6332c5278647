// Prints at emergency level for ever at every command, so that the console is flooded too.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	for (;;)
		pr_emerg("[mtest.listvma] 0x1000 0x2000 rw-\n");
	return len;
}
