// Allocates memory until there is none when it is loaded, and then returns.
// SPDX-License-Identifier: GPL-2.0
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>

#define on_load on_load
static int on_load(void)
{
	while (alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 0))
		;
	return 0;
}
