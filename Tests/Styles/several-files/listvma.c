// SPDX-License-Identifier: GPL-2.0
#include "mtest.h"

#include <linux/slab.h>

static void list_area(const struct vm_area_struct *vma)
{
	listvma_info("0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
		     vma->vm_flags & VM_READ ? 'r' : '-',
		     vma->vm_flags & VM_WRITE ? 'w' : '-',
		     vma->vm_flags & VM_EXEC ? 'x' : '-');
}

/**
 * list_areas - list the memory areas of one address space
 * @mm: the address space
 *
 * find_vma() yields the first area that ends above an address, so each area's
 * end leads to the next one.
 *
 * Locking: the caller holds the mmap lock for reading. It may sleep.
 */
static void list_areas(struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	mmap_assert_locked(mm);

	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end)) {
		if (fatal_signal_pending(current))
			break;
		list_area(vma);
		cond_resched();
	}
}

/**
 * listvma - answer listvma for one process
 * @task: the process
 * @args: not used
 *
 * A kernel thread and a zombie have no address space and get no answer.
 *
 * Locking: takes a reference on the address space, which keeps it in existence
 * when the process exits, and its mmap lock for reading, which keeps the areas
 * as they are.
 *
 * Return: 0, or -EINTR if the caller was killed while it waited.
 */
int listvma(struct task_struct *task, const unsigned long *args)
{
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm;
	int err = 0;

	mm = get_task_mm(task);
	if (!mm)
		return 0;

	if (mmap_read_lock_killable(mm)) {
		err = -EINTR;
		goto put_mm;
	}

	get_task_comm(comm, task);
	listvma_info("Process = %s, PID = %d\n", comm, task_tgid_vnr(task));
	list_areas(mm);

	mmap_read_unlock(mm);
put_mm:
	mmput(mm);
	return err;
}

/**
 * listvma_all - answer listvma for every process
 *
 * Locking: none is held from one process to the next, only references, so this
 * may take as long as it likes while processes come and go.
 *
 * Return: 0, -ENOMEM, or -EINTR if the caller was killed meanwhile.
 */
int listvma_all(void)
{
	struct task_struct **tasks;
	size_t count, i;
	int err = 0;

	tasks = snapshot_tasks(&count);
	if (!tasks)
		return -ENOMEM;

	for (i = 0; i < count; i++) {
		if (fatal_signal_pending(current))
			err = -EINTR;
		else
			err = listvma(tasks[i], NULL);
		if (err)
			break;
		cond_resched();
	}

	release_tasks(tasks, count);
	kvfree(tasks);
	return err;
}
