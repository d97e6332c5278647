// Prints what looks like an oops, a panic and a soft lockup, though nothing is wrong.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/printk.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	pr_alert("BUG: kernel NULL pointer dereference, address: 0000000000000000\n");
	pr_alert("Oops: 0002 [#1] PREEMPT SMP PTI\n");
	pr_emerg("watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [init:1]\n");
	pr_emerg("Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n");
	pr_emerg("---[ end Kernel panic - not syncing ]---\n");
	return len;
}
