import Grading
import MtestProtocol
import Paging

/// What write(2) returns for commands that are understood. What they print and what they do is judged elsewhere.
struct Returns: CommandExperiment {
    static let word = "returns"
    static let manual =
        "The length of each command, whatever its answer; a `writeval` that leaves memory as it was may also fail with "
        + "EFAULT, EACCES or EPERM"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for command in try dialogue.commands() {
            let watched = command.text.hasPrefix("\(MtestCommandName.writeval.rawValue) ") ? command.address : nil
            let before = try await Self.word(watched, dialogue)
            let outcome = try await dialogue.ask(command)
            if watched != nil, outcome.result != dialogue.bytes(of: command).count,
                try await Self.word(watched, dialogue) == before
            {
                if let flaw = dialogue.refusalFlaw(outcome, command) { return flaw.asked(command.shown) }
            } else if let flaw = dialogue.lengthFlaw(outcome, command) {
                return flaw.asked(command.shown)
            }
        }
        return .pass
    }

    /// What is at an address of the target, as its tables lead to it; nil where nothing is mapped.
    private static func word(_ address: UInt64?, _ dialogue: Dialogue) async throws -> [UInt8]? {
        guard let address else { return nil }
        guard let physical = try await dialogue.bench.walk(address).physical else { return nil }
        let count = min(MemoryWrite.width, Stretch.bytesLeft(inPageOf: address))
        return try await dialogue.bench.look { $0.bytes(at: physical, count: count) }
    }
}
