/*
 * The frame of the hostile modules that go on as the reference module does (`tags: solution`).
 *
 * A module is its body, the reference module (kmod-solution) with its three functions under other names, and this file, as
 * one mtest.c. The body announces its functions as frame.c says. on_command() returns 0 to go on as the reference module
 * does, or what write(2) does.
 */
#ifndef on_command
#define on_command(buf, len) ((ssize_t)0)
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
	ssize_t result = on_command(buf, len);

	return result ? result : reference_write(file, buf, len, pos);
}

static int __init mtest_init(void)
{
	int err = on_load();

	return err ? err : reference_init();
}

static void __exit mtest_exit(void)
{
	reference_exit();
	on_unload();
}

module_init(mtest_init);
module_exit(mtest_exit);
