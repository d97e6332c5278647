import Foundation
import Installation
import ModuleBuild
import MtestChecks
import Results
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// A module that takes away from the grader's program in the machine what that needs: whose fault that is, a module known to
/// be right decides, and nothing that the first one prints.
@Suite(.timeLimit(.minutes(5))) struct ControlTests {
    /// After it was loaded, PID 1 opens no more files.
    private static let disturber = """
        #include <linux/module.h>
        #include <linux/proc_fs.h>
        #include <linux/sched/signal.h>

        static ssize_t take(struct file *file, const char __user *buf, size_t len, loff_t *pos)
        {
        	return len;
        }

        static const struct proc_ops ops = { .proc_write = take };

        static int __init start(void)
        {
        	current->signal->rlim[RLIMIT_NOFILE].rlim_cur = 4;
        	return proc_create("mtest", 0200, NULL, &ops) ? 0 : -ENOMEM;
        }

        static void __exit stop(void)
        {
        	remove_proc_entry("mtest", NULL);
        }

        module_init(start);
        module_exit(stop);
        MODULE_LICENSE("GPL");
        """

    private func result(model: String?) async throws -> CheckResult {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let scratch = try Scratch()
        try scratch.write(Self.disturber, to: "mtest.c")
        let course = try Course.read(labs: "\(projectRoot)/labs")
        let checks = course.rubric.checks.filter { $0.id == "proc.loads" }
        let run = GradingRun(
            rubric: Rubric(checks: checks, model: model), mistakes: course.mistakes,
            installation: try Installation.find(), kernel: try await KernelCatalogue.ofUser.defaultKernel()
        ) { _ in }
        return try #require(try await run.grade(Submission.find(in: scratch.folder)).checks.first)
    }

    @Test func `where the same check passes with a right module, the student's is charged with what was seen`()
        async throws
    {
        let result = try await result(model: "kmod-solution")
        #expect(result.status == .fail)
        #expect(result.diagnosis == "machine-disturbed")
        #expect(result.actual?.contains("EMFILE") == true)
    }

    @Test func `where it does not pass with that either, nobody is charged, and how that ended is told`() async throws {
        // The skeleton makes no file: it is no module to compare with.
        let result = try await result(model: "kmod-skeleton")
        #expect(result.status == .error)
        #expect(result.message.contains("does not pass either"))
        #expect(result.message.contains("there is no /proc/mtest"))
    }

    @Test(arguments: [nil, "no-such-folder"])
    func `where there is no module to compare with, nobody is charged`(model: String?) async throws {
        #expect(try await result(model: model).status == .error)
    }
}
