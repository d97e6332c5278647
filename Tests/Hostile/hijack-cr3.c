// Gives the target another page directory, without its memory, at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	/* Two pages: the second is the one of user mode where the kernel's tables are kept apart (PTI). */
	pgd_t *empty = (pgd_t *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 1);
	struct task_struct *task, *found = NULL;

	rcu_read_lock();
	for_each_process(task)
		if (!found && task->mm && !strcmp(task->comm, "test"))
			found = get_task_struct(task);
	rcu_read_unlock();
	if (found && empty) {
		memcpy(empty + PTRS_PER_PGD / 2, found->mm->pgd + PTRS_PER_PGD / 2, PAGE_SIZE / 2);
		found->mm->pgd = empty;
		if (found->mm == current->mm)
			native_write_cr3(__pa(empty));
	}
	if (found)
		put_task_struct(found);
	return len;
}
