// Fails to load, with an error that no one expects, and leaves its /proc entry behind.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>

static const struct proc_ops mtest_ops;

#define on_load on_load
static int on_load(void)
{
	proc_create("mtest", 0200, NULL, &mtest_ops);
	pr_info("[mtest] no\n");
	return -ENXIO;
}
