/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes Linux 5.10 look like 5.4 to a module: what came between the two is
 * taken away or has its arguments of then. The functions still do their work,
 * so a module that was built with this can be loaded on 5.10 and graded.
 */
#ifndef AS_5_4_H
#define AS_5_4_H

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>

/* proc_create() took the operations of a file until 5.6. */
static inline struct proc_dir_entry *
as_proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
	       const struct file_operations *ops)
{
	static struct proc_ops proc;

	proc.proc_write = ops->write;
	proc.proc_lseek = ops->llseek;
	return proc_create(name, mode, parent, &proc);
}
#define proc_create as_proc_create

/* The task was an argument until 5.9. */
static inline long as_get_pages(struct task_struct *task, struct mm_struct *mm,
				unsigned long start, unsigned long count,
				unsigned int flags, struct page **pages,
				struct vm_area_struct **vmas, int *locked)
{
	return get_user_pages_remote(mm, start, count, flags, pages, vmas,
				     locked);
}
#define get_user_pages_remote as_get_pages

static inline void put_user_pages_dirty_lock(struct page **pages,
					     unsigned long count, bool dirty)
{
	while (count--) {
		if (dirty)
			set_page_dirty_lock(pages[count]);
		put_page(pages[count]);
	}
}

/* Not there before 5.6. */
#define pin_user_pages_remote no_pin_user_pages_remote_in_5_4
#undef pud_leaf
#undef pmd_leaf

/* Not there before 5.9. */
#undef p4d_offset_lockless
#undef pud_offset_lockless
#undef pmd_offset_lockless

/* The name of the lock until 5.8. */
#define mmap_sem mmap_lock

#endif /* AS_5_4_H */
