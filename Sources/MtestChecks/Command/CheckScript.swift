package import Grading
package import TargetProtocol

/// What a check writes to the module, filled in: for people who write the same by hand.
package struct CheckScript: Sendable, Hashable {
    /// Commands that are written before; how they end does not matter.
    package let first: [String]
    /// Whether the target ends after these, and another process of its name starts.
    package let replaces: Bool
    /// Who writes.
    package let writer: Writer
    /// How the process writes.
    package let mode: TargetRequest.WriteMode
    /// Whether no newline ends a command.
    package let isRaw: Bool
}

extension Rubric.Check {
    /// How the check writes, and what it writes before its command; nil for a kind that writes no command.
    ///
    /// - Throws: ``Unjudged`` for a place that the target has not announced.
    package func script(on bench: any Bench) throws -> CheckScript? {
        guard let question = (experiment as? any CommandExperiment)?.question else { return nil }
        return CheckScript(
            first: try question.first.map { try FilledCommand($0, of: id, on: bench).text },
            replaces: question.replaces,
            writer: question.writer, mode: question.mode, isRaw: question.isRaw)
    }

    /// The commands of the check with this run's places and values filled in, in their order; none for a kind without.
    ///
    /// - Throws: ``Unjudged`` for a place that the target has not announced.
    package func filledCommands(on bench: any Bench) throws -> [String] {
        guard let question = (experiment as? any CommandExperiment)?.question else {
            return try filledCommand(on: bench).map { [$0] } ?? []
        }
        return try ([question.command] + question.more).map { try FilledCommand($0, of: id, on: bench).text }
    }
}
