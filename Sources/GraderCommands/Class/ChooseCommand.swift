import ArgumentParser
import Gradebook
import Reporting
import Results
import Words

/// `grader choose STUDENT ATTEMPT --why REASON`
struct ChooseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "choose", abstract: "Name the attempt of a student that counts.",
        discussion: """
            Without `counts:` in the policy, and with `counts: chosen`, the newest attempt of a student counts, or the one that \
            was chosen. `last` instead of a number takes the choice back.
            """)

    @Argument(help: "The student's id.")
    var student: String

    @Argument(help: "The number of the attempt, or `last`.")
    var attempt: String

    @Option(help: "The reason, for your files.")
    var why = ""

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func run() async throws {
        let number = Int(attempt)
        guard number != nil || attempt == "last" else {
            throw Failure(description: "“\(attempt.visibleLine)” is no number of an attempt, nor `last`", status: 2)
        }
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        let policy = try asUsageError { try gradebook.policy() }
        try asUsageError { try gradebook.choose(student: student, attempt: number, why: why) }
        let found = try gradebook.marks().result.students.first { $0.student.id == student }
        if let found, let current = found.current {
            Terminal.say(
                "\(student.visibleLine): attempt \(current.number) of \(found.attempts.count) counts, "
                    + "\(Points.text(found.score)) of \(Points.text(found.maxScore)) points\n")
        }
        if let counts = policy?.counts, counts != .chosen, number != nil {
            Terminal.complain(
                "the choice is entered, and does not count yet: policy.yml says `counts: \(counts.rawValue)`; write `counts: chosen`"
            )
        }
        if let sentence = try Standing.sentence(gradebook.waiting().filter { $0.student == student }, results: results)
        {
            Terminal.complain(sentence)
        }
    }
}
