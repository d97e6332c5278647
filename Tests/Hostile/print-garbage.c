// Prints control bytes, escape sequences, broken UTF-8 and lines of a thousand bytes at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>

static char line[1000];

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int i;

	for (i = 0; i < sizeof(line) - 1; i++)
		line[i] = 1 + (i * 37) % 255;
	pr_info("[mtest.findpage] %s\n", line);
	pr_info("[mtest.findpage] vaddr = 0x\033[2J\033[31m -> paddr = 0x\xff\xfe\xc0\n");
	pr_info("[mtest.findpage] vaddr = 0x%0900d -> paddr = 0x%0900d\n", 1, 1);
	pr_info("\n\n\n[mtest.findpage]\n");
	return len;
}
