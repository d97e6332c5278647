// Writes rubbish to the standard output of the process that writes the command: lines where the grader awaits one.
// tags: always solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>

static const char rubbish[] = "wrote 9 0\nplace stack ffffffffffffffff 4096 rw\n\xff\xfe\n\n";

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct file *file = fget(1);
	loff_t pos = 0;

	if (file) {
		kernel_write(file, rubbish, sizeof(rubbish) - 1, &pos);
		fput(file);
	}
	return 0;
}
