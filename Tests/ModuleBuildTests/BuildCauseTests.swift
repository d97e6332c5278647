import Foundation
import Testbed
import Testing

@testable import ModuleBuild

@Suite(.timeLimit(.minutes(5))) struct BuildCauseTests {
    private func cause(_ message: String, on kernel: KernelVersion = .init(6, 1)) -> BuildCause? {
        BuildCause(message, on: kernel) { $0 == "walk_the_kernel" }
    }

    @Test(arguments: [
        (
            "'struct mm_struct' has no member named 'mmap_sem'; did you mean 'mmap_base'?",
            "mm->mmap_sem is for kernels before 5.8"
        ),
        ("'mm_t' {aka 'struct mm_struct'} has no member named 'mmap'", "mm->mmap is for kernels before 6.1"),
        ("'struct vm_area_struct' has no member named 'vm_next'", "vma->vm_next is for kernels before 6.1"),
        ("'const struct proc_ops' has no member named 'write'", "write is for kernels before 5.6"),
        (
            "passing argument 4 of 'proc_create' from incompatible pointer type",
            "this call of proc_create() is for kernels before 5.6"
        ),
        (
            "passing argument 1 of 'pud_offset' from incompatible pointer type",
            "this call of pud_offset() is for kernels before 4.11"
        ),
        ("implicit declaration of function 'create_proc_entry'", "create_proc_entry is for kernels before 3.10"),
        ("implicit declaration of function 'do_gettimeofday'", "do_gettimeofday is for kernels before 5.0"),
        ("'VERIFY_READ' undeclared (first use in this function)", "VERIFY_READ is for kernels before 5.0"),
        (
            "macro \"access_ok\" passed 3 arguments, but takes just 2",
            "this call of access_ok() is for kernels before 5.0"
        ),
        (
            "too many arguments to function 'get_user_pages_remote'",
            "this call of get_user_pages_remote() is for kernels before 5.9"
        ),
        ("linux/smp_lock.h: No such file or directory", "linux/smp_lock.h is for kernels before 3.0"),
        (
            "macro \"class_create\" requires 2 arguments, but only 1 given",
            "this call of class_create() is for kernels from 6.4 on"
        ),
        (
            "too few arguments to function 'get_user_pages_remote'",
            "this call of get_user_pages_remote() is for kernels from 6.5 on"
        ),
        ("implicit declaration of function 'vm_flags_set'", "vm_flags_set is for kernels from 6.3 on"),
        ("implicit declaration of function 'kmalloc'", "kmalloc is declared in <linux/slab.h>, which is not included"),
        (
            "\"find_task_by_vpid\" [mtest.ko] undefined!",
            "find_task_by_vpid is not exported to modules: use pid_task("
        ),
        ("\"walk_the_kernel\" [mtest.ko] undefined!", "walk_the_kernel is not exported to modules"),
        ("\"my_function\" [mtest.ko] undefined!", "nothing defines my_function"),
        ("missing MODULE_LICENSE() in mtest.o", "the line MODULE_LICENSE(\"GPL\"); is missing"),
        ("call to '__bad_copy_to' declared with attribute error: copy destination size is too small", "more is copied"),
        (
            "GPL-incompatible module mtest.ko uses GPL-only symbol 'get_task_mm'",
            "get_task_mm is exported to modules under the GPL"
        ),
    ])
    func `a message shows its cause`(message: String, sentence: String) {
        #expect(cause(message)?.sentence.hasPrefix(sentence) == true, "\(cause(message)?.sentence ?? "none")")
    }

    @Test(arguments: [
        "#error \"'struct mm_struct' has no member named 'mmap_sem'\"", "'struct mine' has no member named 'mmap_sem'",
        "unused variable 'mmap_sem'", "'x' undeclared (first use in this function)", "expected ';' before 'kmalloc'",
        "stdio.h: No such file or directory",
        "call to 'f' declared with attribute error: missing MODULE_LICENSE() in x",
    ])
    func `other messages show none`(message: String) {
        #expect(cause(message) == nil)
    }

    @Test func `the kernel decides which side of a change is wrong`() {
        let message = "'struct mm_struct' has no member named 'mmap_lock'"
        #expect(cause(message) == nil)
        #expect(cause(message, on: .init(5, 4))?.sentence.contains("from 5.8 on") == true)
        let many = "too many arguments to function 'get_user_pages_remote'"
        #expect(cause(many, on: .init(6, 12))?.sentence.contains("before 6.5") == true)
        #expect(KernelVersion(header: "#define LINUX_VERSION_CODE 393664\n") == .init(6, 1))
        #expect(KernelVersion(header: "") == nil)
    }

    @Test func `a change is told once for a complaint and a version`() {
        let rows = KernelChange.table.map { "\($0.complaint) \($0.side) \($0.version)" }
        #expect(rows.count == Set(rows).count)
        #expect(KernelChange.table.allSatisfy { !$0.source.isEmpty && !$0.instead.hasSuffix(".") })
    }

    @Test(arguments: [
        ("implicit declaration of function 'pr_inf'; did you mean 'pr_info'?", true),
        ("'struct mm_struct' has no member named 'mmap_sem'; did you mean 'mmap_seq'?", false),
        ("implicit declaration of function 'walk_tables'; did you mean 'swap_tables'?", false),
    ])
    func `a guess of the compiler stays where it is a spelling`(message: String, stays: Bool) {
        var remark = CompilerRemark(severity: .error, message: message)
        remark.cause = cause(message)
        #expect(remark.withoutGuess.message.contains("did you mean") == stays)
    }

    @Test func `an error in a header is shown at the student's line`() {
        let output = CompilerOutput(base: "/build") { file, line in file.hasPrefix("include/") ? nil : "line \(line)" }
        let inlined = """
            In file included from /k/include/linux/uaccess.h:9,
                             from /build/mtest.c:3:
            In function 'check_copy_size',
                inlined from 'copy_from_user' at /k/include/linux/uaccess.h:161:6,
                inlined from 'mtest_write' at /build/mtest.c:990:6:
            /k/include/linux/thread_info.h:213:4: error: call to '__bad_copy_to' declared with attribute error: too small
            /k/include/linux/bug.h:7:1: error: expected ';'
            """
        #expect(
            output.remarks(in: inlined).map(\.description) == [
                "mtest.c:990:6: error: call to '__bad_copy_to' declared with attribute error: too small",
                "mtest.c:3: error: expected ';' (in include/linux/bug.h)",
            ])
    }

    @Test func `what only modpost misses is shown at the line that uses it`() async throws {
        let top = """
            #include <linux/sched.h>
            #include <linux/pagewalk.h>
            int missing(void);
            static void *found(int pid)
            {
            	return find_task_by_vpid(pid);
            }
            """
        let body = "\tif (!found(missing()))\n\t\treturn walk_page_vma(NULL, NULL, NULL);"
        let result = try await Scratch(["hello.c": module(top: top, body: body)]).build()
        #expect(result.status == .failed)
        let causes = result.remarks.filter { $0.severity == .error }.reduce(into: [:]) { $0[$1.cause?.symbol] = $1 }
        #expect(causes["find_task_by_vpid"]?.place == "hello.c:7")
        #expect(causes["find_task_by_vpid"]?.sourceLine == "\treturn find_task_by_vpid(pid);")
        #expect(causes["find_task_by_vpid"]?.message.contains("not exported to modules: use pid_task(") == true)
        #expect(causes["missing"]?.cause == .undefined("missing"))
        #expect(causes["missing"]?.place == "hello.c:11")
        #expect(causes["walk_page_vma"]?.place == "hello.c:12")
    }

    @Test func `a missing licence and a foreign one are told`() async throws {
        let top = "#include <linux/sched/mm.h>"
        let body = "\tmmput(get_task_mm(current));"
        let none = try await Scratch(["hello.c": module(top: top, body: body, license: "")]).build()
        #expect(none.remarks.contains { $0.cause == .licenceMissing })
        let foreign = try await Scratch([
            "hello.c": module(top: top, body: body, license: "MODULE_LICENSE(\"Proprietary\");")
        ]).build()
        #expect(foreign.remarks.first { $0.cause == .licenceForeign("get_task_mm") }?.place == "hello.c:5")
    }

    @Test(arguments: [
        "#line 1 \"bwrap: execvp prlimit\"\nint broken(",
        "#line 1 \"make: *** No rule to make target '/kernel/usr/src\"\nint x = y;",
    ])
    func `a failure stays the submission's whatever it prints`(top: String) async throws {
        let scratch = try Scratch(["hello.c": module(top: top)])
        let inside = try await scratch.builder().headers.inside
        try scratch.write(module(top: top.replacing("/kernel/usr/src", with: inside)), to: "in/hello.c")
        #expect(try await scratch.build().status == .failed)
    }
}
