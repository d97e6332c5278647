// Writes a frame that claims four gigabytes to the agent's port, and rubbish after it.
// tags: hangs
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

static u8 rubbish[PAGE_SIZE];

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	unsigned long room = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	int i;

	if (IS_ERR_VALUE(room))
		return room;
	for (i = 0; i < sizeof(rubbish); i++)
		rubbish[i] = i < 4 ? 0xff : i * 41;
	if (!copy_to_user((void __user *)room, rubbish, sizeof(rubbish)))
		for (i = 0; i < 256; i++)
			write_to_port((const char __user *)room, sizeof(rubbish));
	vm_munmap(room, PAGE_SIZE);
	return len;
}
