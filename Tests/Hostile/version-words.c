// Prints when it is loaded what a kernel prints at its start and about modules of another version, and refuses to load.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>

#define on_load on_load
static int on_load(void)
{
	pr_notice("Linux version 4.4.0 (root@grader) (gcc 4.9) #1 SMP\n");
	pr_err("mtest: disagrees about version of symbol module_layout\n");
	pr_err("mtest: version magic '4.4.0 SMP' should be '6.1.0 SMP preempt mod_unload modversions '\n");
	pr_emerg("agent: the port to the grader was taken away\n");
	return -ENOEXEC;
}
