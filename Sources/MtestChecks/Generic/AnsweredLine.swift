import Grading
import Mistakes
import MtestProtocol
import TargetProtocol

/// A command is answered with a line that has the right value. What the module is about, the rubric alone says.
struct AnsweredLine: CommandExperiment {
    static let word = "line"
    static let manual =
        "The command is answered, in the log or where the file is read, with a line that has the right value (any module)"
    static let fields = Question.fields() + [AnswerForm.field] + Reference.fields
    let question: Question
    private let form: AnswerForm
    private let reference: Reference
    /// The module's file.
    private let file: String

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        form = try AnswerForm(&fields)
        reference = try Reference(&fields, isAboutText: form.isAboutText)
        file = fields.moduleFile
    }

    var named: [Mistake] { reference.named.map(\.mistake) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        let command = try dialogue.command()
        let pattern = try form.pattern(of: question.check, on: bench)
        let judge = AnswerJudge(reference: reference, check: question.check, bench: bench, asked: command.shown)
        let bytes = dialogue.bytes(of: command)
        try await warmUp(bytes, bench)
        func ask() async throws -> (WriteOutcome, before: Readings, after: Readings) {
            try await judge.reading {
                try await bench.write(bytes, by: question.writer, mode: question.mode) { lines in
                    !pattern.matches(in: lines).isEmpty
                }
            }
        }
        var (outcome, before, after) = try await ask()
        // Where the writer had to read the file it has used memory for that, the first time.
        if !AnswerJudge.isSteady(before, after), outcome.isAnsweredByFile { (outcome, before, after) = try await ask() }
        let isAnswered = !pattern.matches(in: outcome.lines).isEmpty
        dialogue.heard.note(outcome, isAnswer: isAnswered, isList: false)
        if outcome.result < 0, !isAnswered {
            let right = pattern.isAboutText ? [] : try judge.right(before, after)
            return .refusal(outcome, of: command, expected: pattern.line(judge.shown(right)))
        }
        return try await judge.verdict(on: outcome.lines, pattern, before, after)
    }

    /// Has the writer do the same with a file that is nobody's: what memory it takes for that, it has taken then.
    private func warmUp(_ bytes: [UInt8], _ bench: any Bench) async throws {
        guard reference.walk != nil else { return }
        bench.use(file: "/dev/null")
        defer { bench.use(file: file) }
        _ = try await bench.write(bytes, by: question.writer, mode: question.mode)
    }
}
