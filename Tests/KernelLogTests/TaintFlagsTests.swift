import KernelLog
import Testing

@Suite("Taint flags")
struct TaintFlagsTests {
    @Test("An unsigned module from outside the tree leaves O and E, and nothing to answer for")
    func expected() {
        let flags = TaintFlags(text: "12288\n")
        #expect(flags == .expected)
        #expect(flags?.letters == "OE")
        #expect(flags?.unexpected == [])
    }

    @Test("What a module is to answer for is told apart")
    func unexpected() {
        #expect(TaintFlags(text: "12416")?.unexpected == .died)
        #expect(TaintFlags(text: "12800")?.unexpected == .warned)
        #expect(TaintFlags(text: "12320")?.unexpected == .badPage)
        #expect(TaintFlags(rawValue: 1 << 63 | 1 << 14).letters == "L?")
    }

    @Test("Anything but a number is refused", arguments: ["", "-1", "12a", "1 2", "99999999999999999999", "\u{0661}"])
    func refused(text: String) {
        #expect(TaintFlags(text: text) == nil)
    }

    @Test("A forged oops is not confirmed by the kernel")
    func forged() throws {
        let text = "BUG: kernel NULL pointer dereference, address: 0\nCPU: 0 PID: 1 Comm: x\n"
        let report = try #require(KernelLog.reports(in: text).first)
        #expect(TaintFlags.expected.confirm(report) == false)
        #expect(TaintFlags(rawValue: 12416).confirm(report) == true)
    }
}
