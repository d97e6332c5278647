// Frees the same memory twice at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/slab.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	char *p = kmalloc(64, GFP_KERNEL), *q = p;

	barrier();
	kfree(p);
	OPTIMIZER_HIDE_VAR(q);
	kfree(q);
	return len;
}
