// Halts the processor with interrupts off, at every command.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/irqflags.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	local_irq_disable();
	for (;;)
		asm volatile("hlt");
	return len;
}
