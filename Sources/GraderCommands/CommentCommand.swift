import ArgumentParser
import FoundationEssentials
import Gradebook
import Results
import Words

/// `grader comment STUDENT FILE:LINE TEXT`
struct CommentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment", abstract: "Write a comment at a line of what a student handed in.",
        discussion: """
            The student's page shows it beside the line. It belongs to the attempt that counts now, or to the one that \
            --attempt names. Without a place and a text: the comments there are, with their numbers.

                grader comment 4711 mtest.c:120 "release the lock on this path, too" --results results
            """)

    @Argument(help: "The student's id.")
    var student: String

    @Argument(help: "The file and the line, for example mtest.c:120.")
    var place: String?

    @Argument(help: "What is to be said.")
    var text: String?

    @Option(help: "The number of the attempt; left out: the one that counts.")
    var attempt: Int?

    @Option(help: "Who says it; left out: your login name.")
    var by: String?

    @Option(help: "The number of a comment that is taken back.")
    var remove: Int64?

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func validate() throws {
        guard (place == nil) == (text == nil) else { throw ValidationError("give FILE:LINE and TEXT") }
        guard remove == nil || place == nil else { throw ValidationError("--remove N needs no FILE:LINE and TEXT") }
        if let text, text.isEmpty || text.utf8.count > 10_000 {
            throw ValidationError("the text has to have 1 to 10,000 bytes")
        }
    }

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        if let remove {
            try asUsageError { try gradebook.removeComment(remove, of: student) }
            return Terminal.say("comment \(remove) is taken back\n")
        }
        guard let place, let text else { return try list(gradebook) }
        guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]), line > 0 else {
            throw Failure(description: "write the place as mtest.c:120: “\(place.visibleLine)” has no line", status: 2)
        }
        let at = SourcePlace(file: String(place[..<colon]), line: line)
        let comment = try asUsageError {
            try gradebook.comment(
                student, at: at, text, by: by ?? ProcessInfo.processInfo.userName, attempt: attempt)
        }
        Terminal.say("comment \(comment.id) at \(comment.path.visibleLine):\(comment.line)\n")
    }

    private func list(_ gradebook: Gradebook) throws {
        guard let found = try gradebook.marks().result.students.first(where: { $0.student.id == student }) else {
            throw Failure(description: "no student of the class is \(student.visibleLine)", status: 2)
        }
        for attempt in found.attempts {
            for comment in attempt.comments {
                Terminal.say(
                    "\(comment.id)  attempt \(attempt.number)  \(comment.path.visibleLine):\(comment.line)  "
                        + "\(comment.author.visibleLine): \(comment.text.visibleLine)\n")
            }
        }
        if found.attempts.allSatisfy(\.comments.isEmpty) {
            Terminal.say("there is no comment for \(student.visibleLine)\n")
        }
    }
}
