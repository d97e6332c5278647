import Grading
import Mistakes
import MtestProtocol
import Paging
import Words

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
        let bench = dialogue.bench
        guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
        let outcome = try await dialogue.ask(command)
        let walk = try await bench.walk(address)
        guard let truth = walk.physical else { throw Unjudged.machine("there is no page at a place that is in memory") }
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        // Entries that are those of the tables show a walk, whatever became of the result.
        if Self.isWalked(answer.trace, walk) { return .pass }
        let expected = "vaddr = \(hex(address)) -> paddr = \(hex(truth))"
        switch answer.outcome {
        case .translated(let claim):
            let isNear = claim.physicalAddress >> 12 == truth >> 12
            let known = try await bench.look {
                WrongAddress.name(claim: claim.physicalAddress, walk: walk, truth: truth, memory: $0)
            }
            let other = try await Tables(bench: bench)
                .otherProcess(claim: claim.physicalAddress, address, dialogue.question)
            if isNear || known != nil || other != nil || claim.states(truth) { return .pass }
            return .wrong(
                .wrong, "“\(command.shown)” is answered with an address that does not come from the page tables",
                expected: expected, actual: claim.line)
        case .notFound(let line):
            return .wrong(
                .missing, "no address is found, not even that of a page in memory", expected: expected, actual: line)
        default: return .silence(of: command, outcome, expected: expected)
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
