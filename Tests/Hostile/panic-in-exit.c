// Panics when it is unloaded.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/kernel.h>

#define on_unload on_unload
static void on_unload(void)
{
	panic("mtest: panic in exit");
}
