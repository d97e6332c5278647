// Writes to memory after it has freed it, at every command.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int i;
	char *p, *q;

	for (i = 0; i < 1000; i++) {
		p = kmalloc(256, GFP_KERNEL);
		if (!p)
			break;
		q = p;
		OPTIMIZER_HIDE_VAR(q);
		kfree(p);
		memset(q, 0x6b, 256);
	}
	return len;
}
