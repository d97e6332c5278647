import KernelLog
import Testing

@Suite("What counts as a report")
struct EvidenceTests {
    private let oops = """
        [    1.852787] BUG: kernel NULL pointer dereference, address: 0000000000000000
        [    1.853590] Oops: 0002 [#1] PREEMPT SMP NOPTI
        [    1.853764] CPU: 0 PID: 85 Comm: sh Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        [    1.854242] RIP: 0010:writeval_null+0x15/0x30 [mtest]
        [    1.856316] Call Trace:
        [    1.856760]  <TASK>
        [    1.857000]  ? leftover+0x1/0x2 [mtest]
        [    1.856921]  mtest_write+0x79/0x829 [mtest]
        [    1.857251]  vfs_write+0xc7/0x3f0
        [    1.859516]  </TASK>
        [    1.859596] Modules linked in: mtest(OE)
        [    1.860065] ---[ end trace 0000000000000000 ]---
        """

    @Test(
        "A headline that a module prints is suspicious, not a report",
        arguments: [
            "BUG: unable to handle page fault for address: ffff800012345678", "Kernel panic - not syncing: joking",
            "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:85]", "Oops: 0002 [#1]", "kernel BUG at mtest.c:1!",
            "BUG: Bad rss-counter state mm:xyz type:MM_ANONPAGES val:1", "INFO: task sh:85 blocked for more than 4 s",
        ])
    func loneLine(line: String) {
        let log = KernelLog("[    1.0] boot\n[    1.852787] \(line)\n[    1.852788] [mtest] and on\n")
        #expect(log.reports.isEmpty)
        #expect(log.suspiciousLines == [line])
    }

    @Test(
        "A headline in the middle of a message is not even suspicious",
        arguments: [
            "[mtest] BUG: unable to handle page fault for address: 0",
            "mtest: WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2",
            "a general protection fault, nothing more", "Call Trace:", "RIP: 0010:main+0x1/0x2",
            "mtest: loading out-of-tree module taints kernel.",
            "mtest: module verification failed: signature and/or required key missing - tainting kernel",
        ])
    func noHeadline(line: String) {
        let log = KernelLog("[    1.852787] \(line)\n")
        #expect(log.reports.isEmpty)
        #expect(log.suspiciousLines.isEmpty)
    }

    @Test("A headline cut off by the machine's end is suspicious; with the first line of the state it is a report")
    func cutOff() {
        let lines = oops.split(separator: "\n")
        #expect(KernelLog(lines[..<2].joined(separator: "\n")).reports.isEmpty)
        #expect(KernelLog(lines[..<2].joined(separator: "\n")).suspiciousLines.count == 2)
        #expect(KernelLog.reports(in: lines[..<3].joined(separator: "\n")).first?.kind == .nullPointer)
    }

    @Test("A report has its place, task, calls and text")
    func facts() throws {
        let report = try #require(KernelLog.reports(in: oops).first)
        #expect(report.instructionPointer?.symbol == "writeval_null")
        #expect(report.instructionPointer?.offset == 0x15)
        #expect(report.instructionPointer?.size == 0x30)
        #expect(report.instructionPointer?.module == "mtest")
        #expect(report.faultAddress == 0)
        #expect(report.comm == "sh")
        #expect(report.pid == 85)
        #expect(report.evidence == .traced)
        #expect(report.panicReason == nil)
        #expect(
            report.callTrace.map(\.description) == [
                "? leftover+0x1/0x2 [mtest]", "mtest_write+0x79/0x829 [mtest]", "vfs_write+0xc7/0x3f0",
            ])
        #expect(report.text.hasPrefix("BUG: kernel NULL"))
        #expect(report.text.hasSuffix("---[ end trace 0000000000000000 ]---"))
        #expect(!report.text.contains("1.85"))
    }

    @Test("A panic that an oops causes belongs to the oops; any other panic is a separate report")
    func panics() {
        let fatal =
            oops + "\n[    1.9] note: sh[85] exited\n[    1.900000] Kernel panic - not syncing: Fatal exception\n"
        let reports = KernelLog.reports(in: fatal)
        #expect(reports.count == 1)
        #expect(reports.first?.panicReason == "Fatal exception")
        #expect(reports.first?.severity == .crash)
        let own =
            oops
            + "\n[    1.900000] Kernel panic - not syncing: mtest gives up\n[    1.900001] CPU: 0 PID: 85 Comm: sh\n"
        #expect(KernelLog.reports(in: own).map(\.kind) == [.nullPointer, .panic])
    }

    private let warning = """
        [    1.500000] ------------[ cut here ]------------
        [    1.500000] WARNING: CPU: 0 PID: 9 at /build/mtest.c:307 mtest_write+0x128/0x829 [mtest]
        [    1.500000] CPU: 0 PID: 9 Comm: a Tainted: G
        """

    @Test("A warning that the module's own code prints gives way to what follows")
    func remark() {
        let reports = KernelLog.reports(in: warning + "\n" + oops + "\n" + warning)
        #expect(reports.map(\.kind) == [.warning, .nullPointer, .warning])
        #expect(reports.decisive?.kind == .nullPointer)
        #expect(reports.decisive?.outcome == nil)
        #expect(KernelLog.reports(in: warning).decisive?.cause == .ownAssertion)
        #expect([KernelReport]().decisive == nil)
    }

    @Test("The first report shows the cause, and a worse one that follows is told as its outcome")
    func order() {
        let kernels = warning.replacing(
            "/build/mtest.c:307 mtest_write+0x128/0x829 [mtest]", with: "kernel/fork.c:852 f+0x1/0x2")
        let called = kernels + "\n[    1.500001] Call Trace:\n[    1.500001]  mtest_write+0x79/0x829 [mtest]\n"
        let report = KernelLog.reports(in: called + oops).decisive
        #expect(report?.kind == .warning)
        #expect(report?.outcome?.phrase == "Null pointer dereference")
        #expect(report?.severity == .crash)
        // No call of the module led to it: it may be about anything.
        #expect(KernelLog.reports(in: kernels + "\n" + oops).decisive?.kind == .nullPointer)
    }

    @Test("An address space that is freed whole is told from one with a damaged entry")
    func addressSpace() {
        func log(_ kinds: [String], tables: Int) -> String {
            kinds.map { "[    1.000000] BUG: Bad rss-counter state mm:00000000c79a7a9f type:MM_\($0) val:1\n" }.joined()
                + "[    1.000000] BUG: non-zero pgtables_bytes on freeing mm: \(tables)\n"
        }
        #expect(
            KernelLog.reports(in: log(["FILEPAGES", "ANONPAGES"], tables: 40960)).decisive?.cause == .addressSpaceFreed)
        #expect(KernelLog.reports(in: log(["ANONPAGES"], tables: 4096)).decisive?.cause == nil)
        #expect(KernelLog.reports(in: log(["FILEPAGES"], tables: 40960)).decisive?.cause == nil)
    }

    @Test(
        "A headline shows its cause",
        arguments: [
            (
                "usercopy: Kernel memory overwrite attempt detected to null address (offset 0, size 24)!",
                ReportCause.bufferWithoutMemory
            ),
            ("usercopy: Kernel memory overwrite attempt detected to wrapped address (offset 0, size 9)!", nil),
            (
                "usercopy: Kernel memory exposure attempt detected from process stack (offset 0, size 9)!",
                .bufferOverrun
            ),
            ("detected buffer overflow in strnlen", .missingNul),
            ("detected buffer overflow in strcpy", .bufferOverrun),
            ("refcount_t: underflow; use-after-free.", .referenceDroppedTwice),
            ("refcount_t: addition on 0; use-after-free.", .useAfterFree),
            ("BUG: KASAN: slab-use-after-free in f+0x1/0x2", .useAfterFree),
            ("BUG: KFENCE: out-of-bounds read in f+0x1/0x2", .bufferOverrun),
            ("BUG: scheduling while atomic: sh/85/0x00000002", .lockKept),
            (
                "general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1]",
                .useAfterFree
            ),
            (
                "general protection fault, probably for non-canonical address 0x800000000618d025: 0000 [#1]",
                .entryAsPointer
            ),
            (
                "general protection fault, probably for non-canonical address 0x4141414141414141: 0000 [#1]",
                .wildPointer
            ),
            ("BUG: unable to handle page fault for address: 00000000061af000", nil),
        ] as [(String, ReportCause?)])
    func causes(headline: String, cause: ReportCause?) {
        let log =
            "[    1.000000] \(headline)\n[    1.000000] CPU: 0 PID: 85 Comm: sh Tainted: G           OE      6.1.0 #1\n"
        #expect(KernelLog.reports(in: log).first?.cause == cause)
    }

    @Test("A task may have any name")
    func hostileName() {
        let log = oops.replacing("Comm: sh Tainted", with: "Comm: a Tainted: b Tainted").replacing("[mtest]", with: "")
        #expect(KernelLog.reports(in: log).first?.pid == 85)
        let lockup =
            "watchdog: BUG: soft lockup - CPU#0 stuck for 6s! [a:b]:c:85]\nCPU: 0 PID: 85 Comm: a:b]:c Tainted: G\n"
        #expect(KernelLog.reports(in: lockup).first?.comm == "a:b]:c")
    }

    /// Written from the format in lib/dump_stack.c of Linux 6.11, because the corpus has no log of such a kernel.
    @Test("The line with the processor is understood with a user id too")
    func userID() {
        let log = oops.replacing("CPU: 0 PID:", with: "CPU: 0 UID: 0 PID:")
        #expect(KernelLog.reports(in: log).first?.comm == "sh")
    }

    @Test("A message that begins after a program's unfinished line is found")
    func innerStamp() {
        #expect(KernelLog.reports(in: "agent: working..." + oops).first?.kind == .nullPointer)
    }

    @Test("Other messages between a report's lines do not end the report")
    func interleaved() {
        let noisy = oops.split(separator: "\n").joined(separator: "\nagent: still here\n")
        #expect(KernelLog.reports(in: noisy).first?.callTrace.count == 3)
    }

    @Test(
        "A text of a megabyte is read within a minute",
        .timeLimit(.minutes(1)),
        arguments: [
            "BUG: ", "Oops: 0000 [#1]\n", "[", "[    1.000000] ", "------------[ cut here ]------------\n", "\n", " ",
            "Call Trace:\n a+0x1/0x2\n", "CPU: 0 PID: 1 Comm: ", "BUG: Bad page state in process \n", " [#", "\u{FFFD}",
            "Kernel panic - not syncing: Fatal exception\n", "a invoked oom-killer: gfp_mask=0x\n",
        ])
    func long(piece: String) {
        let log = KernelLog(String(repeating: piece, count: 200_000 / piece.utf8.count))
        #expect(log.reports.count <= 100_000)
    }
}
