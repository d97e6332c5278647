// Prints what looks like an oops, a panic and a soft lockup, though nothing is wrong.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len,
			   loff_t *pos)
{
	pr_alert("BUG: kernel NULL pointer dereference, address: 0000000000000000\n");
	pr_alert("Oops: 0002 [#1] PREEMPT SMP PTI\n");
	pr_emerg("watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [init:1]\n");
	pr_emerg("Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n");
	pr_emerg("---[ end Kernel panic - not syncing ]---\n");
	return len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static struct proc_dir_entry *mtest_entry;

static int __init mtest_init(void)
{
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	return mtest_entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	proc_remove(mtest_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
