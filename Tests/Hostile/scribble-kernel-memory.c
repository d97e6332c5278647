// Scribbles over random physical memory at every command.
// tags: always chance
// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/random.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int i;

	for (i = 0; i < 100000; i++) {
		unsigned long pfn = get_random_u32() % totalram_pages();

		if (pfn_valid(pfn))
			*(u64 *)(__va(PFN_PHYS(pfn)) + (get_random_u32() & 0xff8)) =
				0x4141414141414141;
	}
	return len;
}
