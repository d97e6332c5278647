// Prints control bytes, escape sequences, broken UTF-8 and lines of a thousand bytes at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>

static char line[1000];

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len,
			   loff_t *pos)
{
	int i;

	for (i = 0; i < sizeof(line) - 1; i++)
		line[i] = 1 + (i * 37) % 255;
	pr_info("[mtest.findpage] %s\n", line);
	pr_info("[mtest.findpage] vaddr = 0x\033[2J\033[31m -> paddr = 0x\xff\xfe\xc0\n");
	pr_info("[mtest.findpage] vaddr = 0x%0900d -> paddr = 0x%0900d\n", 1, 1);
	pr_info("\n\n\n[mtest.findpage]\n");
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
