// Writes a frame that claims four gigabytes to the agent's port, and rubbish after it.
// tags: hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>

/* Writes @data to every character device that PID 1 has open. */
static void write_to_ports(const void *data, size_t size)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct file *file;
	unsigned int fd;

	for (fd = 0; fd < 64; fd++) {
		loff_t pos = 0;

		rcu_read_lock();
		file = files_lookup_fd_rcu(init->files, fd);
		if (file && !get_file_rcu(file))
			file = NULL;
		rcu_read_unlock();
		if (!file)
			continue;
		if (S_ISCHR(file_inode(file)->i_mode) && (file->f_mode & FMODE_WRITE))
			kernel_write(file, data, size, &pos);
		fput(file);
	}
	put_task_struct(init);
}

static u8 rubbish[4096];

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	int i;

	for (i = 0; i < sizeof(rubbish); i++)
		rubbish[i] = i < 4 ? 0xff : i * 41;
	for (i = 0; i < 256; i++)
		write_to_ports(rubbish, sizeof(rubbish));
	return len;
}
