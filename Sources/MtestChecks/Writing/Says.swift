import Grading
import Mistakes
import MtestProtocol
import Words

/// After a write the answer says so, with the value and the address.
struct Says: CommandExperiment {
    static let word = "says"
    static let manual = "After a write the answer says what was written, and where"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let judge = try WriteJudge(dialogue)
        let trial = try await judge.trials(wanting: true)
        guard !trial.isUnchanged else { return try await judge.judged(trial, .place) }
        let sentence = "wrote \(hex(trial.write.value)) to \(hex(judge.address))"
        let lines = trial.answer.lines.joined(separator: "\n")
        switch trial.answer.outcome {
        case .wrote(let value, let address, let line):
            return flaw(trial, value, address, line, sentence) ?? .pass.noting(trial.answer.styleNotes.map(\.sentence))
        case .refused(_, let line), .noSuchProcess(let line):
            return .wrong(
                .wrong, "it wrote, and says that it did not", expected: sentence, actual: line,
                mistake: .doneButRefused)
        case .ambiguous:
            return .wrong(
                .wrong, "it says both that it wrote and that it did not", expected: sentence, actual: lines)
        case .unreadable:
            let isThere = [trial.write.value, judge.address].allSatisfy { number in
                lines.lowercased().contains(String(number, radix: 16))
            }
            return .wrong(
                .missing,
                isThere
                    ? "the value and the address stand in the answer, which could not be read as one"
                    : "the answer could not be read",
                expected: sentence, actual: lines)
        case .none:
            return .wrong(
                .missing, "it wrote the value, and does not say that it did", expected: sentence, actual: "no answer",
                mistake: .doneButNotSaid)
        }
    }

    /// What is wrong with the numbers. The value that memory has is no lie either.
    private func flaw(_ trial: WriteTrial, _ value: UInt64?, _ address: UInt64?, _ line: String, _ sentence: String)
        -> Verdict?
    {
        let write = trial.write
        let words = line.lowercased()
        for (number, name) in [(write.value, "value"), (write.address, "address")]
        where words.contains(String(number)) && !words.contains(String(number, radix: 16)) {
            return .wrong(
                .wrong, "the \(name) is printed in decimal", expected: sentence, actual: line,
                mistake: words.contains("0x\(number)") ? .decimalPrinted : nil)
        }
        if let value, value != write.value, value != MemoryWrite.number(write.slot) {
            return .wrong(.wrong, "it names another value than it was given", expected: sentence, actual: line)
        }
        if let address, address != write.address {
            return .wrong(.wrong, "it names another address than it was given", expected: sentence, actual: line)
        }
        return nil
    }
}
