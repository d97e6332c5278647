import ArgumentParser
import Grading
import Installation

/// `grader explain CHECK`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "What a check does, why it matters, and its hints, one more at each --hint.")

    @Argument(help: "The id of a check, for example findpage.noexec; none lists them all.")
    var check: String?

    @Option(help: "How many hints to show.")
    var hint = 0

    func run() async throws {
        let rubric = try Rubric.read(labs: Installation.find().labs)
        guard let check else {
            for check in rubric.checks { Terminal.say("\(check.id)  \(check.title)\n") }
            return
        }
        guard let found = rubric.checks.first(where: { $0.id == check }) else {
            throw Failure(description: "no check is named \(check): `grader explain` lists them", status: 2)
        }
        Terminal.say("\(found.id) (\(found.lab)): \(found.title)\n\n\(found.why)\n")
        if !found.command.isEmpty { Terminal.say("\nIt writes “\(found.command)” to /proc/mtest.\n") }
        for text in found.hints.prefix(max(hint, 0)) { Terminal.say("\nHint: \(text)\n") }
        if hint < found.hints.count {
            Terminal.say("\nThe next hint: grader explain \(check) --hint \(max(hint, 0) + 1)\n")
        }
    }
}
