/*
 * The frame of the hostile modules: /proc/mtest, and what happens when the module is loaded and unloaded.
 *
 * A module is its body, Tests/Hostile/NAME.c, followed by this file, as one mtest.c. A body defines what is special about
 * it, of these three functions, and announces each with a macro of the same name:
 *
 *   static ssize_t on_command(const char __user *buf, size_t len)
 *       A command was written; returns what write(2) does. Without it, nothing is done and the command is accepted.
 *   static int on_load(void)
 *       The module is loaded, and /proc/mtest is not there yet; an error keeps the module out.
 *   static void on_unload(void)
 *       The module is unloaded, and /proc/mtest is gone already.
 */
#include <linux/module.h>
#include <linux/proc_fs.h>

#ifndef on_command
#define on_command(buf, len) ((ssize_t)(len))
#endif
#ifndef on_load
#define on_load() 0
#endif
#ifndef on_unload
#define on_unload() do { } while (0)
#endif

static ssize_t mtest_write(struct file *file, const char __user *buf, size_t len,
			   loff_t *pos)
{
	return on_command(buf, len);
}

static const struct proc_ops mtest_ops = {
	.proc_write = mtest_write,
};

static struct proc_dir_entry *mtest_entry;

static int __init mtest_init(void)
{
	int err = on_load();

	if (err)
		return err;
	mtest_entry = proc_create("mtest", 0200, NULL, &mtest_ops);
	return mtest_entry ? 0 : -ENOMEM;
}

static void __exit mtest_exit(void)
{
	proc_remove(mtest_entry);
	on_unload();
}

module_init(mtest_init);
module_exit(mtest_exit);

MODULE_LICENSE("GPL");
