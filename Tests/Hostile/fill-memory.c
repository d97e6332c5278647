// Allocates memory until there is none, and keeps it.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	for (;;)
		if (!alloc_page(GFP_KERNEL | __GFP_NOWARN))
			cond_resched();
	return len;
}
