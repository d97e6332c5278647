import Glibc
import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

/// A process writes two commands to one open file: the second is answered as it is when it comes alone.
struct SecondWrite: CommandExperiment {
    static let word = "second-write"
    static let manual =
        "`more` is written to the file that `command` was written to before: it is answered as it is alone"
    static let fields = Question.fields(parts)
    /// The target writes, in the ordinary way.
    private static let parts: Set<Question.Part> = [.more]
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Self.parts)
        guard question.more.count == 1 else {
            throw fields.flaw("more", "has to be one command, the second of two that are written to one open file")
        }
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let commands = try dialogue.commands()
        let (first, second) = (commands[0], commands[1])
        let other = try await dialogue.ask(first).lines
        let alone = try await dialogue.ask(second)
        let answer = try await dialogue.bench.send(
            .again(first: dialogue.bytes(of: first), second: dialogue.bytes(of: second)), work: Patience.commandWork)
        let records = try await dialogue.bench.records()
        guard case .wrote(let result, let errno) = answer else {
            throw Unjudged.machine("the target answered \(answer.line)")
        }
        let outcome = WriteOutcome(result: result, errno: errno, records: records)
        return judge(outcome, alone, other: other, second).asked("\(first.shown)”, then “\(second.shown)")
    }

    private func judge(_ outcome: WriteOutcome, _ alone: WriteOutcome, other: [String], _ second: FilledCommand)
        -> Verdict
    {
        guard outcome.result == alone.result, outcome.errno == alone.errno else {
            return .wrong(
                .refused, "the second write to one open file does not return what “\(second.shown)” returns alone",
                expected: alone.described, actual: outcome.described, mistake: .laterWriteIgnored)
        }
        // Nothing of an answer in the file tells which of the two it is about.
        guard !alone.isAnsweredByFile else { return .pass }
        // Lines that the first command has as well do not show which of the two was answered.
        let own = Set(alone.lines).subtracting(other)
        guard !own.isEmpty, own.isDisjoint(with: outcome.lines) else { return .pass }
        return .wrong(
            .missing, "the second write to one open file has no answer",
            expected: alone.lines.last { own.contains($0) },
            actual: outcome.lines.last ?? "nothing in the kernel log", mistake: .laterWriteIgnored)
    }
}
