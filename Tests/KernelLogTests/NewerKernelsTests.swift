import KernelLog
import Testing

/// The words of kernels from 6.8 on, each with the lines that follow it there.
@Suite struct NewerKernelsTests {
    private let state = """
        [    1.700000] CPU: 0 UID: 0 PID: 93 Comm: test Tainted: G           OE       7.3.4+deb13-cloud-amd64 #1
        [    1.700000] RIP: 0010:findpage+0x22b/0x88f [mtest]
        [    1.700000] Call Trace:
        [    1.700000]  <TASK>
        [    1.700000]  mtest_write+0x79/0x829 [mtest]
        [    1.700000]  </TASK>
        """

    private func report(_ lines: String...) throws -> KernelReport {
        let text = lines.map { "[    1.600000] \($0)\n" }.joined() + state + "\n"
        return try #require(KernelLog(text).reports.decisive)
    }

    @Test func `a warning that names file, function, processor and task is seen with all of them`() throws {
        let report = try report(
            "------------[ cut here ]------------",
            "WARNING: mtest.c:560 at findpage+0x22b/0x88f [mtest], CPU#0: a/b/93")
        #expect(report.kind == .warning)
        #expect(report.title == "Kernel warning in findpage [mtest], task a/b")
        #expect(report.instructionPointer?.description == "findpage+0x22b/0x88f [mtest]")
        #expect(report.pid == 93)
        #expect(report.cause == .ownAssertion)
        #expect(report.headline.contains("mtest.c:560"))
    }

    @Test(arguments: [true, false]) func `what the code says about such a warning is told`(isFirst: Bool) throws {
        let headline = "WARNING: mtest.c:560 at findpage+0x22b/0x88f [mtest], CPU#0: test/93"
        let said = "no page for you"
        let report = try report(
            "------------[ cut here ]------------", isFirst ? said : headline, isFirst ? headline : said,
            "Modules linked in: mtest(OE)")
        #expect(report.title == "Kernel warning \"no page for you\" in findpage [mtest], task test")
    }

    @Test(arguments: [
        "WARNING: at findpage+0x22b/0x88f [mtest], CPU#0: test/93",
        "WARNING: CPU: 0 PID: 93 at findpage+0x22b/0x88f [mtest]",
    ])
    func `a kernel that does not know its files warns too`(line: String) throws {
        #expect(try report(line).instructionPointer?.symbol == "findpage")
    }

    @Test(arguments: [
        "BUG: Bad rss-counter state mm:0000000023039cf3 type:MM_ANONPAGES val:1 Comm:a Pid:x Pid:1",
        "BUG: Bad rss-counter state mm:0000000023039cf3 type:MM_ANONPAGES val:1",
    ])
    func `a line that says whose counters are wrong is whole`(line: String) {
        #expect(KernelLog("[    1.600000] \(line)\n").reports.map(\.kind) == [.badAddressSpace])
    }

    @Test func `a line of that form with more after it is a module's own`() {
        let line = "BUG: Bad rss-counter state mm:0000000023039cf3 type:MM_ANONPAGES val:1 Comm:init Pid:1 and more"
        #expect(KernelLog("[    1.600000] \(line)\n").reports.isEmpty)
    }

    @Test func `such a line alone proves nothing`() {
        let line = "WARNING: mtest.c:560 at findpage+0x22b/0x88f [mtest], CPU#0: test/93"
        let log = KernelLog("[    1.600000] \(line)\n[    1.700000] [mtest] and on\n")
        #expect(log.reports.isEmpty)
        #expect(log.suspiciousLines == [line])
    }

    @Test(arguments: [
        ("BUG: KASAN: slab-out-of-bounds in findpage+0x22b/0x88f [mtest]", ReportKind.invalidMemoryUse),
        ("UBSAN: array-index-out-of-bounds in mtest.c:12:3", .invalidMemoryUse),
        ("UBSAN: shift-out-of-bounds in mtest.c:12:3", .warning),
        ("WARNING: inconsistent lock state", .lockMisuse), ("[ BUG: Invalid wait context ]", .lockMisuse),
        ("WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected", .lockMisuse),
        ("WARNING: held lock freed!", .lockMisuse), ("WARNING: suspicious RCU usage", .lockMisuse),
        ("watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 0", .hardLockup),
        ("INFO: task test:93 blocked in I/O wait for more than 4 seconds.", .hungTask),
        ("INFO: task test:93 blocked for more than 4 seconds.", .hungTask),
        ("rcu: INFO: rcu_preempt self-detected stall on CPU", .rcuStall),
        ("BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[12]", .atomicSleep),
        ("BUG: using smp_processor_id() in preemptible [00000000] code: test/93", .atomicSleep),
        (
            "Oops: general protection fault, probably for non-canonical address 0x8000000012345000: 0000 [#1] SMP",
            .generalProtection
        ),
        ("Oops: Oops: 0002 [#1] SMP NOPTI", .oops), ("traps: Missing ENDBR: findpage+0x0/0x88f [mtest]", .bug),
    ])
    func `other words are seen for what they are`(line: String, kind: ReportKind) throws {
        let report = try report(line)
        #expect(report.kind == kind)
        #expect(report.comm == "test")
    }

    @Test func `the address that KASAN names is told, not that of its table`() throws {
        let report = try report(
            "Oops: general protection fault, probably for non-canonical address 0xdffffc0000000001: 0000 [#1] SMP KASAN",
            "KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]")
        #expect(report.kind == .nullPointer)
        #expect(report.faultAddress == 8)
    }
}
