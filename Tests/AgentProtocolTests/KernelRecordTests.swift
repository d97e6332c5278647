import AgentProtocol
import Testing

@Suite struct KernelRecordTests {
    private static func record(_ text: String) -> KernelRecord? { KernelRecord(kmsg: Array(text.utf8)[...]) }

    @Test(
        "what the kernel wrote as \\xNN is what was printed",
        arguments: [
            (#"0x1000\x090x2000\x09r-x"#, "0x1000\t0x2000\tr-x"),
            (#"\xe5\x9c\xb0\xe5\x9d\x80 0x1000"#, "地址 0x1000"), (#"direcci\xc3\xb3n"#, "dirección"),
            (#"a\x5cx09b"#, #"a\x09b"#), (#"two\x0alines"#, "two\nlines"), (#"\xff\x1b[1m"#, "\u{fffd}\u{1b}[1m"),
            (#"\x0"#, #"\x0"#), (#"\xZZ\"#, #"\xZZ\"#), ("plain", "plain"), ("", ""),
        ])
    func unescapes(_ logged: String, _ printed: String) {
        #expect(Self.record("6,1234,5678,-;\(logged)\n")?.text == printed)
    }

    @Test("level, number and device are the record's, and its text ends where its dictionary begins")
    func parts() {
        let text = "30,991,120345,-,caller=T12;usb 1-1: new device\n SUBSYSTEM=usb\n DEVICE=+usb:1-1\n"
        #expect(
            Self.record(text)
                == KernelRecord(sequence: 991, level: 6, text: "usb 1-1: new device", device: "+usb:1-1"))
    }

    @Test("what is no record is none", arguments: ["", "6,1,2,-", "x,1,2,-;a", "6;a", "6,;a"])
    func nonsense(_ text: String) { #expect(Self.record(text) == nil) }

    @Test("a border is recognized by its number alone")
    func border() throws {
        let border = LogBorder(0xbeef)
        let record = try #require(Self.record("15,7,1,-;\(border.line.dropFirst(4))"))
        #expect(border.isMarked(by: record))
        #expect(!LogBorder(0xbeee).isMarked(by: record))
        #expect(!border.isMarked(by: KernelRecord(sequence: 1, level: 6, text: "[mtest] \(border.text)")))
    }
}
