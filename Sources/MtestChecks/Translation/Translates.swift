import Grading
import Mistakes
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
        let bench = dialogue.bench
        guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
        let outcome = try await dialogue.ask(command)
        let walk = try await bench.walk(address)
        guard let truth = walk.physical else { throw Unjudged.machine("there is no page at a place that is in memory") }
        if case .translated(let claim) = FindPageAnswer.read(outcome.lines, for: address).outcome {
            let isNear = claim.physicalAddress >> 12 == truth >> 12
            let known = try await bench.look {
                WrongAddress.name(claim: claim.physicalAddress, walk: walk, truth: truth, memory: $0)
            }
            let tables = Tables(bench: bench)
            let other = try await tables.otherProcess(claim: claim.physicalAddress, address, dialogue.question)
            if isNear || known != nil || other != nil { return .pass }
        }
        return .silence(of: command, outcome, expected: "the physical address of a page that is in memory")
    }
}
