import Grading
import MtestProtocol
import Paging

/// The command does its work at all: what every other check of it needs.
struct Translates: CommandExperiment {
    static let word = "translates"
    static let manual =
        "One of the commands is answered with the page's physical address, or with what a known mistake makes of it"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        var first: Verdict?
        for command in try dialogue.commands() {
            let verdict = try await judge(command, dialogue)
            if verdict.isPass { return verdict }
            first = first ?? verdict.asked(command.shown)
        }
        return first ?? .pass
    }

    private func judge(_ command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict {
        guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
        let answered = try await TranslationJudge(dialogue: dialogue, pageSize: nil, withTrace: false).answered(command)
        guard let finding = answered.verdict.finding else { return .pass }
        let walk = try await dialogue.bench.walk(address)
        guard let truth = walk.physical else { throw Unjudged.machine("there is no page at a place that is in memory") }
        // A mistake that is known by its values shows a walk, and so do entries that are those of the tables.
        if finding.mistake != nil || Self.isWalked(answered.answer.trace, walk) { return .pass }
        switch answered.answer.outcome {
        case .translated(let claim):
            if claim.physicalAddress >> 12 == truth >> 12 { return .pass }
            var verdict = answered.verdict
            verdict.finding?.message =
                "“\(command.shown)” is answered with an address that does not come from the page tables"
            return verdict
        case .notFound(let line):
            return .wrong(
                .missing, "no address is found, not even that of a page in memory", expected: finding.expected,
                actual: line)
        default:
            return .silence(of: command, answered.outcome, expected: finding.expected ?? "an answer")
        }
    }

    /// Whether an entry below the root was printed that is the one of the tables.
    private static func isWalked(_ trace: LevelTrace, _ walk: PageWalk) -> Bool {
        let levels: [(TraceLevel, PagingLevel)] = [(.pud, .pud), (.pmd, .pmd), (.pte, .pte)]
        return levels.contains { printed, level in
            guard let value = trace.entries[printed]?.value, let truth = walk.linuxEntry(level)?.raw else {
                return false
            }
            return TraceComparison.same(value, truth)
        }
    }
}
