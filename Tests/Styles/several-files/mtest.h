/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MTEST_H
#define MTEST_H

#define pr_fmt(fmt) "[mtest" fmt

#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

/* The module's own records, and those of each command. */
#define mtest_info(fmt, ...)	pr_info("] " fmt, ##__VA_ARGS__)
#define listvma_info(fmt, ...)	pr_info(".listvma] " fmt, ##__VA_ARGS__)
#define findpage_info(fmt, ...)	pr_info(".findpage] " fmt, ##__VA_ARGS__)
#define writeval_info(fmt, ...)	pr_info(".writeval] " fmt, ##__VA_ARGS__)

struct task_struct *find_by_pid(pid_t nr);
struct task_struct *find_by_name(const char *name);
void release_tasks(struct task_struct **tasks, size_t count);
struct task_struct **snapshot_tasks(size_t *count);

int listvma(struct task_struct *task, const unsigned long *args);
int listvma_all(void);
int findpage(struct task_struct *task, const unsigned long *args);
int writeval(struct task_struct *task, const unsigned long *args);

#endif
