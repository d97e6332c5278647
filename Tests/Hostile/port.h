/*
 * The agent's port, by which it talks to the host: for the bodies that write to it. They include this file.
 */
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

/* The port, with a reference; NULL where there is none. */
static struct file *find_port(void)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct file *found = NULL;
	struct fdtable *table;
	unsigned int fd;

	for (fd = 0; fd < 1024 && !found; fd++) {
		/* By hand: the functions for this have had several names. PID 1 keeps its files. */
		rcu_read_lock();
		table = files_fdtable(init->files);
		if (fd < table->max_fds)
			found = rcu_dereference_raw(table->fd[fd]);
		if (found)
			get_file(found);
		rcu_read_unlock();
		if (found && strncmp(found->f_path.dentry->d_name.name, "vport", 5)) {
			fput(found);
			found = NULL;
		}
	}
	put_task_struct(init);
	return found;
}

/* kernel_write() is refused for this file: its own ->write() is not, and wants memory of a process. */
static inline void write_to(struct file *port, const struct file_operations *ops,
			    const void *data, size_t size)
{
	unsigned long room = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	loff_t pos = 0;

	if (IS_ERR_VALUE(room))
		return;
	if (!copy_to_user((void __user *)room, data, size))
		ops->write(port, (const char __user *)room, size, &pos);
	vm_munmap(room, PAGE_SIZE);
}
