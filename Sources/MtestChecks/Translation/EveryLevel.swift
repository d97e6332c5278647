import Grading
import Mistakes
import MtestProtocol

/// The printed walk names each of its five levels, and says whether the machine has five or four. What it prints about
/// them is judged by ``Trace``.
struct EveryLevel: CommandExperiment {
    static let word = "every-level"
    static let manual = "The printed walk names pgd, p4d, pud, pmd and pte, and says whether there are five levels"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let outcome = try await dialogue.ask(command)
        guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        let text = answer.lines.joined(separator: "\n").lowercased()
        var missing = TraceLevel.allCases.filter { answer.trace.entries[$0] == nil && !text.contains($0.rawValue) }
            .map { "\($0)_val and \($0)_index" }
        let depthWords = ["pgtable_l5", "la57", "level", "5lvl"]
        if answer.trace.hasFiveLevels == nil, !depthWords.contains(where: text.contains) {
            missing.append("pgtable_l5_enabled")
        }
        guard !missing.isEmpty else { return .pass }
        return .wrong(
            .missing, "the printed walk leaves something out", expected: missing.joined(separator: ", "),
            actual: "nothing about them", mistake: .levelNotPrinted)
    }
}
