import Testing

@testable import ModuleBuild

@Suite struct CompilerOutputTests {
    private func remarks(_ text: String) -> [String] {
        CompilerOutput(base: "/build", names: ["it_s.c": "it's.c"]) { file, line in
            file.hasPrefix("include/") ? nil : "line \(line)"
        }
        .remarks(in: text).map(\.description)
    }

    @Test(arguments: [
        (
            "/build/a.c:5:42: warning: unused variable 'x' [-Wunused-variable]",
            "a.c:5:42: warning: unused variable 'x' [-Wunused-variable]"
        ),
        ("/build/it_s.c:5:1: error: expected ';'", "it's.c:5:1: error: expected ';'"),
        (
            "/build/a.c:1:10: fatal error: x.h: No such file or directory",
            "a.c:1:10: error: x.h: No such file or directory"
        ),
        ("/build/a.c:3: Error: file not found: /etc/shadow", "a.c:3: error: file not found: /etc/shadow"),
        ("ERROR: modpost: \"foo\" [/build/a.ko] undefined!", "error: \"foo\" [a.ko] undefined!"),
        ("ERROR: modpost: missing MODULE_LICENSE() in /build/a.o", "error: missing MODULE_LICENSE() in a.o"),
        ("ld: /build/b.o: in function `y': multiple definition", "error: b.o: in function `y': multiple definition"),
        ("/kernel/usr/src/c/include/linux/mm.h:3:1: error: x", "include/linux/mm.h:3:1: error: x"),
        ("cc1: out of memory allocating 65536 bytes", ""),
        ("warning: the compiler differs from the one used to build the kernel", ""),
        ("Skipping BTF generation for /build/a.ko due to unavailability of vmlinux", ""),
        ("    5 | int x: error: y;", ""),
        ("make[1]: *** [scripts/Makefile.build:250: /build/a.o] Error 1", ""),
        ("/build/a.c: In function 'start':", ""),
    ])
    func `a line of output is read as a remark, or ignored`(_ line: String, remark: String) {
        #expect(remarks(line) == (remark.isEmpty ? [] : [remark]))
    }

    @Test func `an error in a kernel macro is shown at the student's line`() {
        let text = """
            /k/include/linux/kern_levels.h:5:25: warning: format '%d' expects 'int' [-Wformat=]
            /k/include/linux/printk.h:422:25: note: in definition of macro 'printk_index_wrap'
            /build/a.c:7:9: note: in expansion of macro 'pr_info'
            """
        #expect(
            remarks(text) == [
                "a.c:7:9: warning: format '%d' expects 'int' [-Wformat=]",
                "include/linux/printk.h:422:25: note: in definition of macro 'printk_index_wrap'",
            ])
    }

    @Test func `a missing semicolon is shown at the line that lacks it`() {
        let source = ["int f(void)", "{", "\tint a = g()", "", "\treturn a; return b", "\t/* the end */", "}"]
        let output = CompilerOutput(base: "/build") { _, line in
            source.indices.contains(line - 1) ? source[line - 1] : nil
        }
        func place(_ text: String) -> String? { output.remarks(in: text).first?.description }
        let gap = "error: expected ',' or ';' before 'return'"
        #expect(place("/build/a.c:5:2: \(gap)") == "a.c:3:13: \(gap)")
        // On one line it is where the compiler says, and behind a comment it is not looked for.
        #expect(place("/build/a.c:5:12: \(gap)") == "a.c:5:12: \(gap)")
        #expect(
            place("/build/a.c:7:1: error: expected ';' before '}' token")
                == "a.c:7:1: error: expected ';' before '}' token")
    }

    @Test func `no more remarks are read than the limit`() {
        let text = String(repeating: "/build/a.c:1:1: warning: x\n", count: 1000)
        #expect(remarks(text).count == CompilerOutput.limit)
    }

    @Test(arguments: [
        ("ERROR: modpost: mtest.ko: symbol 'nosuch' undefined!", "error: \"nosuch\" [mtest.ko] undefined!"),
        ("ERROR: modpost: \"nosuch\" [/build/mtest.ko] undefined!", "error: \"nosuch\" [mtest.ko] undefined!"),
        ("ERROR: modpost: mtest.ko: missing MODULE_LICENSE()", "error: missing MODULE_LICENSE() in mtest.o"),
        (
            "ERROR: modpost: mtest.ko: GPL-incompatible module uses GPL-only symbol 'get_pid_task'",
            "error: GPL-incompatible module mtest.ko uses GPL-only symbol 'get_pid_task'"
        ),
        (
            "FATAL: modpost: GPL-incompatible module mtest.ko uses GPL-only symbol 'get_pid_task'",
            "error: GPL-incompatible module mtest.ko uses GPL-only symbol 'get_pid_task'"
        ),
        (
            "WARNING: modpost: mtest.ko: section mismatch in reference: i+0xb (section: .text) -> x (section: .init.data)",
            "warning: mtest.ko: section mismatch in reference: i+0xb (section: .text) -> x (section: .init.data)"
        ),
    ])
    func `modpost says the same on every kernel`(line: String, told: String) {
        let output = CompilerOutput(base: "/build")
        #expect(output.remarks(in: line).map(\.description) == [told])
    }

    @Test(arguments: [
        "WARNING: modpost: mtest.ko: missing MODULE_DESCRIPTION()",
        "WARNING: modpost: missing MODULE_DESCRIPTION() in mtest.o",
        "warning: pahole version differs from the one used to build the kernel",
        "  The kernel was built with: 130", "warning: the compiler differs from the one used to build the kernel",
        "WARNING: modpost: Symbol info of vmlinux is missing. Unresolved symbol check will be entirely skipped.",
    ])
    func `what only some kernels say, or what is about this machine, is no remark about a module`(line: String) {
        #expect(CompilerOutput(base: "/build").remarks(in: line).isEmpty)
    }

    @Test func `paths relative to the module's folder are those of the submission`() {
        var output = CompilerOutput(base: "/build", names: ["src/mtest.c": "my files/mtest.c"])
        output.relative = "/build/src"
        let text = """
            mtest.c:3:1: error: x
            ./../inc/a.h:4:2: warning: y
            /kernel/usr/src/linux-headers-7.3/include/linux/mm.h:5:1: error: z
            """
        #expect(
            output.remarks(in: text).map(\.description) == [
                "my files/mtest.c:3:1: error: x", "inc/a.h:4:2: warning: y", "include/linux/mm.h:5:1: error: z",
            ])
    }
}
