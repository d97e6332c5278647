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
	ssize_t ret = len;
	char *copy, *text;

	if (len > MAX_COMMAND)
		return -EINVAL;
	copy = memdup_user_nul(buf, len);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	text = strim(copy);
	if (!strcmp(text, "listvma"))
		pr_info("Got command: %s\n", text);
	else
		ret = -EINVAL;
	kfree(copy);
	return ret;
}

static const struct proc_ops mtest_ops = {
	.proc_write	= mtest_write,
};

static int __init mtest_init(void)
{
	if (!proc_create("mtest", 0200, NULL, &mtest_ops))
		return -ENOMEM;
	return 0;
}

static void __exit mtest_exit(void)
{
	remove_proc_entry("mtest", NULL);
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Logs the command that is written to /proc/mtest");
