// Takes a spinlock at every command that it already holds.
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
