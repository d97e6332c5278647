// Writes a forged reply to the agent's port, before the agent can: a list of VMAs like the one that it prints.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include "forged-list.h"

/* Replies of the agent since the last command. */
static int replies;

/* The first reply is about the command, the second has the log; the true list would be the third. */
static ssize_t write_and_forge(struct file *file, const char __user *buf,
			       size_t len, loff_t *pos)
{
	__le32 id = 0;
	ssize_t written = own_ops->write(file, buf, len, pos);

	if (++replies == 2 && !copy_from_user(&id, buf + 4, sizeof(id)))
		forge(le32_to_cpu(id) + 1);
	return written;
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	print_list();
	replies = 0;
	return len;
}
