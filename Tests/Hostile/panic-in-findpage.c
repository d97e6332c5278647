// Panics at findpage, and does nothing at the other commands.
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static bool is_command(const char __user *buf, size_t len, const char *name)
{
	char word[16] = "";

	if (copy_from_user(word, buf, min(len, sizeof(word) - 1)))
		return false;
	return !strncmp(word, name, strlen(name));
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	if (is_command(buf, len, "findpage"))
		panic("mtest: panic in findpage");
	return len;
}
