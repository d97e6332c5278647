import ArgumentParser
import Gradebook
import Words

/// `grader rows RESULTS`: what a test compares two gradebooks by.
struct RowsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rows", abstract: "Everything that a gradebook has measured, a line each, in a fixed order.",
        shouldDisplay: false)

    @Argument(help: "The folder of the gradebook.")
    var results: String

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        for row in try gradebook.rows() { Terminal.say(row.visibleLine + "\n") }
    }
}
