// Fills /tmp with a file when it is loaded, until nothing more can be written there.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>

static char block[PAGE_SIZE];

#define on_load on_load
static int on_load(void)
{
	struct file *file = filp_open("/tmp/full", O_WRONLY | O_CREAT, 0600);
	loff_t pos = 0;

	if (IS_ERR(file))
		return PTR_ERR(file);
	while (kernel_write(file, block, sizeof(block), &pos) > 0)
		;
	filp_close(file, NULL);
	return 0;
}
