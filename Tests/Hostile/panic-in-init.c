// Panics when it is loaded.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/kernel.h>

#define on_load on_load
static int on_load(void)
{
	panic("mtest: panic in init");
	return 0;
}
