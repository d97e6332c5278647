// Loads an empty interrupt table and traps, which resets the processor.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <asm/desc.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct desc_ptr none = { };

	asm volatile("lidt %0; int3" : : "m" (none));
	return len;
}
