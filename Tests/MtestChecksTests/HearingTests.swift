import AgentProtocol
import Grading
import Mistakes
import Testing

@testable import MtestChecks

/// What the way in which an answer was printed explains of a verdict.
@Suite struct HearingTests {
    private static func explained(
        _ verdict: Verdict, _ manners: Set<LogManner>, isAnswer: Bool = false, file: [String] = []
    ) -> Verdict {
        let hearing = Hearing()
        let records = ["0x1000 0x2000 ", "r"].map { KernelRecord(sequence: 1, level: 6, text: $0) }
        hearing.note(
            WriteOutcome(result: 5, errno: 0, records: records, file: file, manners: manners), isAnswer: isAnswer,
            isList: false)
        return hearing.explain(verdict)
    }

    private static let silent = Verdict.wrong(.missing, "no answer", actual: "nothing in the kernel log")

    @Test(arguments: [
        (LogManner.onlyForDebugging, "debug-not-printed"), (.rateLimited, "rate-limited"),
        (.inPieces, "printed-in-pieces"),
    ]) func `an answer that is missing gets the name of how it was printed`(manner: LogManner, name: String) {
        #expect(Self.explained(Self.silent, [manner]).finding?.mistake?.id == name)
        #expect(Self.explained(Self.silent, []).finding?.mistake == nil)
    }

    @Test func `an answer that was understood keeps the name of its check`() {
        let absent = Verdict.wrong(.missing, "none is found", actual: "translation not found")
        #expect(Self.explained(absent, Set(LogManner.allCases), isAnswer: true).finding?.mistake == nil)
        let named = Verdict.wrong(.wrong, "wrong", actual: "0x5", mistake: .pageOffsetLost)
        #expect(Self.explained(named, Set(LogManner.allCases)).finding?.mistake == .pageOffsetLost)
    }

    @Test func `a hash is named where it is what was shown`() {
        let hash = Verdict.wrong(.wrong, "wrong", actual: "-> 00000000d15ea5e5", mistake: .physicalAddressWrong)
        #expect(Self.explained(hash, [.hashedPointers], isAnswer: true).finding?.mistake?.id == "pointer-hashed")
        let other = Verdict.wrong(.wrong, "wrong", actual: "-> 0x5000", mistake: .physicalAddressWrong)
        #expect(Self.explained(other, [.hashedPointers], isAnswer: true).finding?.mistake == .physicalAddressWrong)
    }

    @Test func `pieces are shown as they were printed`() {
        let finding = Self.explained(Self.silent, [.inPieces]).finding
        #expect(finding?.actual == "“0x1000 0x2000 ” “r”")
    }

    @Test func `an answer from the file is a note of style`() {
        #expect(Self.explained(.pass, [], file: ["a"]).styleNotes.count == 1)
        #expect(Self.explained(.pass, []).styleNotes.isEmpty)
    }
}
