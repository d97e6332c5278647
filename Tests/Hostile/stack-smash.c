// Overwrites its own return address at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/compiler.h>
#include <linux/module.h>
#include <linux/string.h>

static noinline void smash(void)
{
	unsigned long frame[2];
	volatile unsigned long *end = frame;
	int i;

	for (i = 0; i < 16; i++)
		end[i] = 0x4141414141414141;
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	smash();
	return len;
}
