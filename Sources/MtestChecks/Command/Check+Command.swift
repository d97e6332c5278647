package import Grading

extension Rubric.Check {
    /// The command of the check with this run's places and values filled in, as it is written to the module; nil for a
    /// check without one.
    ///
    /// - Throws: ``Unjudged`` for a place that the target has not announced.
    package func filledCommand(on bench: any Bench) throws -> String? {
        guard let command else { return nil }
        guard let template = try? CommandTemplate(command) else { return nil }
        return try FilledCommand(template, of: id, on: bench).text
    }
}
