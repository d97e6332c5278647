import ArgumentParser
import Grading
import Installation
import MtestChecks
import Results

/// `grader explain CHECK`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "What a check does, why it matters, and its hints, one more at each --hint.")

    @Argument(help: "The id of a check, for example findpage.noexec; none lists them all.")
    var check: String?

    @Option(help: "How many hints to show.")
    var hint = 0

    @Flag(help: "The kinds of checks that a rubric may have, with their fields, for authors of labs.")
    var kinds = false

    @Flag(help: "With --kinds: as tables for a page of documents.")
    var markdown = false

    func run() async throws {
        if kinds {
            let manual = Manual(.mtest)
            Terminal.say(markdown ? manual.markdown : manual.text)
            return
        }
        let rubric = try Course.read(labs: Installation.find().labs).rubric
        guard let check else {
            for check in rubric.checks { Terminal.say("\(check.id)  \(check.title)\n") }
            return
        }
        guard let found = rubric.checks.first(where: { $0.id == check }) else {
            throw Failure(description: "no check is named \(check): `grader explain` lists them", status: 2)
        }
        Terminal.say("\(found.id) (\(found.lab)): \(found.title)\n\n\(found.heading.why)\n")
        if let command = found.command { Terminal.say("\nIt writes “\(command)” to /proc/mtest.\n") }
        for text in found.heading.hints.prefix(max(hint, 0)) { Terminal.say("\nHint: \(text)\n") }
        if hint < found.heading.hints.count {
            Terminal.say("\nThe next hint: grader explain \(check) --hint \(max(hint, 0) + 1)\n")
        }
    }
}
