import AgentProtocol
import Testing

@testable import Grading

/// Whose line a record is.
@Suite struct KernelVoiceTests {
    private static func speaks(_ text: String, device: String = "", module: String = "") -> Bool {
        KernelVoice(module: Array(module.utf8))
            .isSpeaking(in: KernelRecord(sequence: 1, level: 6, text: text, device: device))
    }

    static let kernels = [
        "zram1: detected capacity change from 0 to 8192", "vda: detected capacity change from 2048 to 4096",
        "zram: Added device: zram2", "Adding 4092k swap on /dev/zram0.  Priority:-2 extents:1 across:4092k SSDsc",
        "get_swap_device: Bad swap file entry 3ffffffffffff", "test (81): drop_caches: 3",
        "mtest: loading out-of-tree module taints kernel.",
        "mtest: module verification failed: signature and/or required key missing - tainting kernel",
        "mtest: module license 'unspecified' taints kernel.", "mtest: unknown parameter 'target' ignored",
        "list_area: 37 callbacks suppressed", "clocksource: Switched to clocksource tsc",
        "tsc: Refined TSC clocksource calibration: 2445.404 MHz", "hrtimer: interrupt took 1234567 ns",
        "perf: interrupt took too long (2510 > 2500), lowering kernel.perf_event_max_sample_rate to 79500",
        "rcu: \t1-...!: (0 ticks this GP)", "random: crng init done", "sched: RT throttling activated",
        "test[81]: segfault at 7f00 ip 0000000000401136 sp 00007ffc0 error 4 in test[401000+85000]",
        "traps: test[81] general protection fault ip:401136 sp:7ffc0 error:0 in test[401000+85000]",
        "Code: 48 89 e5 48 83", "mm/pgtable-generic.c:51: bad pmd 00000000d15ea5e5(80000000034000e7)",
        "oom_reaper: reaped process 81 (test), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
    ]

    @Test(arguments: kernels) func `a line that the kernel prints by itself is the kernel's`(line: String) {
        #expect(Self.speaks(line, module: "paddr = 0x%lx"))
    }

    @Test(arguments: [
        "[mtest] Got command: findpage 0x1000", "vma 0x1000 -> 0x2000", "mtest: 0x1000 0x2000 r-x", "",
        "addr 7f00 is at ip 5000", "page: 0x1000", "swap: detected", "pgd = 1234", "VMA 0x400000-0x401000 r--",
        "zram1 detected capacity change", "test (81): 0x400000 0x401000", "mtest.c:51: pmd 0x80(0x34)",
        "Codes: 12", "sched 1", "random address 0x1000", "process test[81]: 0x1000", "地址 0x1000 → 0x5000",
    ]) func `a line that only looks a bit like one is the module's`(line: String) {
        #expect(!Self.speaks(line))
    }

    @Test func `a line for which the module has the words is the module's`() {
        let line = "clocksource: tsc, page 0x1000"
        #expect(Self.speaks(line, module: "page 0x%lx"))
        #expect(!Self.speaks(line, module: "x\0clocksource: %s, page 0x%lx\0"))
    }

    @Test(arguments: [("b254:0", true), ("+pci:0000:00:02.0", true), ("n3", true), ("c10:120", false), ("", false)])
    func `a line about a device is a driver's, but for a device of characters`(device: String, isKernels: Bool) {
        #expect(Self.speaks("vaddr = 0x1000 -> paddr = 0x5000", device: device) == isKernels)
    }

    @Test func `a line as long as a record with every sign in it is looked through in no time`() {
        let clock = ContinuousClock()
        let line = String(repeating: "1:ip: sp:bad p(", count: 64)
        let time = clock.measure { for _ in 0..<100 { #expect(!Self.speaks(line)) } }
        #expect(time < .seconds(20))
    }
}
