import KernelLog
import Testing

@Suite struct KernelReportTests {
    /// Captured from a module that read address 8, kernel 6.1.0-56-cloud-amd64.
    static let oops = """
        [   12.1] BUG: kernel NULL pointer dereference, address: 0000000000000008
        [   12.1] #PF: supervisor read access in kernel mode
        [   12.1] Oops: 0000 [#1] PREEMPT SMP NOPTI
        [   12.1] CPU: 0 PID: 79 Comm: writer Tainted: G           OE      6.1.0-56-cloud-amd64 #1
        [   12.1] RIP: 0010:mtest_writeval+0x45/0x90 [mtest]
        """

    @Test func `an oops is read with the place in the module`() throws {
        let report = try #require(KernelReport.first(in: KernelReport.lines(ofConsole: Self.oops)))
        #expect(report.kind == .oops)
        #expect(report.place == .init(symbol: "mtest_writeval", offset: 0x45, module: "mtest"))
    }

    @Test func `a title that a module printed is no report`() {
        #expect(KernelReport.first(in: ["BUG: unable to handle this", "[mtest] Got command: listvma"]) == nil)
    }

    @Test func `loading an unsigned module is no report`() {
        #expect(
            KernelReport.first(in: [
                "mtest: loading out-of-tree module taints kernel.",
                "mtest: module verification failed: signature and/or required key missing - tainting kernel",
            ]) == nil)
    }
}
