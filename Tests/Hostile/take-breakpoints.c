// Takes the processor's four data breakpoints when it is loaded, so that nobody else can watch memory.
// tags: solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/hw_breakpoint.h>
#include <linux/module.h>
#include <linux/perf_event.h>

static unsigned long word[4];
static struct perf_event *__percpu *taken[4];

static void ignore(struct perf_event *event, struct perf_sample_data *data,
		   struct pt_regs *regs)
{
}

#define on_load on_load
static int on_load(void)
{
	struct perf_event_attr attr;
	int i;

	for (i = 0; i < 4; i++) {
		hw_breakpoint_init(&attr);
		attr.bp_addr = (unsigned long)&word[i];
		attr.bp_len = HW_BREAKPOINT_LEN_8;
		attr.bp_type = HW_BREAKPOINT_W;
		taken[i] = register_wide_hw_breakpoint(&attr, ignore, NULL);
	}
	return 0;
}

#define on_unload on_unload
static void on_unload(void)
{
	int i;

	for (i = 0; i < 4; i++)
		if (!IS_ERR_VALUE((unsigned long)taken[i]))
			unregister_wide_hw_breakpoint(taken[i]);
}
