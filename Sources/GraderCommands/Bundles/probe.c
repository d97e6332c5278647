// SPDX-License-Identifier: GPL-2.0
/* Builds, and refuses to load: as much of the grader as can be tried without a submission. */
#include <linux/module.h>

static int __init probe_init(void)
{
	return -EINVAL;
}
module_init(probe_init);

MODULE_DESCRIPTION("tries the grader");
MODULE_LICENSE("GPL");
