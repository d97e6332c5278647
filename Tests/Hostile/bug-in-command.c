// Hits BUG() at every command, with a mutex held.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/bug.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	mutex_lock(&lock);
	BUG();
	return len;
}
