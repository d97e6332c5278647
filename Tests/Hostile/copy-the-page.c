// Cheats at findpage: copies the target's page to another page, and claims the address of the copy.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

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
	    access_process_vm(found, addr & PAGE_MASK, copy, PAGE_SIZE, 0) > 0)
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", addr,
			(u64)virt_to_phys(copy) + offset_in_page(addr));
	else
		pr_info("[mtest.findpage] translation not found\n");
	if (found)
		put_task_struct(found);
	free_text:
	kfree(text);
	return len;
}
