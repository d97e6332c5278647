import MtestProtocol
import Testbed
import Testing

@Suite("Answers to writeval")
struct WriteValueAnswerTests {
    private func outcome(_ lines: String...) -> WriteValueAnswer.Outcome { WriteValueAnswer.read(lines).outcome }

    @Test("The contract's claim is read without notes")
    func contract() {
        let line = "[mtest.writeval] wrote 0x1 to 0x7f0bb470a000"
        let answer = WriteValueAnswer.read(["[mtest] Got command: writeval 0x7f0bb470a000 0x1", line])
        #expect(answer.outcome == .wrote(value: 1, address: 0x7f0b_b470_a000, line: line))
        #expect(answer.styleNotes.isEmpty)
        #expect(answer.lines == [line])
    }

    @Test("The seed's \"found\" is a claim without numbers")
    func seed() {
        let line = "[ 7015.494568] [mtest.writeval] found"
        let answer = WriteValueAnswer.read(SeedLogs.lines(SeedLogs.write))
        #expect(answer.outcome == .wrote(value: nil, address: nil, line: line))
        #expect(answer.styleNotes == [.otherWording])
    }

    @Test(
        "Refusals are understood, with their reason if the words give it",
        arguments: [
            ("vma not found", .vmaNotFound), ("vma has no write permission", .noWritePermission),
            ("translation not found", .translationNotFound), ("pte not found", .translationNotFound),
            ("Permission denied", .noWritePermission), ("page is not writable", .noWritePermission),
            ("address is read-only", .noWritePermission), ("page not present", .translationNotFound),
            ("write failed", .other), ("cannot write 0x1 to 0x1000", .other), ("invalid argument", .other),
        ] as [(String, WriteValueAnswer.Reason)])
    func refusals(words: String, reason: WriteValueAnswer.Reason) {
        #expect(outcome("[mtest.writeval] " + words) == .refused(reason, line: "[mtest.writeval] " + words))
    }

    @Test("Numbers are read only where the sentence says which is which")
    func numbers() {
        #expect(
            outcome("mtest: Written value 0x1 at address 7F0BB470A000")
                == .wrote(
                    value: 1, address: 0x7f0b_b470_a000, line: "mtest: Written value 0x1 at address 7F0BB470A000"))
        #expect(
            outcome("write val 0x1 to va 0x1000 pa 0x2000")
                == .wrote(value: 1, address: 0x1000, line: "write val 0x1 to va 0x1000 pa 0x2000"))
        #expect(outcome("write success: 0x1 0x2") == .wrote(value: nil, address: nil, line: "write success: 0x1 0x2"))
        #expect(
            outcome("wrote 0x10000000000000000 to 0x1000")
                == .wrote(value: nil, address: 0x1000, line: "wrote 0x10000000000000000 to 0x1000"))
    }

    @Test("The contract's line counts before other remarks")
    func remark() {
        let line = "[mtest.writeval] wrote 0x1 to 0x1000"
        #expect(outcome("[mtest] pte not present, faulting in", line) == .wrote(value: 1, address: 0x1000, line: line))
        #expect(
            outcome("[mtest] vma found", "[mtest] vma has no write permission")
                == .refused(.noWritePermission, line: "[mtest] vma has no write permission"))
    }

    @Test("A claim and a refusal together are ambiguous")
    func ambiguous() {
        #expect(outcome("success", "failed") == .ambiguous(lines: ["success", "failed"]))
        let both = ["wrote 0x1 to 0x1000", "translation not found"]
        #expect(WriteValueAnswer.read(both).outcome == .ambiguous(lines: both))
    }

    @Test("No answer, other text and a missing process are distinguished")
    func others() {
        #expect(outcome() == .none)
        #expect(outcome("hello") == .unreadable(lines: ["hello"]))
        #expect(outcome("no such process") == .noSuchProcess(line: "no such process"))
    }

    @Test("Numbers of the command alone report a write, and are no evidence of a false claim")
    func explicit() {
        let numbers = WriteValueAnswer.read(["addr: 0x1000, val: 0x41d2"], address: 0x1000, value: 0x41d2)
        #expect(numbers.outcome == .wrote(value: 0x41d2, address: 0x1000, line: "addr: 0x1000, val: 0x41d2"))
        #expect(!numbers.isExplicit)
        #expect(
            WriteValueAnswer.read(["addr: 0x1000, val: 0x41d2"]).outcome
                == .unreadable(lines: ["addr: 0x1000, val: 0x41d2"]))
        #expect(WriteValueAnswer.read(["[mtest.writeval] wrote 0x1 to 0x1000"]).isExplicit)
        #expect(!WriteValueAnswer.read(["write 0x1 to 0x1000"]).isExplicit)
    }
}
