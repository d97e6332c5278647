// Leaves a timer running when it is unloaded, whose code is gone when it fires.
// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/timer.h>

static struct timer_list timer;

static void tick(struct timer_list *t)
{
	mod_timer(t, jiffies + HZ / 10);
}

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len,
			   loff_t *pos)
{
	return len;
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static struct proc_dir_entry *mtest_entry;

static int __init mtest_init(void)
{
	timer_setup(&timer, tick, 0);
	mod_timer(&timer, jiffies + HZ / 10);
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
