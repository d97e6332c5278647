import Foundation
import KernelLog
import Testing

/// What a kernel with checkers tells: logs of the strict kernel, 6.1.192, with `Corpus/source/misbehave.c`.
@Suite struct StrictKernelTests {
    private func log(_ name: String) throws -> CorpusLog {
        try #require(CorpusLog.all.first { $0.name == "strict-\(name)" })
    }

    /// The first report of a log in which the module is, with the place that it points at.
    private func first(_ name: String) throws -> (report: KernelReport, place: StackFrame) {
        for report in KernelLog.reports(in: try log(name).log) {
            if let place = report.places(inModule: "mtest").first { return (report, place.frame) }
        }
        throw CocoaError(.featureUnsupported)
    }

    @Test(arguments: [
        ("find-vma", ReportCause.mmapLockMissing, "mtest_write"), ("vma-iterator", .mmapLockMissing, "walk_vmas"),
        ("processes", .rcuMissing, "walk_processes"), ("mmap-lock-kept", .mmapLockKept, "mmap_read_lock"),
        ("mutex-kept", .ownLockKept, "mtest_write"), ("spinlock-kept", .lockKept, "mtest_write"),
        ("rcu-kept", .rcuKept, "rcu_lock_acquire.constprop.0"),
        ("sleep-under-lock", .sleepInAtomic, "sleep_under_lock"),
        ("overrun", .memoryOverrun, "mtest_write"), ("double-free", .freedTwice, "free_twice"),
        ("shift", .undefinedResult, "mtest_write"),
    ])
    func `each mistake is told by its cause and its place`(name: String, cause: ReportCause, symbol: String) throws {
        let (report, place) = try first(name)
        #expect(report.cause == cause)
        #expect(place.symbol == symbol)
    }

    @Test func `a lock that is kept is known by its name`() throws {
        let report = try first("mmap-lock-kept").report
        #expect(report.locks.map(\.name) == ["&mm->mmap_lock"])
        #expect(report.locks.map(\.waitType) == [3])
        #expect(report.locks.first?.place.description == "mmap_read_lock+0x53/0x9a [mtest]")
    }

    @Test func `nothing is said of a module that is not in a report`() throws {
        for log in CorpusLog.all where log.name.hasPrefix("strict-") {
            for report in KernelLog.reports(in: log.log) { #expect(report.places(inModule: "other").isEmpty) }
        }
    }

    @Test func `lost memory is told with its size and the calls that asked for it`() throws {
        let file = Bundle.module.bundleURL.appending(path: "Corpus/strict-leak.txt")
        let leaks = MemoryLeak.all(in: try String(contentsOf: file, encoding: .utf8))
        let leak = try #require(leaks.first)
        #expect(leaks.count == 1)
        #expect(leak.size == 128)
        #expect(leak.places(inModule: "mtest").map(\.symbol) == ["mtest_write"])
        #expect(leak.places(inModule: "other").isEmpty)
    }

    @Test func `what was lost before a module came, or is cut off, is nobody's`() {
        let text = """
            unreferenced object 0xff11000004a79200 (size 64):
              comm "swapper/0", pid 1, jiffies 4294938223
              backtrace:
                [<(____ptrval____)>] kmalloc_trace+0x25/0xd0
            unreferenced object 0xff11000004a7
            """
        #expect(MemoryLeak.all(in: text).allSatisfy { $0.places(inModule: "mtest").isEmpty })
        #expect(MemoryLeak.all(in: "").isEmpty)
    }

    @Test(arguments: [
        "WARNING: possible recursive locking detected", "WARNING: possible circular locking dependency detected",
        "WARNING: bad unlock balance detected!", "WARNING: lock held when returning to user space!",
    ])
    func `such a headline without locks, processor or calls proves nothing`(line: String) {
        #expect(KernelLog.reports(in: "[    1.600000] \(line)\n[    1.700000] [mtest] and on\n").isEmpty)
    }

    @Test(arguments: [
        ("WARNING: possible recursive locking detected", ReportCause.lockTakenTwice),
        ("WARNING: possible circular locking dependency detected", .lockOrder),
    ])
    func `a lock that is asked for leads to the call`(line: String, cause: ReportCause) throws {
        let text = """
            [    9.000000] \(line)
            [    9.000001] 6.1.192-strict #1 Tainted: G           O
            [    9.000002] --------------------------------------------
            [    9.000003] sh/37 is trying to acquire lock:
            [    9.000004] ffffffffa00063c8 (mutex){+.+.}-{3:3}, at: mtest_write+0x414/0xe63 [mtest]
            [    9.000005]
            [    9.000006] stack backtrace:
            [    9.000007] CPU: 0 PID: 37 Comm: sh Tainted: G           O       6.1.192-strict #1
            [    9.000008] Call Trace:
            [    9.000009]  <TASK>
            [    9.000010]  __mutex_lock+0x1b0/0x1280
            [    9.000011]  mtest_write+0x414/0xe63 [mtest]
            """
        let report = try #require(KernelLog.reports(in: text).first)
        #expect(report.cause == cause)
        #expect(report.places(inModule: "mtest").first?.frame.symbol == "mtest_write")
    }

    @Test func `a lock that was not held leads to the call that gave it back`() throws {
        let text = """
            [    9.000000] WARNING: bad unlock balance detected!
            [    9.000001] 6.1.192-strict #1 Tainted: G           O
            [    9.000003] sh/37 is trying to release lock (mutex) at:
            [    9.000004] [<ffffffffa0001234>] mtest_write+0x414/0xe63 [mtest]
            [    9.000005] but there are no more locks to release!
            """
        let report = try #require(KernelLog.reports(in: text).first)
        #expect(report.cause == .lockNotHeld)
        #expect(report.places(inModule: "mtest").map(\.frame.offset) == [0x414])
    }
}
