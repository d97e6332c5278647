// Walks no table at findpage: has get_user_pages_remote() find the page, which brings in what is not there.
// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>

static struct page *page_of(struct mm_struct *mm, unsigned long addr)
{
	struct page *page = NULL;
	long count;

	mmap_read_lock(mm);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	count = get_user_pages_remote(mm, addr, 1, FOLL_FORCE, &page, NULL);
#else
	count = get_user_pages_remote(mm, addr, 1, FOLL_FORCE, &page, NULL, NULL);
#endif
	mmap_read_unlock(mm);
	return count == 1 ? page : NULL;
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	char *text = memdup_user_nul(buf, min_t(size_t, len, 256));
	struct task_struct *task, *found = NULL;
	struct mm_struct *mm = NULL;
	struct page *page = NULL;
	unsigned long addr;
	pid_t pid = 0;
	int words;

	if (IS_ERR(text))
		return PTR_ERR(text);
	words = sscanf(text, "findpage %lx %d", &addr, &pid);
	kfree(text);
	if (words < 1)
		return -EINVAL;
	rcu_read_lock();
	for_each_process(task)
		if (!found && (pid ? task_pid_nr(task) == pid : !strcmp(task->comm, "test")))
			found = get_task_struct(task);
	rcu_read_unlock();
	if (found)
		mm = get_task_mm(found);
	if (mm)
		page = page_of(mm, addr);
	if (page) {
		pr_info("[mtest.findpage] vaddr = 0x%lx -> paddr = 0x%llx\n", addr,
			(u64)page_to_phys(page) + offset_in_page(addr));
		put_page(page);
	} else {
		pr_info("[mtest.findpage] translation not found\n");
	}
	if (mm)
		mmput(mm);
	if (found)
		put_task_struct(found);
	return len;
}
