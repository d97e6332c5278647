// Replaces what the agent says about files by a list of VMAs like the one that it prints.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include "forged-list.h"

/* Behind its length a frame has its number, and what it is: 6 for the bytes of a file. */
static ssize_t write_and_forge(struct file *file, const char __user *buf,
			       size_t len, loff_t *pos)
{
	struct { __le32 size, id; u8 tag; } __packed frame;

	if (len < sizeof(frame) || copy_from_user(&frame, buf, sizeof(frame)) ||
	    frame.tag != 6)
		return own_ops->write(file, buf, len, pos);
	forge(le32_to_cpu(frame.id));
	return len;
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	print_list();
	return len;
}
