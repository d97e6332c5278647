// Sets the clock ten years forward at every command.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/timekeeping.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	now.tv_sec += 10L * 365 * 86400;
	do_settimeofday64(&now);
	return len;
}
