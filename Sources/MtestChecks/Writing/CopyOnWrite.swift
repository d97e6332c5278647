import Grading
import Mistakes
import MtestProtocol
import Paging
import Words

/// Written to a page of the target alone, or refused; the page that others see is as it was.
struct CopyOnWrite: CommandExperiment {
    static let word = "copy-on-write"
    static let manual = "Written to a page of the target alone, or refused; the page that others see is as it was"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        let judge = try WriteJudge(dialogue, try dialogue.command())
        let page = try await bench.walk(judge.address).physical.map(Stretch.firstByte(ofPage:))
        let original = try await Stretch.frame(page, on: bench)
        let before = try await Stretch.read(judge.address, on: bench)
        let outcome = try await dialogue.ask(judge.command)
        guard try await Stretch.frame(page, on: bench) == original else {
            return .wrong(
                .changed, "a page that others see too was changed",
                expected: "the page at \(page.map(hex) ?? "?") unchanged", actual: "it changed")
        }
        let after = try await Stretch.read(judge.address, on: bench)
        if after == before { return judge.refusal(outcome) ?? .pass }
        if let flaw = dialogue.lengthFlaw(outcome, judge.command) { return flaw }
        let write = MemoryWrite(judge.command.text, at: judge.address, value: judge.value, before: before, after: after)
        // A page that was not there before shows its other bytes for the first time: only the value is compared.
        let isRight = page == nil ? write.slot == write.little : write.after == write.expected
        guard isRight else {
            return .wrong(
                .wrong, "other bytes were written than these eight", expected: write.dump(write.expected),
                actual: write.dump(write.after), mistake: WriteDiagnosis.name(write))
        }
        guard case .wrote = WriteValueAnswer.read(outcome.lines).outcome else {
            return .wrong(
                .missing, "it wrote the value, and its answer does not say that it did",
                expected: "wrote \(hex(judge.value)) to \(hex(judge.address))",
                actual: outcome.lines.last ?? "nothing", mistake: .doneButNotSaid)
        }
        return .pass
    }
}
