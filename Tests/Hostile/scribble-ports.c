// Writes to every I/O port but those that end or reset the machine: timers, interrupt controllers, PCI, serial lines.
// tags: chance
// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <linux/module.h>

/* The keyboard's controller, the system's control port, the chip set's reset register, and power management (ACPI). */
static bool ends_the_machine(int port)
{
	return port == 0x64 || port == 0x92 || port == 0xcf9 ||
		(port >= 0x600 && port < 0x640) || (port >= 0xb000 && port < 0xb040);
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int port;

	for (port = 0; port < 0x10000; port++)
		if (!ends_the_machine(port))
			outb(0xff, port);
	return len;
}
