// Takes a spinlock that it already holds, at every command.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	spin_lock(&lock);
	spin_lock(&lock);
	return len;
}
