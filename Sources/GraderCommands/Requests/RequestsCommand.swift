import ArgumentParser
import FoundationEssentials
import Gradebook
import Reporting
import Words

/// `grader requests`: what students want to be looked at again.
struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "Requests for another look at a check: take in, list, answer.",
        discussion: """
            A request is answered by a mark by hand, by a grading anew of the check, or by a sentence. The student's page \
            shows it with its answer.

                grader requests import answers.csv --results results
                grader requests --results results
                grader requests close 4711 findpage.huge --because "the address is the kernel's" --results results
            """,
        subcommands: [
            ListRequestsCommand.self, ImportRequestsCommand.self, CloseRequestCommand.self, ReopenRequestCommand.self,
        ], defaultSubcommand: ListRequestsCommand.self)
}

/// `grader requests list`
struct ListRequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The open requests, each with its verdict and what was seen.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, csv }

    @Flag(help: "Also those that are answered.")
    var all = false

    @Option(help: "How they are printed; csv has all of them.")
    var format = Format.text

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.openForReading(absolute(results)) }
        let table = RequestTable(try asUsageError { try gradebook.classResult() })
        switch format {
        case .text:
            Terminal.say(
                table.text(
                    showsAll: all, isColoured: Terminal.isColoured, width: Terminal.width, results: results))
        case .csv: Terminal.say(table.csv)
        }
    }
}

/// `grader requests import FILE`
struct ImportRequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take in the answers to a form, as its platform exports them (CSV).",
        discussion: """
            A row is a request, with the columns id, check and text. Columns with other headings are named with \
            --id-column, --check-column and --text-column. Rows that are there already are not taken in again. Rows about \
            nobody or nothing of the class are told, and the exit status is 1 then; the others are taken in.
            """)

    @Argument(help: "The CSV file.")
    var file: String

    @Option(help: "The heading of the column with the student's id (or login, or e-mail address).")
    var idColumn: String?

    @Option(help: "The heading of the column with the check's id.")
    var checkColumn: String?

    @Option(help: "The heading of the column with what the student wrote.")
    var textColumn: String?

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        let clock = try asUsageError { try gradebook.policy()?.clock ?? gradebook.clock() }
        let sheet = try asUsageError {
            try RequestSheet(
                file, columns: .init(id: idColumn, check: checkColumn, text: textColumn), zone: clock.zone)
        }
        let taken = try asUsageError { try gradebook.enter(sheet.orders.map { $0.order }) }
        var flaws = sheet.refused
        for (index, result) in taken.enumerated() {
            if case .refused(let reason) = result { flaws.append(sheet.flaw(of: index, reason)) }
        }
        let (entered, before) = (taken.count { $0 == .entered }, taken.count { $0 == .asBefore })
        Terminal.say(
            "\(file.visibleLine): \(entered) \(entered == 1 ? "request" : "requests") taken in"
                + (before > 0 ? ", \(before) as before" : "") + "\n")
        if let time = sheet.unclear.first {
            Terminal.complain(
                "“\(time.visibleLine)” can be read in two ways or in none: \(sheet.unclear.count) "
                    + "\(sheet.unclear.count == 1 ? "request counts" : "requests count") as asked now")
        }
        if !sheet.unread.isEmpty {
            Terminal.complain("columns that were not read: \(sheet.unread.joined(separator: ", ").visibleLine)")
        }
        for flaw in flaws.sorted(by: { ($0.row ?? 0) < ($1.row ?? 0) }) { Terminal.complain("\(flaw)") }
        guard flaws.isEmpty else {
            throw Failure(
                description: "\(flaws.count) \(flaws.count == 1 ? "row was" : "rows were") not taken in: correct "
                    + "\(flaws.count == 1 ? "it" : "them") in the file and give the same command again",
                status: 1)
        }
    }
}

/// `grader requests close STUDENT CHECK --because TEXT`
struct CloseRequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Answer a student's open requests for a check; the student reads the answer.")

    @Argument(help: "The student's id.")
    var student: String

    @Argument(help: "The id of the check or the item.")
    var check: String

    @Option(help: "The answer.")
    var because: String

    @Option(help: "Who answers; left out: your login name.")
    var by: String?

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func validate() throws {
        if because.allSatisfy(\.isWhitespace) || because.utf8.count > 10_000 {
            throw ValidationError("--because takes 1 to 10,000 bytes: the student reads it")
        }
    }

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        let count = try asUsageError {
            try gradebook.closeRequests(
                of: student, check: check, because: because, by: by ?? ProcessInfo.processInfo.userName)
        }
        Terminal.say(
            "\(student.visibleLine), \(check.visibleLine): \(count == 1 ? "1 request" : "\(count) requests") answered; "
                + "the next report tells the student\n")
    }
}

/// `grader requests reopen STUDENT CHECK`
struct ReopenRequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Open the last answered request of a student for a check again.")

    @Argument(help: "The student's id.")
    var student: String

    @Argument(help: "The id of the check or the item.")
    var check: String

    @Option(help: "Who does it; left out: your login name.")
    var by: String?

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        try asUsageError {
            try gradebook.reopenRequest(of: student, check: check, by: by ?? ProcessInfo.processInfo.userName)
        }
        Terminal.say("\(student.visibleLine), \(check.visibleLine): open again\n")
    }
}
