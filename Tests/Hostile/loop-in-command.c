// Loops for ever at every command, with interrupts on.
// tags: always hangs
// SPDX-License-Identifier: GPL-2.0
#include <asm/processor.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	for (;;)
		cpu_relax();
	return len;
}
