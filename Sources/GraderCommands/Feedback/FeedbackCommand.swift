import ArgumentParser
import FoundationEssentials
import Gradebook
import Reporting
import Results
import Words

/// `grader feedback RESULTS`
struct FeedbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback", abstract: "Hand each student's page out: through Moodle, Canvas, mail or a list.",
        discussion: """
            Nothing is graded, and nothing about another student is in a page. Students with checks that the grader could \
            not judge are left out and named, until they are graded or you add --unfinished.
            """)

    @Argument(help: "The folder that `grader batch --out` wrote.")
    var results: String

    @Option(help: "Write a zip for Moodle: View all submissions, Upload multiple feedback files in a zip.")
    var moodle: String?

    @Option(help: "Write a zip for Canvas: the assignment, Re-upload submissions. Needs --canvas-export.")
    var canvas: String?

    @Option(help: "With --canvas: what Canvas exported (Download submissions): a zip or a folder.")
    var canvasExport: String?

    @Option(help: "Write a CSV file: id, name, email, page, address, mark.")
    var list: String?

    @Option(help: "With --list: where you put the folder of `grader report --html` on the web.")
    var address = ""

    @Option(help: "Write an mbox file, a message to each student with the page attached. Needs --from.")
    var mbox: String?

    @Option(help: "With --mbox: your address.")
    var from: String?

    @Option(help: "With --mbox: the subject; left out: the class's title.")
    var subject: String?

    @Option(
        help: ArgumentHelp(
            "Give this command for each student, a text on its standard input; {email}, {file} (the page), {id}, {name} and {mark} are filled in. No shell reads it.",
            valueName: "mail -s Results -A {file} {email}"))
    var command: String?

    @Flag(help: "With --command: print the commands and give none.")
    var dryRun = false

    @Flag(help: "With --command: also to students who were sent the same page before.")
    var again = false

    @Option(help: "The address of a form for regrade requests, as https://...{id}...{check}.")
    var requestForm: String?

    @Option(help: "Only this student, by id; may be given several times.")
    var student: [String] = []

    @Flag(help: "Also for students with checks that could not be judged.")
    var unfinished = false

    @Flag(help: "Show students the details of hidden checks, whatever the policy's date.")
    var releaseHidden = false

    func validate() throws {
        guard [moodle, canvas, list, mbox, command].contains(where: { $0 != nil }) else {
            throw ValidationError("say how: --moodle, --canvas, --list, --mbox or --command")
        }
        if (canvas == nil) != (canvasExport == nil) {
            throw ValidationError("--canvas and --canvas-export go together")
        }
        if mbox != nil && from == nil { throw ValidationError("--mbox needs --from, your address") }
        if command == nil && (dryRun || again) { throw ValidationError("--dry-run and --again need --command") }
    }

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        let policy = try asUsageError { try gradebook.policy() }
        let (classResult, material) = try gradebook.marks(policy: policy)
        let form = try requestForm.map { template in try asUsageError { try RequestForm(template) } }
        let mail = try command.map { text in try asUsageError { try MailCommand(text) } }
        let chosen = try chosen(classResult)
        let progress = Progress()
        defer { progress.clear() }
        let names = try gradebook.pageNames
        let templates = try PageTemplates()
        let disclosure = Disclosure.now(policy: policy, released: releaseHidden)
        let made = Turns()
        let letters = try await chosen.mapAtOnce(ProcessInfo.processInfo.activeProcessorCount) { student in
            progress.show("page \(made.next()) of \(chosen.count)")
            return FeedbackLetter(
                try material.shown(student), classTitle: classResult.title, disclosure: disclosure, request: form,
                token: names.token, templates: templates)
        }
        progress.clear()
        if let list {
            try WholeFolder.write(Array(FeedbackList.csv(letters, address: address).utf8), toFile: list)
            Terminal.say("\(list): \(letters.count) students\n")
        }
        let outgoing = Outgoing(letters: letters, progress: progress)
        if let moodle { try await outgoing.writeMoodle(to: moodle) }
        if let canvas, let canvasExport { try await outgoing.writeCanvas(to: canvas, export: canvasExport) }
        if let mbox {
            let mailbox = try asUsageError {
                try Mailbox(sender: from ?? "", subject: subject ?? classResult.title, date: Self.now)
            }
            try outgoing.writeMailbox(mailbox, to: mbox)
        }
        if let mail {
            try await outgoing.send(
                mail, journal: FeedbackJournal(folder: gradebook.folder), isDry: dryRun, again: again)
        }
    }

    /// Who gets a page; who does not is told.
    private func chosen(_ classResult: ClassResult) throws -> [StudentResult] {
        let known = Set(classResult.students.map(\.student.id))
        for id in student where !known.contains(id) {
            throw Failure(description: "no student in \(results) has the id \(id.visibleLine)", status: 2)
        }
        let wanted = classResult.students.filter { student.isEmpty || student.contains($0.student.id) }
        let waiting = wanted.filter { !unfinished && $0.current != nil && $0.mark == nil }
        let left = Set(waiting.map(\.student.id))
        let ready = wanted.filter { !left.contains($0.student.id) }
        Outgoing.tell(
            "left out, not all checks are judged, or an item waits for a mark: grade again, mark, or add --unfinished",
            waiting.map(\.student))
        guard !ready.isEmpty else {
            throw Failure(description: "there is nobody to send a page to", status: waiting.isEmpty ? 2 : 3)
        }
        return ready
    }

    /// As mail has it (RFC 5322), in UTC.
    private static var now: String {
        let parts = Calendar(identifier: .gregorian).dateComponents(
            in: TimeZone(secondsFromGMT: 0) ?? .current, from: Date())
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let month = months[max(min((parts.month ?? 1) - 1, 11), 0)]
        return
            "\(parts.day ?? 1) \(month) \(parts.year ?? 1970) \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) +0000"
    }
}
