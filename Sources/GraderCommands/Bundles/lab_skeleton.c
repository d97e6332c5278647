// SPDX-License-Identifier: GPL-2.0
/*
 * mtest - logs the command that is written to /proc/mtest
 */

#define pr_fmt(fmt) "[mtest] " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>

#define MAX_COMMAND	256	/* bytes, with the newline */

static ssize_t mtest_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *pos)
{
	/*
	 * TODO @NUMBER@.2: Copy the command from user space, and log it.
	 * Begin with memdup_user_nul(), and cut the newline with strim().
	 */

	/* TODO @NUMBER@.3: Answer a command that you do not know with -EINVAL. */
	return len;
}

static const struct proc_ops mtest_ops __maybe_unused = {
	.proc_write	= mtest_write,
};

static int __init mtest_init(void)
{
	/* TODO @NUMBER@.1: Create /proc/mtest here, and remove it in mtest_exit(). */
	return 0;
}

static void __exit mtest_exit(void)
{
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Logs the command that is written to /proc/mtest");
