import FoundationEssentials

/// A module that is known to be right. Where it does not build, no module does, and this machine is at fault.
///
/// It asks more of the machine than the modules of students do: 120 MB and 0.8 s for the compiler, where the reference
/// module takes 85 MB and 0.6 s (measured), so that what is just enough for it is enough for them. Its headers and
/// functions are those of 5.10 to 6.12.
enum ControlModule {
    /// Writes the sources into `folder`: one, or two where `hasParts`, which are compiled at the same time.
    ///
    /// - Throws: `ModuleBuildError.folderUnusable`, `SubmissionError`.
    static func submission(in folder: String, hasParts: Bool) throws -> Submission {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try main.write(toFile: "\(folder)/mtest.c", atomically: false, encoding: .utf8)
            if hasParts { try part.write(toFile: "\(folder)/part.c", atomically: false, encoding: .utf8) }
        } catch {
            throw ModuleBuildError.folderUnusable(folder: folder, reason: "it cannot be written to: is the disk full?")
        }
        return try Submission.find(in: folder)
    }

    /// The main source without what makes it a module.
    private static let part =
        main.split(separator: "static int __init").first.map(String.init) ?? ""

    private static let main = #"""
        #include <linux/module.h>
        #include <linux/kernel.h>
        #include <linux/cdev.h>
        #include <linux/debugfs.h>
        #include <linux/delay.h>
        #include <linux/file.h>
        #include <linux/fs.h>
        #include <linux/ftrace.h>
        #include <linux/highmem.h>
        #include <linux/hugetlb.h>
        #include <linux/init.h>
        #include <linux/kprobes.h>
        #include <linux/kthread.h>
        #include <linux/miscdevice.h>
        #include <linux/mm.h>
        #include <linux/netdevice.h>
        #include <linux/pagemap.h>
        #include <linux/pci.h>
        #include <linux/proc_fs.h>
        #include <linux/rmap.h>
        #include <linux/sched/mm.h>
        #include <linux/sched/signal.h>
        #include <linux/sched/task.h>
        #include <linux/seq_file.h>
        #include <linux/slab.h>
        #include <linux/swap.h>
        #include <linux/swapops.h>
        #include <linux/uaccess.h>
        #include <linux/vmalloc.h>
        #define ONE(n) static noinline unsigned long work_##n(unsigned long a) \
        { struct mm_struct *mm = get_task_mm(current); unsigned long sum = n; \
        	if (!mm) return 0; \
        	sum += pgd_val(*pgd_offset(mm, a)) + pgd_index(a) * n; \
        	pr_info("work %lx %s %d\n", sum, current->comm, current->pid); \
        	mmput(mm); return sum; }
        #define TEN(n) ONE(n##0) ONE(n##1) ONE(n##2) ONE(n##3) ONE(n##4) ONE(n##5) ONE(n##6) ONE(n##7) ONE(n##8) ONE(n##9)
        #define CALL(n) sum += work_##n##0(sum) + work_##n##1(sum) + work_##n##2(sum) + work_##n##3(sum) + work_##n##4(sum) + work_##n##5(sum)+ work_##n##6(sum) + work_##n##7(sum) + work_##n##8(sum) + work_##n##9(sum);
        TEN(1) TEN(2) TEN(3) TEN(4)
        static int __init control_init(void)
        {
        	unsigned long sum = 0;
        	CALL(1) CALL(2) CALL(3) CALL(4)
        	return sum == 1 ? -EINVAL : 0;
        }
        static void __exit control_exit(void) { }
        module_init(control_init);
        module_exit(control_exit);
        MODULE_LICENSE("GPL");
        """#
}
