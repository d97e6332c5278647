import Foundation
import Results
import Subprocess
import SystemPackage
import Testbed
import Testing

/// A lab of one's own about a module that the grader knows nothing of, without a line of Swift: a file that is read, ioctl(2),
/// a line with words, references from the target, from /proc and from outside.
@Suite(.timeLimit(.minutes(10))) struct OwnKindsTests {
    /// How a check ends, and the fields that it has besides those of every check.
    private static let checks: [(id: String, passes: Bool, fields: String)] = [
        ("mine.loads", true, "expect: loads"),
        ("mine.reads", true, "expect: reading\nline: 'mapped = {number}'\nwalk: mapped pages"),
        (
            "mine.reads-proc", true,
            "expect: reading\nline: 'mapped = {number}'\nproc: '/proc/{pid}/status'\nsum: VmSize / 4"
        ),
        (
            "mine.reads-both", true,
            "expect: reading\nline: 'mapped = {number}'\nproc: '/proc/{pid}/status'\nsum: VmSize / 4\nwalk: mapped pages"
        ),
        ("mine.reads-wrong", false, "expect: reading\nline: 'mapped = {number}'\nvalue: 3"),
        ("mine.reads-nothing", false, "expect: reading\nline: 'unmapped = {number}'\nvalue: 3"),
        ("mine.pointer", true, "expect: ioctl\nrequest: 0x6d01\nargument: '{pid}'\nby: shell\nwalk: mapped pages"),
        (
            "mine.pointer-other", false,
            "expect: ioctl\nrequest: 0x6d01\nargument: '{pid}'\nwalk: mapped pages\nwithin: 1\n"
                + "file: /proc/version"
        ),
        ("mine.value", true, "expect: ioctl\nrequest: 0x6d02\nargument: 41\npass: value\nvalue: 42"),
        ("mine.near", true, "expect: ioctl\nrequest: 0x6d02\nargument: 41\npass: value\nvalue: 40\nwithin: 5%"),
        ("mine.far", false, "expect: ioctl\nrequest: 0x6d02\nargument: 41\npass: value\nvalue: 40\nwithin: 1"),
        (
            "mine.words", true,
            "expect: line\ncommand: '{pid}'\nby: shell\nline: 'name of {pid}: {text}'\none-of: [test, other]"
        ),
        (
            "mine.other-words", false,
            "expect: line\ncommand: '{pid}'\nby: shell\nline: 'name of {pid}: {text}'\nvalue: shell"
        ),
        ("mine.verb", true, "expect: line\nprogram: dirty\ncommand: '28'\nline: 'twice = {number}'\nvalue: 56"),
        ("mine.refuses", true, "expect: refused\ncommand: zebra"),
    ]

    private static var lab: String {
        "module: mine\nchecks:\n"
            + checks.map { id, _, fields in
                "  - id: \(id)\n    title: t\n    points: 1\n    why: w\n    hints: [a, b]\n"
                    + fields.split(separator: "\n").map { "    \($0)\n" }.joined()
            }.joined()
    }

    private static let module = """
        #include <linux/module.h>
        #include <linux/pid.h>
        #include <linux/proc_fs.h>
        #include <linux/sched/mm.h>
        #include <linux/seq_file.h>
        #include <linux/uaccess.h>

        static unsigned long mapped(pid_t nr)
        {
        	struct pid *pid = find_get_pid(nr);
        	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);
        	struct mm_struct *mm = task ? get_task_mm(task) : NULL;
        	unsigned long pages = mm ? mm->total_vm : 0;

        	if (mm)
        		mmput(mm);
        	if (task)
        		put_task_struct(task);
        	put_pid(pid);
        	return pages;
        }

        static int show(struct seq_file *file, void *unused)
        {
        	seq_printf(file, "[mine] mapped = %lu pages\\n", mapped(task_tgid_vnr(current)));
        	return 0;
        }

        static int open_mine(struct inode *inode, struct file *file) { return single_open(file, show, NULL); }

        static long control(struct file *file, unsigned int request, unsigned long argument)
        {
        	unsigned long word;

        	if (request == 0x6d02)
        		return (long)argument + 1;
        	if (request != 0x6d01)
        		return -ENOTTY;
        	if (copy_from_user(&word, (void __user *)argument, sizeof(word)))
        		return -EFAULT;
        	word = mapped((pid_t)word);
        	return copy_to_user((void __user *)argument, &word, sizeof(word)) ? -EFAULT : 0;
        }

        static ssize_t write_mine(struct file *file, const char __user *buf, size_t len, loff_t *pos)
        {
        	struct task_struct *task;
        	struct pid *pid;
        	int number, err = kstrtoint_from_user(buf, len, 10, &number);

        	if (err)
        		return err;
        	pr_info("[mine] twice = %d\\n", 2 * number);
        	pid = find_get_pid(number);
        	task = get_pid_task(pid, PIDTYPE_TGID);
        	put_pid(pid);
        	if (task) {
        		pr_info("[mine] Name of %d: %s\\n", number, task->comm);
        		put_task_struct(task);
        	}
        	return len;
        }

        static const struct proc_ops ops = {
        	.proc_open = open_mine, .proc_read = seq_read, .proc_lseek = seq_lseek, .proc_release = single_release,
        	.proc_ioctl = control, .proc_write = write_mine,
        };

        static int __init begin(void) { return proc_create("mine", 0600, NULL, &ops) ? 0 : -ENOMEM; }
        static void __exit end(void) { remove_proc_entry("mine", NULL); }
        module_init(begin);
        module_exit(end);
        MODULE_LICENSE("GPL");
        """

    @Test func `a lab of one's own grades a module of one's own`() async throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("labs"), withIntermediateDirectories: true)
        for name in ["targets", "mistakes.yml"] {
            try FileManager.default.copyItem(
                atPath: "\(projectRoot)/labs/\(name)", toPath: scratch.path("labs/\(name)"))
        }
        try scratch.write(Self.lab, to: "labs/9-mine/lab.yml")
        try scratch.write(Self.module, to: "submission/anything.c")
        try scratch.write("obj-m := mine.o\n", to: "submission/Makefile")
        let outcome = try await Subprocess.run(
            .path(FilePath(Product.grader)),
            arguments: ["check", scratch.path("submission"), "--format", "json"],
            environment: .inherit.updating(["MTEST_HOME": scratch.folder, "MTEST_AGENT": Product.agent]),
            output: .data(limit: 32 << 20), error: .string(limit: 1 << 20))
        let result = try JSONDecoder().decode(SubmissionResult.self, from: outcome.standardOutput)
        for (id, passes, _) in Self.checks {
            let check = try #require(result.checks.first { $0.id == id }, "\(id)")
            #expect(check.status == (passes ? .pass : .fail), "\(id): \(check.message) \(check.actual ?? "")")
        }
        let read = try #require(result.checks.first { $0.id == "mine.reads-nothing" })
        #expect(read.symptom == "unreadable")
        #expect(read.diagnosis == nil)
    }
}
