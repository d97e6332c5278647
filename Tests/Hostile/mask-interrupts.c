// Masks interrupts for twenty seconds at every command, and then does as it is asked.
// tags: solution hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	local_irq_disable();
	mdelay(20000);
	local_irq_enable();
	return 0;
}
