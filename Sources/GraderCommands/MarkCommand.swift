import ArgumentParser
import Gradebook
import Reporting
import Results
import Words

/// `grader mark STUDENT CHECK POINTS --why REASON`
struct MarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark", abstract: "Give a mark by hand; it stands beside the measured one.",
        discussion: "It survives regrading. `measured` instead of points takes it back.")

    @Argument(help: "The student's id.")
    var student: String

    @Argument(help: "The id of a check.")
    var check: String

    @Argument(help: "Points in place of the measured ones, or `measured`.")
    var points: String

    @Option(help: "The reason, which is shown with the mark.")
    var why: String

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func run() async throws {
        var number: Double?
        if points != "measured" {
            guard let value = Double(points), value >= 0, value.isFinite else {
                throw Failure(description: "“\(points)” is no number of points, nor `measured`", status: 2)
            }
            number = value
        }
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        try asUsageError { try gradebook.mark(student: student, check: check, points: number, why: why) }
        let result = try gradebook.classResult().students.first { $0.student.id == student }
        let measured = result?.current?.result.checks.first { $0.id == check }
        Terminal.say(
            "\(student.visibleLine), \(check.visibleLine): "
                + (number.map { "\(Points.text($0)) by hand" } ?? "as measured")
                + (measured.map { ", measured \(Points.text($0.score)) of \(Points.text($0.maxScore))" } ?? "")
                + (result.map { "; \(Points.text($0.score)) of \(Points.text($0.maxScore)) in all" } ?? "") + "\n")
        if let number, let measured, number > measured.maxScore {
            Terminal.complain(
                "check the number: \(Points.text(number)) is more than the \(Points.text(measured.maxScore)) points of this check, and counts in full"
            )
        }
    }
}
