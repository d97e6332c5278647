// SPDX-License-Identifier: GPL-2.0
#include "mtest.h"

#include <linux/pid.h>
#include <linux/slab.h>

/**
 * find_by_pid - look a process up by its number
 * @nr: process id, as the caller sees it
 *
 * Return: the process with a reference for the caller to drop, or NULL.
 */
struct task_struct *find_by_pid(pid_t nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	return task;
}

/**
 * find_by_name - look a process up by its name
 * @name: the whole name
 *
 * What has no memory is passed over: kernel threads, and zombies, which leave
 * their name behind until their parent reaps them.
 *
 * Locking: the process list is read under RCU. The reference is taken in there
 * too, for outside nothing keeps a process from going away.
 *
 * Return: the first such process in the process list, with a reference for the
 * caller to drop, or NULL.
 */
struct task_struct *find_by_name(const char *name)
{
	struct task_struct *task, *found = NULL;
	char comm[TASK_COMM_LEN];

	rcu_read_lock();
	for_each_process(task) {
		if (!READ_ONCE(task->mm))
			continue;
		get_task_comm(comm, task);
		if (strcmp(comm, name))
			continue;
		found = get_task_struct(task);
		break;
	}
	rcu_read_unlock();

	return found;
}

void release_tasks(struct task_struct **tasks, size_t count)
{
	while (count)
		put_task_struct(tasks[--count]);
}

/**
 * hold_tasks - take a reference on every process there is
 * @tasks: where to put them
 * @room: how many of them fit there
 *
 * Locking: takes RCU, so it may neither sleep nor allocate; that is why the
 * caller brings the array.
 *
 * Return: how many processes there are. The first @room of them are held.
 */
static size_t hold_tasks(struct task_struct **tasks, size_t room)
{
	struct task_struct *task;
	size_t count = 0;

	rcu_read_lock();
	for_each_process(task) {
		if (count < room)
			tasks[count] = get_task_struct(task);
		count++;
	}
	rcu_read_unlock();

	return count;
}

/**
 * snapshot_tasks - allocate a list of all processes, each with a reference
 * @count: how many there are
 *
 * Processes may be born between making room and filling it; then there is
 * another round with more room.
 *
 * Return: the list, to be given to release_tasks() and kvfree(), or NULL where
 * there is no memory for it.
 */
struct task_struct **snapshot_tasks(size_t *count)
{
	struct task_struct **tasks;
	size_t room;

	for (;;) {
		room = hold_tasks(NULL, 0) + 16;
		tasks = kvmalloc_array(room, sizeof(*tasks), GFP_KERNEL);
		if (!tasks)
			return NULL;

		*count = hold_tasks(tasks, room);
		if (*count <= room)
			return tasks;

		release_tasks(tasks, room);
		kvfree(tasks);
	}
}
