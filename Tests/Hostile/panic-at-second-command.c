// Does as it is asked once, and panics at the second command: where checks ask once more, as a control.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/kernel.h>

static int written;

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	if (++written == 2)
		panic("mtest: the second command");
	return 0;
}
