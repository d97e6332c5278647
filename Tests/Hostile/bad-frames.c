// Sends frames to the host that are none: a count of a thousand million records with nothing behind it, an unknown kind.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

/* Writes @size bytes of the caller's memory to the agent's port. */
static void write_to_port(const char __user *data, size_t size)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct file *file;
	unsigned int fd;
	loff_t pos = 0;

	for (fd = 0; fd < 1024; fd++) {
		rcu_read_lock();
		file = files_lookup_fd_rcu(init->files, fd);
		if (file && !get_file_rcu(file))
			file = NULL;
		rcu_read_unlock();
		if (!file)
			continue;
		if (!strncmp(file->f_path.dentry->d_name.name, "vport", 5))
			file->f_op->write(file, data, size, &pos);
		fput(file);
	}
	put_task_struct(init);
}

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
	unsigned long room = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, 0);

	if (IS_ERR_VALUE(room))
		return room;
	if (!copy_to_user((void __user *)room, frames, sizeof(frames)))
		write_to_port((const char __user *)room, sizeof(frames));
	vm_munmap(room, PAGE_SIZE);
	return len;
}
