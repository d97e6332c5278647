// Does as it is asked once after it was loaded, and refuses every command after the first.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

static int written;

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	return written++ ? -EINVAL : 0;
}
