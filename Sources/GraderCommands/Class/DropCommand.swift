import ArgumentParser
import FoundationEssentials
import Glibc
import Gradebook
import Words

/// `grader drop STUDENT [ATTEMPT] --why REASON`
struct DropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Take a student, or one attempt, out of the class.",
        discussion: """
            Reports, platforms and batches leave out what was dropped, also when a later export has it again. Nothing that \
            was handed in or measured is deleted: --back takes it in again, with every verdict. Without arguments: who was \
            dropped, and why.

            --forever erases a student instead: name, sources, verdicts, logs, marks, comments, requests. Nothing brings \
            that back but a backup.
            """)

    @Argument(help: "The student's id.")
    var student: String?

    @Argument(help: "The number of an attempt; left out: the student with everything.")
    var attempt: Int?

    @Option(help: "The reason, for your files.")
    var why = "no reason was given"

    @Flag(help: "Take in again what was dropped.")
    var back = false

    @Flag(help: "Erase the student for good, from the file of the gradebook too.")
    var forever = false

    @Flag(help: "With --forever: do not ask.")
    var yes = false

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func validate() throws {
        guard forever else { return }
        guard student != nil, attempt == nil, !back else {
            throw ValidationError("--forever takes the id of a STUDENT, and neither an attempt nor --back")
        }
    }

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        guard let student else {
            for (student, why) in try gradebook.dropped() {
                Terminal.say("\(student.visibleLine): \(why.visibleLine)\n")
            }
            return
        }
        if forever { return try erase(student, gradebook) }
        try asUsageError {
            if back {
                try gradebook.takeBack(student: student, attempt: attempt)
            } else {
                try gradebook.drop(student: student, attempt: attempt, why: why)
            }
        }
        let what = student.visibleLine + (attempt.map { ", attempt \($0)" } ?? "")
        let place = results == "." ? "" : " --results \(results.visibleLine)"
        let undo = "grader drop \(student.visibleLine)\(attempt.map { " \($0)" } ?? "") --back\(place)"
        Terminal.say(
            back ? "\(what): counts again\n" : "\(what): dropped; nothing is deleted, and `\(undo)` undoes it\n")
    }

    private func erase(_ student: String, _ gradebook: Gradebook) throws {
        let shown = student.visibleLine
        if !yes {
            guard isatty(STDIN_FILENO) == 1 else {
                throw Failure(
                    description: "add --yes to erase \(shown) for good: nothing but a backup brings it back", status: 2)
            }
            Terminal.say("Type the id \(shown) again to erase everything of this student for good> ")
            guard let line = readLine(), line == student else {
                return Terminal.say("Nothing was erased.\n")
            }
        }
        let erased = try asUsageError { try gradebook.erase(student) }
        try FeedbackJournal(folder: absolute(results)).remove(student: student)
        Terminal.say(
            "\(shown): erased, with \(erased.attempts) \(erased.attempts == 1 ? "attempt" : "attempts")"
                + (erased.shared > 0 ? "; \(erased.shared) of them others have handed in too, and keep" : "") + "\n")
        Terminal.say(
            "Still to be done by you: make reports and exports again, delete backups, and take the student out of what the "
                + "platform exported: a batch would bring it back.\n")
        let policy = (try? String(contentsOfFile: gradebook.policyFile, encoding: .utf8)) ?? ""
        if policy.contains(student) { Terminal.complain("\(gradebook.policyFile.visibleLine) still names \(shown)") }
    }
}
