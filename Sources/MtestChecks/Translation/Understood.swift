import Grading
import Mistakes
import MtestProtocol
import Words

/// The command was read as it was written; what the answer is does not matter.
struct Understood: CommandExperiment {
    static let word = "understood"
    static let manual = "As `accepted`, of a command that names an address"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        let verdict = try await Understanding(dialogue: dialogue, command: command).verdict()
        guard let finding = verdict.finding, [.refused, .wrong].contains(finding.symptom) else { return verdict }
        return try await verdict.named { try await baseMistake(command, dialogue) }
    }

    /// How a number without 0x is read, where the module repeats the address: by what it makes of 1000 and of 0x1000.
    private func baseMistake(_ command: FilledCommand, _ dialogue: Dialogue) async throws -> Mistake? {
        guard let address = command.address, command.text.hasSuffix(String(address, radix: 16)),
            !command.text.hasSuffix(hex(address))
        else { return nil }
        func reading(_ number: String) async throws -> UInt64? {
            let lines = try await dialogue.askPlainly("findpage \(number)").lines
            return FindPageAnswer.read(lines, for: 0x1000).trace.virtualAddress
        }
        guard try await reading("1000") == 1000 else { return nil }
        return try await reading("0x1000") == 0x1000 ? .baseZero : .hexadecimalReadAsDecimal
    }
}
