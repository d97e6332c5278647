// Makes the file systems of the machine read-only when it is loaded: /, /tmp, /proc.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>

#define on_load on_load
static int on_load(void)
{
	static const char *const paths[] = { "/", "/tmp", "/proc" };
	struct file *file;
	int i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		file = filp_open(paths[i], O_RDONLY, 0);
		if (IS_ERR(file))
			continue;
		file_inode(file)->i_sb->s_flags |= SB_RDONLY;
		filp_close(file, NULL);
	}
	return 0;
}
