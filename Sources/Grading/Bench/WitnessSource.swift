extension Witness {
    /// The kernel module that sees how another one uses a process, in C. It is compiled into the grader, because verdicts
    /// depend on every line of it.
    static let source = #"""
        // SPDX-License-Identifier: GPL-2.0
        /*
         * grader_witness - sees how another module uses a process, by the processor's own data breakpoints
         *
         * The grader loads it beside a student's module, about one process, for one
         * command. The processor stops at each access to four words of the kernel: the
         * root of the process's VMAs, one top entry of its page tables, its pointer to
         * its address space, its name. Where the student's code is what reads the word,
         * or has called what reads it, one line tells what was held at that moment:
         *
         *	<word> <address in the student's code> <mark>...
         *
         * The words are vmas, tables, mm and name; Sighting.swift tells what the marks
         * mean. A mark says what is held now, whoever holds it.
         *
         * Parameters: pid, the process; address, in its memory, whose top entry is
         * watched; first and last, where the student's code lies. Read: seen.
         */
        #include <linux/hw_breakpoint.h>
        #include <linux/mm.h>
        #include <linux/module.h>
        #include <linux/sched/coredump.h>
        #include <linux/sched/mm.h>
        #include <linux/sched/signal.h>
        #include <linux/sched/task_stack.h>
        #include <linux/version.h>

        static int pid;
        module_param(pid, int, 0);
        static unsigned long address, first, last;
        module_param(address, ulong, 0);
        module_param(first, ulong, 0);
        module_param(last, ulong, 0);

        /* Where VMAs are protected by RCU and locks of their own too. */
        #define HAS_VMA_LOCKS (LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0))

        /* Its reference on an address space that had a huge page; that protects nobody else. */
        #if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
        #define KHUGEPAGED mm_flags_test(MMF_VM_HUGEPAGE, mm)
        #else
        #define KHUGEPAGED test_bit(MMF_VM_HUGEPAGE, &mm->flags)
        #endif

        /* Whether an RCU read-side section can be told from none. */
        #define KNOWS_RCU (IS_ENABLED(CONFIG_PREEMPT_RCU) || IS_ENABLED(CONFIG_PREEMPT_COUNT))

        enum mark { LOCKED, MASKED, IN_RCU, USERS, KEPT, USAGE, OWN, MARKS };

        static const char *const mark_names[MARKS] = {
        	"locked", "masked", "rcu", "users", "kept", "usage", "own",
        };

        static struct task_struct *task;
        static struct mm_struct *mm;
        /* What the way into the breakpoint itself counts. */
        static int own_nesting, own_preempt;

        struct sighting {
        	const char *word;
        	unsigned long place;
        	unsigned long marks;
        };

        /* Different sightings: a module has a few. */
        #define ROOM 40
        static struct sighting sightings[ROOM];
        static unsigned int count;

        /* An x86 processor has four breakpoints. */
        #define WORDS 4
        static struct perf_event *__percpu *breakpoints[WORDS];

        static int nesting(void)
        {
        #ifdef CONFIG_PREEMPT_RCU
        	return READ_ONCE(current->rcu_read_lock_nesting);
        #else
        	return 0;
        #endif
        }

        /* Without the lock of the process, in get_task_mm() and get_task_comm(): it keeps the scheduler off, and no more. */
        static int preempt_depth(void)
        {
        	int depth = preempt_count() & (PREEMPT_MASK | SOFTIRQ_MASK);

        	return task && spin_is_locked(&task->alloc_lock) ? depth - 1 : depth;
        }

        static bool is_students(unsigned long place)
        {
        	return place >= first && place < last;
        }

        /* The student's code that is at work: where it reads itself, or the nearest call of its on the stack; 0 for none. */
        static unsigned long students_place(const struct pt_regs *regs)
        {
        	unsigned long end = (unsigned long)task_stack_page(current) + THREAD_SIZE;
        	unsigned long at = regs->sp;

        	if (is_students(regs->ip))
        		return regs->ip;
        	if (at < end - THREAD_SIZE || at >= end || at & 7)
        		return 0;
        	for (; at < end; at += sizeof(at))
        		if (is_students(READ_ONCE_NOCHECK(*(unsigned long *)at)))
        			return READ_ONCE_NOCHECK(*(unsigned long *)at);
        	return 0;
        }

        /* Others read the pointer to the address space as well: the scheduler, for one. */
        static bool is_get_task_mm(unsigned long place)
        {
        	char name[KSYM_SYMBOL_LEN];

        	sprint_symbol_no_offset(name, place);
        	return !strcmp(name, "get_task_mm");
        }

        static unsigned long marks_now(const struct pt_regs *regs)
        {
        	unsigned long marks = 0;

        	if (rwsem_is_locked(&mm->mmap_lock))
        		marks |= BIT(LOCKED);
        	if (!(regs->flags & X86_EFLAGS_IF))
        		marks |= BIT(MASKED);
        	if (!KNOWS_RCU || nesting() > own_nesting || preempt_depth() > own_preempt)
        		marks |= BIT(IN_RCU);
        	if (atomic_read(&mm->mm_users) > get_nr_threads(task))
        		marks |= BIT(USERS);
        	if (atomic_read(&mm->mm_count) > 1 + KHUGEPAGED || spin_is_locked(&task->alloc_lock))
        		marks |= BIT(KEPT);
        	if (HAS_VMA_LOCKS && marks & BIT(IN_RCU))
        		marks |= BIT(LOCKED);
        	if (refcount_read(&task->usage) > 1)
        		marks |= BIT(USAGE);
        	if (current->mm == mm)
        		marks |= BIT(OWN);
        	return marks;
        }

        static void note(const char *word, unsigned long place, unsigned long marks)
        {
        	unsigned int i;

        	for (i = 0; i < count; i++)
        		if (sightings[i].word == word && sightings[i].place == place &&
        		    sightings[i].marks == marks)
        			return;
        	if (count < ROOM)
        		sightings[count++] = (struct sighting){ word, place, marks };
        }

        static void on_access(struct perf_event *event, struct perf_sample_data *data,
        		      struct pt_regs *regs)
        {
        	const char *word = event->overflow_handler_context;
        	unsigned long place;

        	if (!word) {
        		own_nesting = nesting();
        		own_preempt = preempt_depth();
        		count++;
        		return;
        	}
        	if (user_mode(regs))
        		return;
        	place = students_place(regs);
        	if (!place)
        		return;
        	if (!strcmp(word, "mm") && !is_students(regs->ip) && !is_get_task_mm(regs->ip))
        		return;
        	/* A page fault of the process itself takes the lock of a VMA instead. */
        	if (HAS_VMA_LOCKS && current->mm == mm && !is_students(regs->ip))
        		return;
        	note(word, place, marks_now(regs));
        }

        static struct perf_event *__percpu *watch(const void *at, const char *word)
        {
        	struct perf_event_attr attr;

        	hw_breakpoint_init(&attr);
        	attr.bp_addr = (unsigned long)at;
        	attr.bp_len = HW_BREAKPOINT_LEN_8;
        	attr.bp_type = HW_BREAKPOINT_RW;
        	return register_wide_hw_breakpoint(&attr, on_access, (void *)word);
        }

        /* One access of our own: that breakpoints work at all here, and what the way into one counts. */
        static int calibrate(void)
        {
        	static unsigned long probe;
        	struct perf_event *__percpu *breakpoint = watch(&probe, NULL);

        	if (IS_ERR_VALUE((unsigned long)breakpoint))
        		return (long)breakpoint;
        	(void)READ_ONCE(probe);
        	unregister_wide_hw_breakpoint(breakpoint);
        	if (!count)
        		return -ENODEV;
        	count = 0;
        	return 0;
        }

        static void unwatch(void)
        {
        	int i;

        	for (i = 0; i < WORDS; i++)
        		if (breakpoints[i])
        			unregister_wide_hw_breakpoint(breakpoints[i]);
        }

        /* The process is not kept: the grader does not end it meanwhile, and a reference would be seen as the student's. */
        static int find(void)
        {
        	rcu_read_lock();
        	task = pid_task(find_vpid(pid), PIDTYPE_TGID);
        	if (task)
        		get_task_struct(task);
        	rcu_read_unlock();
        	if (!task)
        		return -ESRCH;
        	mm = get_task_mm(task);
        	if (mm)
        		mmput(mm);
        	put_task_struct(task);
        	return mm ? 0 : -ESRCH;
        }

        static int seen(char *text, const struct kernel_param *parameter)
        {
        	unsigned int i, mark;
        	int length = 0;

        	for (i = 0; i < count; i++) {
        		length += scnprintf(text + length, PAGE_SIZE - length, "%s %lx",
        				    sightings[i].word, sightings[i].place);
        		for (mark = 0; mark < MARKS; mark++)
        			if (sightings[i].marks & BIT(mark))
        				length += scnprintf(text + length, PAGE_SIZE - length,
        						    " %s", mark_names[mark]);
        		length += scnprintf(text + length, PAGE_SIZE - length, "\n");
        	}
        	return length;
        }

        static const struct kernel_param_ops seen_ops = { .get = seen };
        module_param_cb(seen, &seen_ops, NULL, 0400);

        static int watch_all(void)
        {
        	const struct {
        		const void *at;
        		const char *word;
        	} words[WORDS] = {
        		{ pgd_offset(mm, address), "tables" },
        		{ &task->mm, "mm" },
        #if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
        		{ &mm->mm_mt.ma_root, "vmas" },
        		{ task->comm, "name" },
        #else
        		{ &mm->mmap, "vmas" },
        		{ &mm->mm_rb.rb_node, "vmas" },
        #endif
        	};
        	int i;

        	for (i = 0; i < WORDS; i++) {
        		struct perf_event *__percpu *breakpoint = watch(words[i].at, words[i].word);

        		if (IS_ERR_VALUE((unsigned long)breakpoint)) {
        			unwatch();
        			return (long)breakpoint;
        		}
        		breakpoints[i] = breakpoint;
        	}
        	return 0;
        }

        static int __init witness_init(void)
        {
        	int err = calibrate();

        	if (!err)
        		err = find();
        	return err ? err : watch_all();
        }

        module_init(witness_init);
        module_exit(unwatch);

        MODULE_LICENSE("GPL");
        """#
}
