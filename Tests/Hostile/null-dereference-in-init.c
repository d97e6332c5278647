// Dereferences a NULL pointer when it is loaded, so that it stays half loaded.
// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/module.h>

#define on_load on_load
static int on_load(void)
{
	WRITE_ONCE(*(volatile int *)NULL, 1);
	return 0;
}
