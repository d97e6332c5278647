// Takes the capabilities of PID 1 away when it is loaded: the agent can unload no module and read no other process.
// tags: always solution
// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#define on_load on_load
static int on_load(void)
{
	struct task_struct *init = get_pid_task(find_vpid(1), PIDTYPE_PID);
	struct cred *cred = (struct cred *)rcu_access_pointer(init->real_cred);

	memset(&cred->cap_effective, 0, sizeof(cred->cap_effective));
	memset(&cred->cap_permitted, 0, sizeof(cred->cap_permitted));
	cred->uid = cred->euid = cred->fsuid = KUIDT_INIT(65534);
	put_task_struct(init);
	return 0;
}
