// Answers the agent's requests itself: a kretprobe makes each /proc/PID/maps say what listvma says, three VMAs that no process has.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

/* Three VMAs that no process has. */
static const char lines[] =
	"00010000-00020000 r-xp 00000000 00:00 0 \n"
	"00020000-00030000 r--p 00000000 00:00 0 \n"
	"00030000-00040000 rw-p 00000000 00:00 0 \n";

struct request {
	char __user *buffer;
	loff_t position;
	size_t room;
};

/* seq_read(file, buffer, size, position) of the files that seq_file makes; of them only maps are asked for at length. */
static int before(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct request *request = (void *)instance->data;
	struct file *file = (void *)regs->di;

	if (!current->mm || strcmp(file->f_path.dentry->d_iname, "maps"))
		return 1;
	request->buffer = (char __user *)regs->si;
	request->room = regs->dx;
	request->position = *(loff_t *)regs->cx;
	return 0;
}

static int after(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct request *request = (void *)instance->data;
	size_t size = sizeof(lines) - 1;

	if (request->position || request->room < size) {
		regs->ax = 0;
		return 0;
	}
	/* The page is there: seq_read() has just written to it. */
	pagefault_disable();
	if (!__copy_to_user_inatomic(request->buffer, lines, size))
		regs->ax = size;
	pagefault_enable();
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "seq_read",
	.entry_handler = before,
	.handler = after,
	.data_size = sizeof(struct request),
	.maxactive = 20,
};

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	char text[16] = "";
	struct task_struct *task;
	int wanted = 0;

	if (copy_from_user(text, buf, min(len, sizeof(text) - 1)))
		return -EFAULT;
	if (strncmp(text, "listvma", 7))
		return len;
	sscanf(text + 7, "%d", &wanted);
	rcu_read_lock();
	for_each_process(task) {
		if (!task->mm || (wanted && wanted != task_pid_nr(task)))
			continue;
		pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task_pid_nr(task));
		pr_info("[mtest.listvma] 0x10000 0x20000 r-x\n");
		pr_info("[mtest.listvma] 0x20000 0x30000 r--\n");
		pr_info("[mtest.listvma] 0x30000 0x40000 rw-\n");
	}
	rcu_read_unlock();
	return len;
}

#define on_load on_load
static int on_load(void)
{
	return register_kretprobe(&probe);
}

#define on_unload on_unload
static void on_unload(void)
{
	unregister_kretprobe(&probe);
}
