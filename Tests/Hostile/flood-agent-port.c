// Writes a frame that claims four gigabytes to the agent's port, and rubbish after it.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include "port.h"

static u8 rubbish[PAGE_SIZE];

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct file *port = find_port();
	int i;

	if (!port)
		return len;
	for (i = 0; i < sizeof(rubbish); i++)
		rubbish[i] = i < 4 ? 0xff : i * 41;
	for (i = 0; i < 256; i++)
		write_to(port, port->f_op, rubbish, sizeof(rubbish));
	fput(port);
	return len;
}
