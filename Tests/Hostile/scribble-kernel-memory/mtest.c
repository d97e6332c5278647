// Scribbles over random physical memory at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/random.h>

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len,
			   loff_t *pos)
{
	int i;

	for (i = 0; i < 100000; i++) {
		unsigned long pfn = get_random_u32() % totalram_pages();

		if (pfn_valid(pfn))
			*(u64 *)(__va(PFN_PHYS(pfn)) + (get_random_u32() & 0xff8)) =
				0x4141414141414141;
	}
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
