// Prints six megabytes of control bytes at every command: the log has four characters for each.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

static char line[901];

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int i;

	memset(line, 1, sizeof(line) - 1);
	for (i = 0; i < 6500; i++) {
		pr_info("%s\n", line);
		cond_resched();
	}
	return len;
}
