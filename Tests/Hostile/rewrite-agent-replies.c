// Replaces what the agent says about files by a list of VMAs like the one that it prints.
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

/* As /proc/PID/maps has them, and as the module prints them. */
static const char list[] =
	"00001000-00002000 r--p 00000000 00:00 0\n"
	"00002000-00003000 r-xp 00000000 00:00 0\n"
	"00003000-00004000 rw-p 00000000 00:00 0\n"
	"00005000-00009000 rw-p 00000000 00:00 0\n";

static struct file *port;
static const struct file_operations *own_ops;
static struct file_operations ops;
/* Replies of the agent since the last command. */
static int replies;

/* kernel_write() is refused for this file: its own ->write() is not, and wants memory of a process. */
static void write_to_port(const void *data, size_t size)
{
	unsigned long room = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	loff_t pos = 0;

	if (IS_ERR_VALUE(room))
		return;
	if (!copy_to_user((void __user *)room, data, size))
		own_ops->write(port, (const char __user *)room, size, &pos);
	vm_munmap(room, PAGE_SIZE);
}

/* The list of VMAs, in the place of the bytes of a file, for the request with this number. */
static void forge(u32 id)
{
	struct {
		__le32 size, id;
		u8 tag;
		__le32 count;
		char bytes[sizeof(list) - 1];
	} __packed frame = {
		.size = cpu_to_le32(sizeof(frame) - 4), .id = cpu_to_le32(id), .tag = 6,
		.count = cpu_to_le32(sizeof(list) - 1),
	};

	memcpy(frame.bytes, list, sizeof(frame.bytes));
	write_to_port(&frame, sizeof(frame));
}

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

/* The agent's port, by which it talks to the host. */
static struct file *find_port(void)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct file *file, *found = NULL;
	unsigned int fd;

	for (fd = 0; fd < 1024 && !found; fd++) {
		rcu_read_lock();
		file = files_lookup_fd_rcu(init->files, fd);
		if (file && get_file_rcu(file))
			found = file;
		rcu_read_unlock();
		if (found && strncmp(found->f_path.dentry->d_name.name, "vport", 5)) {
			fput(found);
			found = NULL;
		}
	}
	put_task_struct(init);
	return found;
}

#define on_load on_load
static int on_load(void)
{
	port = find_port();
	if (!port)
		return -ENOENT;
	own_ops = port->f_op;
	ops = *own_ops;
	ops.write = write_and_forge;
	port->f_op = &ops;
	return 0;
}

#define on_unload on_unload
static void on_unload(void)
{
	port->f_op = own_ops;
	fput(port);
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	pr_info("[mtest.listvma] Process = test, PID = %d\n", current->tgid);
	pr_info("[mtest.listvma] 0x1000 0x2000 r--\n");
	pr_info("[mtest.listvma] 0x2000 0x3000 r-x\n");
	pr_info("[mtest.listvma] 0x3000 0x4000 rw-\n");
	pr_info("[mtest.listvma] 0x5000 0x9000 rw-\n");
	replies = 0;
	return len;
}
