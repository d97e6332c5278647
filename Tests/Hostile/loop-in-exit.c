// Loops for ever when it is unloaded.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <asm/processor.h>
#include <linux/module.h>

#define on_unload on_unload
static void on_unload(void)
{
	for (;;)
		cpu_relax();
}
