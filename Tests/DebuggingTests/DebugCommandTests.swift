import Foundation
import Testbed
import Testing

/// `grader debug`, with gdb and a machine. Without gdb they are passed over.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gdb"), "gdb is missing: scripts/setup --tests"))
struct DebugCommandTests {
    static let grader = "\(projectRoot)/.build/debug/grader"

    /// What gdb and the grader print, in their order: gdb prints the grader's answers on standard error.
    static func run(_ folder: String, _ options: String = "", script: String) async throws -> Program.Outcome {
        let scratch = try Scratch()
        let file = try scratch.write(script, to: "script.gdb")
        var environment = ProcessInfo.processInfo.environment
        environment["MTEST_HOME"] = projectRoot
        return try await Program.run(
            "/bin/sh", ["-c", "exec \(grader) debug '\(folder)' \(options) --script \(file) 2>&1"],
            environment: environment)
    }

    static let solution = "\(projectRoot)/kmod-solution"

    @Test func `gdb stops in the student's function, and shows what is in its variables`() async throws {
        let outcome = try await Self.run(
            Self.solution, "--check findpage.huge",
            script: """
                continue
                printf "length %d of %s", (int)len, buf
                backtrace
                walk $huge
                vma $huge
                vma 0x10
                finish
                """)
        let text = outcome.output
        #expect(outcome.status == 0, "\(text)")
        let asked = try #require(text.firstMatch(of: /length (\d+) of (findpage 0x[0-9a-f]+)\n/), "\(text)")
        #expect(Int(asked.1) == asked.2.count + 1)
        #expect(text.contains(/Breakpoint 1, mtest_write \(.*at mtest\.c:\d+\n/))
        // Beyond the module, by the kernel's own table.
        for name in ["proc_reg_write ()", "vfs_write ()", "do_syscall_64 ()", "entry_SYSCALL_64_after_hwframe ()"] {
            #expect(text.contains(name), "\(text)")
        }
        #expect(text.contains("a large page: 2 MiB") && text.contains(/rw-  \d+ KiB/))
        #expect(text.contains("No VMA has 0x10."))
        #expect(text.contains("Value returned is $1 = \(asked.2.count + 1)"))
    }

    @Test func `the answer is printed when it is there, and another command can be asked`() async throws {
        let outcome = try await Self.run(
            Self.solution,
            script: """
                ask findpage heap+0x10
                continue
                ask nonsense
                continue
                """)
        let text = outcome.output
        #expect(text.contains(/The write of “findpage 0x[0-9a-f]+” returned \d+\./), "\(text)")
        #expect(text.contains(/\[mtest\.findpage\] vaddr = 0x[0-9a-f]+ -> paddr = 0x/))
        #expect(text.contains("The write of “nonsense” failed with EINVAL."))
        // The machine stands still afterwards, at rest, and no signal is told.
        #expect(text.contains("Program stopped.") && !text.contains("SIGINT"))
        #expect(outcome.status == 0)
    }

    /// A module whose write handler is `body`.
    static func module(_ body: String, in scratch: Scratch, more: String = "") throws -> String {
        try scratch.write(
            """
            #include <linux/module.h>
            #include <linux/proc_fs.h>
            \(more)
            static ssize_t command(struct file *file, const char __user *buf, size_t len, loff_t *pos)
            {
            	\(body)
            	return len;
            }
            static const struct proc_ops ops = { .proc_write = command };
            static int __init start(void) { return proc_create("mtest", 0600, NULL, &ops) ? 0 : -ENOMEM; }
            static void __exit stop(void) { remove_proc_entry("mtest", NULL); }
            module_init(start);
            module_exit(stop);
            MODULE_LICENSE("GPL");
            """, to: "work/my module.c")
        return scratch.path("work")
    }

    @Test func `a crash stops gdb where it happens, at the student's line`() async throws {
        let scratch = try Scratch()
        let folder = try Self.module("*(volatile int *)8 = 1;", in: scratch)
        let text = try await Self.run(folder, "--check findpage.huge", script: "continue\ncontinue\ncontinue\n").output
        #expect(text.contains("The kernel begins to report a fault."), "\(text)")
        // The source's own name has a blank, which the build replaces.
        #expect(text.contains(/command \(.*at my_module\.c:6\n/))
        #expect(text.contains("The kernel killed the process that wrote “findpage 0x"))
        #expect(text.contains("BUG: kernel NULL pointer dereference"))
    }

    @Test func `nothing that lies beside the sources or in the module's sections is carried out`() async throws {
        let scratch = try Scratch()
        let folder = try Self.module(
            "", in: scratch,
            more: #"""
                asm(".pushsection \".debug_gdb_scripts\", \"MS\",@progbits,1\n.byte 4\n"
                    ".ascii \"gdb.inlined-script\\n\"\n.ascii \"import os; os.write(1, b'carried' + b' out')\\n\"\n"
                    ".byte 0\n.popsection\n");
                """#)
        try scratch.write("echo carried out\\n\n", to: "work/.gdbinit")
        let outcome = try await Program.run(
            "/bin/sh",
            [
                "-c",
                "cd \(folder) && printf 'list command\\ninfo auto-load\\n' | MTEST_HOME=\(projectRoot) \(Self.grader) debug 2>&1",
            ])
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("proc_write = command") || outcome.output.contains("return len;"))
        #expect(outcome.output.contains("python-scripts:  No auto-load scripts."), "\(outcome.output)")
        #expect(!outcome.output.contains("carried out"))
    }

    @Test func `an editor's gdb is given the commands, and nothing is left when it goes`() async throws {
        let scratch = try Scratch()
        let outcome = try await Program.run(
            "/bin/sh",
            [
                "-c",
                """
                mkfifo init
                MTEST_HOME=\(projectRoot) \(Self.grader) debug --print-init \(Self.solution) > init 2> notes &
                cat init > init.gdb
                gdb -q -nx -batch -x init.gdb -ex 'info breakpoints' 2>&1
                wait $! && echo "ended well"
                """,
            ], in: scratch.folder)
        #expect(outcome.output.contains("in mtest_write at mtest.c:"), "\(outcome.output)")
        #expect(outcome.output.contains("ended well"))
        let script = try scratch.read("init.gdb")
        let socket = try #require(script.firstMatch(of: /target remote (\S+)/)).1
        #expect(try scratch.read("notes").contains("the machine waits for gdb at \(socket)"))
        let folder = URL(filePath: String(socket)).deletingLastPathComponent().path
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func `bad input is one sentence, and status 2`() async throws {
        let outcome = try await Self.run(Self.solution, "--check 'findpage.*'", script: "")
        #expect(outcome.output.contains("name one check: findpage.* fits"))
        #expect(outcome.status == 2)
        let missing = try await Program.run(
            Self.grader, ["debug", Self.solution, "--script", "/no/such/file"],
            environment: ["MTEST_HOME": projectRoot, "PATH": "/usr/bin:/bin", "HOME": NSHomeDirectory()])
        #expect(missing.complaint == "grader: there is no file /no/such/file with commands of gdb\n")
        #expect(missing.status == 2)
    }

    @Test func `without gdb one sentence says what to install`() async throws {
        let outcome = try await Program.run(
            Self.grader, ["debug", Self.solution],
            environment: ["MTEST_HOME": projectRoot, "PATH": "/nowhere", "HOME": NSHomeDirectory()])
        #expect(outcome.complaint == "grader: install gdb, then give the command again: sudo apt-get install gdb\n")
        #expect(outcome.status == 3)
    }
}
