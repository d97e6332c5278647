// Loops for ever when it is loaded, with interrupts off.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <asm/processor.h>
#include <linux/irqflags.h>
#include <linux/module.h>

#define on_load on_load
static int on_load(void)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
	return 0;
}
