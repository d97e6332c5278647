// Prints four megabytes at every command, so that the log overwrites itself.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int i;

	for (i = 0; i < 40000; i++) {
		pr_info("[mtest.listvma] 0x%016d 0x%016d rwx and what fills the line up to a hundred bytes\n", i, i);
		cond_resched();
	}
	return len;
}
