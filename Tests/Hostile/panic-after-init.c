// Panics by itself, a moment after the module was loaded.
// tags: always chance
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/workqueue.h>

static void panic_now(struct work_struct *work)
{
	panic("too late");
}

static DECLARE_DELAYED_WORK(bomb, panic_now);

#define on_load on_load
static int on_load(void)
{
	schedule_delayed_work(&bomb, msecs_to_jiffies(50));
	return 0;
}

#define on_unload on_unload
static void on_unload(void)
{
	cancel_delayed_work_sync(&bomb);
}
