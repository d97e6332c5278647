// Takes a reference on itself, so that it cannot be unloaded.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

#define on_load on_load
static int on_load(void)
{
	__module_get(THIS_MODULE);
	return 0;
}
