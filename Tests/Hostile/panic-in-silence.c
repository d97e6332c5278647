// Lets nothing reach the console any more, and panics, at every command.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/console.h>
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	console_loglevel = 0;
	console_lock();
	panic("mtest: nobody hears it");
	return len;
}
