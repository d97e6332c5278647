// Takes the mmap lock of the caller for writing, twice.
// tags: always hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	mmap_write_lock(current->mm);
	mmap_write_lock(current->mm);
	return len;
}
