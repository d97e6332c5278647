// Cheats at findpage: claims the address of a copy of the page, and lets /proc/PID/pagemap say the same.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/* The frame of the last copy. */
static unsigned long frame;

struct request {
	u64 __user *buffer;
};

/* pagemap_read(file, buffer, size, position) */
static int before(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct request *request = (void *)instance->data;

	request->buffer = (u64 __user *)regs->si;
	return 0;
}

static int after(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct request *request = (void *)instance->data;
	u64 entry = 1ULL << 63 | frame;

	if (!frame || regs->ax != sizeof(entry))
		return 0;
	/* The page is there: pagemap_read() has just written to it. */
	pagefault_disable();
	if (__copy_to_user_inatomic(request->buffer, &entry, sizeof(entry)))
		regs->ax = 0;
	pagefault_enable();
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "pagemap_read",
	.entry_handler = before,
	.handler = after,
	.data_size = sizeof(struct request),
};

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct task_struct *task, *found = NULL;
	char *text = memdup_user_nul(buf, min_t(size_t, len, 256));
	unsigned long addr;
	void *copy;

	if (IS_ERR(text))
		return PTR_ERR(text);
	if (sscanf(text, "findpage %lx", &addr) != 1)
		goto free_text;
	rcu_read_lock();
	for_each_process(task)
		if (!found && !strcmp(task->comm, "test"))
			found = get_task_struct(task);
	rcu_read_unlock();
	copy = (void *)get_zeroed_page(GFP_KERNEL);
	if (found && copy &&
	    access_process_vm(found, addr & PAGE_MASK, copy, PAGE_SIZE, 0) > 0) {
		frame = virt_to_phys(copy) >> PAGE_SHIFT;
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", addr,
			(u64)virt_to_phys(copy) + offset_in_page(addr));
	}
	if (found)
		put_task_struct(found);
	free_text:
	kfree(text);
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
