import Grading
import Mistakes

/// Each line of an answer is one record of the log: pieces of several printk() are records of their own, between which those
/// of others may come.
struct WholeLines: CommandExperiment {
    static let word = "whole-lines"
    static let manual = "Each line of the answers is one record of the log"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for command in try dialogue.commands() {
            let outcome = try await dialogue.ask(command)
            guard outcome.manners.contains(.inPieces) else { continue }
            let pieces = outcome.lines.drop { !LogManner.isPiece($0) }.prefix(6).map { "“\($0)”" }
            return .wrong(
                .wrong, "the lines of the answer to “\(command.shown)” come in pieces",
                expected: "one record for each line", actual: pieces.joined(separator: " "), mistake: .printedInPieces
            ).asked(command.shown)
        }
        return .pass
    }
}
