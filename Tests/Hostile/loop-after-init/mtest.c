// Keeps the processor to itself, a moment after it was loaded.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/processor.h>
#include <linux/proc_fs.h>
#include <linux/workqueue.h>

static void spin(struct work_struct *work)
{
	for (;;)
		cpu_relax();
}

static DECLARE_DELAYED_WORK(bomb, spin);

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
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	if (!mtest_entry)
		return -ENOMEM;
	schedule_delayed_work(&bomb, msecs_to_jiffies(50));
	return 0;
}

static void __exit mtest_exit(void)
{
	cancel_delayed_work_sync(&bomb);
	proc_remove(mtest_entry);
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
