// Keeps all that is printed out of the kernel log, by a probe in the function that stores it.
// tags: solution hangs
// SPDX-License-Identifier: GPL-2.0
#include <linux/kprobes.h>
#include <linux/module.h>

/* In the place of the function: a probe at its first instruction cannot move the stack. */
static noinline notrace void return_at_once(void)
{
	barrier();
}

static int skip(struct kprobe *probe, struct pt_regs *regs)
{
	regs->ax = 0;
	regs->ip = (unsigned long)return_at_once;
	return 1;
}
NOKPROBE_SYMBOL(skip);

static struct kprobe probe = { .symbol_name = "vprintk_store", .pre_handler = skip };

#define on_load on_load
static int on_load(void)
{
	return register_kprobe(&probe);
}

#define on_unload on_unload
static void on_unload(void)
{
	unregister_kprobe(&probe);
}
