// Sends frames to the host that are none: a count of a thousand million records with nothing behind it, an unknown kind.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include "port.h"

static const u8 frames[] = {
	/* 8 is the tag of log records: two flags, and their number. */
	11, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0xff, 0xff, 0xff, 0x3f,
	/* No reply has the tag 0xee. */
	5, 0, 0, 0, 7, 0, 0, 0, 0xee,
	/* Empty: not even a number of its request. */
	0, 0, 0, 0,
};

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct file *port = find_port();

	if (port) {
		write_to(port, port->f_op, frames, sizeof(frames));
		fput(port);
	}
	return len;
}
