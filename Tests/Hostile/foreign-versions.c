// Has a section __versions of its own, with wrong checksums: the kernel refuses it, as it does a build for another kernel.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

struct version {
	unsigned long crc;
	char name[56];
};

static const struct version versions[] __used __section("__versions") = {
	{ 0x12345678, "module_layout" }, { 0x12345678, "_printk" },
};

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	return len;
}
