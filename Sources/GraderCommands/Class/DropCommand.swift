import ArgumentParser
import Gradebook
import Words

/// `grader drop STUDENT [ATTEMPT] --why REASON`
struct DropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Take a student, or one attempt, out of the class.",
        discussion: """
            Reports, platforms and batches leave out what was dropped, also when a later export has it again. Nothing is \
            deleted: --back takes it in again, with every verdict. Without arguments: who was dropped, and why.
            """)

    @Argument(help: "The student's id.")
    var student: String?

    @Argument(help: "The number of an attempt; left out: the student with everything.")
    var attempt: Int?

    @Option(help: "The reason, for your files.")
    var why = "no reason was given"

    @Flag(help: "Take in again what was dropped.")
    var back = false

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        guard let student else {
            for (student, why) in try gradebook.dropped() {
                Terminal.say("\(student.visibleLine): \(why.visibleLine)\n")
            }
            return
        }
        try asUsageError {
            if back {
                try gradebook.takeBack(student: student, attempt: attempt)
            } else {
                try gradebook.drop(student: student, attempt: attempt, why: why)
            }
        }
        let what = student.visibleLine + (attempt.map { ", attempt \($0)" } ?? "")
        let undo = "grader drop \(student.visibleLine)\(attempt.map { " \($0)" } ?? "") --back"
        Terminal.say(
            back ? "\(what): counts again\n" : "\(what): dropped; nothing is deleted, and `\(undo)` undoes it\n")
    }
}
