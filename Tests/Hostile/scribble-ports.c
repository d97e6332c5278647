// Writes to every I/O port at every command: timers, interrupt controllers, PCI, serial lines.
// tags: chance
// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <linux/module.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int port;

	for (port = 0; port < 0x10000; port++)
		outb(0xff, port);
	return len;
}
