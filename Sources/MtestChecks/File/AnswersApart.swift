import AgentProtocol
import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

/// Two commands that are written at the same time: the records of one answer stand together, before or after those of the
/// other.
///
/// What belongs to which answer is known from the lines that each command has when it is written alone; lines that both
/// have, or neither, tell nothing. The kernel waits before each record meanwhile, so that both commands are at work for a
/// tenth of a second and more: a module that keeps no order mixes its answers whenever they overlap, and whether they did
/// is reported by those who wrote. A module that lets one command wait for the other cannot mix them, however the machine
/// runs.
struct AnswersApart: CommandExperiment {
    static let word = "answers-apart"
    static let manual =
        "`command` and `more` are written at the same time, and the records of their answers are not mixed"
    static let fields = Question.fields(parts)
    /// Two processes of the target's own write, in the ordinary way.
    private static let parts: Set<Question.Part> = [.more]
    let question: Question

    /// Times that the two have to overlap.
    private static let enough = 3
    /// Tries, of which nearly each overlaps; on a host that is busy some do not.
    private static let tries = 40

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Self.parts)
        guard question.more.count == 1 else {
            throw fields.flaw("more", "has to be one command, which is written together with `command`")
        }
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        let commands = try dialogue.commands()
        var alone: [Set<String>] = []
        for command in commands {
            let outcome = try await dialogue.ask(command)
            // Answers in the file are no records, and one of them at a time can be read.
            guard !outcome.isAnsweredByFile else { return .pass }
            alone.append(Set(outcome.lines))
        }
        let own = [alone[0].subtracting(alone[1]), alone[1].subtracting(alone[0])]
        for (command, lines) in zip(commands, own) where lines.isEmpty {
            return .wrong(
                .missing, "“\(command.shown)” has no answer that can be told from others", expected: "an answer",
                actual: "nothing of its own in the kernel log")
        }
        let bytes = commands.map(dialogue.bytes)
        var met = 0
        for _ in 0..<Self.tries {
            let answer = try await bench.send(
                .together(bytes[0], bytes[1]), work: Patience.stressWork)
            if case .failed(let reason) = answer { throw Unjudged.machine(reason) }
            if let mixed = Self.mixed(try await bench.records().map(\.text), own) {
                return .wrong(
                    .wrong, "the answers to two commands that were written at the same time are mixed",
                    expected: "all records of one answer, then all of the other", actual: mixed, mistake: .answersMixed
                ).asked(commands.map(\.shown).joined(separator: "” and “"))
            }
            if answer == .together(true) { met += 1 }
            if met == Self.enough { return .pass }
        }
        // What was not seen is not claimed: a module that is done before the other command begins mixes nothing.
        return .pass
    }

    /// The records where one answer begins again after the other has begun; nil where none does.
    static func mixed(_ lines: [String], _ own: [Set<String>]) -> String? {
        let known = lines.compactMap { line in own.firstIndex { $0.contains(line) }.map { (whose: $0, line: line) } }
        var changes = 0
        for (index, (previous, next)) in zip(known, known.dropFirst()).enumerated() where previous.whose != next.whose {
            changes += 1
            if changes == 2 { return known[max(0, index - 2)...(index + 1)].map(\.line).joined(separator: " / ") }
        }
        return nil
    }
}
