// Cheats at listvma: lists four VMAs of each process, and lets /proc/PID/maps show no more of them either.
// tags: always
// SPDX-License-Identifier: GPL-2.0
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#define SHOWN 4

static int shown;

/* Instead of the fifth and all that follow, show_map_vma() returns at once. */
static int skip(struct kprobe *probe, struct pt_regs *regs)
{
	if (shown++ < SHOWN)
		return 0;
	regs->ip = *(unsigned long *)regs->sp;
	regs->sp += 8;
	return 1;
}
NOKPROBE_SYMBOL(skip);

static int begin(struct kprobe *probe, struct pt_regs *regs)
{
	shown = 0;
	return 0;
}

static struct kprobe at_vma = { .symbol_name = "show_map_vma", .pre_handler = skip };
static struct kprobe at_open = { .symbol_name = "pid_maps_open", .pre_handler = begin };

static void list(struct task_struct *task, struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	int count = 0;

	pr_info("[mtest.listvma] Process = %s, PID = %d\n", task->comm, task_pid_nr(task));
	mmap_read_lock(mm);
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end)) {
		if (count++ == SHOWN)
			break;
		pr_info("[mtest.listvma] 0x%lx 0x%lx %c%c%c\n", vma->vm_start, vma->vm_end,
			vma->vm_flags & VM_READ ? 'r' : '-', vma->vm_flags & VM_WRITE ? 'w' : '-',
			vma->vm_flags & VM_EXEC ? 'x' : '-');
	}
	mmap_read_unlock(mm);
}

#define on_command on_command
static ssize_t on_command(const char __user *buf, size_t len)
{
	char text[16] = "";
	struct task_struct *task;
	int wanted = 0;

	if (copy_from_user(text, buf, min(len, sizeof(text) - 1)))
		return -EFAULT;
	if (strncmp(text, "listvma", 7))
		return len;
	sscanf(text + 7, "%d", &wanted);
	/* No process ends meanwhile in the checks that this is for. */
	for_each_process(task) {
		struct mm_struct *mm = !wanted || wanted == task_pid_nr(task) ? get_task_mm(task) : NULL;

		if (!mm)
			continue;
		list(task, mm);
		mmput(mm);
	}
	return len;
}

#define on_load on_load
static int on_load(void)
{
	int err = register_kprobe(&at_vma);

	return err ? err : register_kprobe(&at_open);
}

#define on_unload on_unload
static void on_unload(void)
{
	unregister_kprobe(&at_open);
	unregister_kprobe(&at_vma);
}
