// Puts the machine to sleep (ACPI state S3) through its port at every command: nothing wakes it.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	outw(0x2400, 0x604);
	return len;
}
