// Overflows the kernel stack by recursion at every command.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/module.h>

static noinline int recurse(int depth)
{
	volatile char frame[512];

	if (depth < 0)
		return 0;
	frame[depth & 511] = depth;
	return recurse(depth + 1) + frame[(depth + 1) & 511];
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	len += recurse(0);
	return len;
}
