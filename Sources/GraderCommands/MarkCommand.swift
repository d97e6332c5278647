import ArgumentParser
import FoundationEssentials
import Gradebook
import Reporting
import Results
import Words

/// `grader mark STUDENT CHECK POINTS --why REASON`
struct MarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark", abstract: "Give a mark by hand; it stands beside the measured one.",
        discussion: """
            It belongs to the attempt that counts now, or to the one that --attempt names, and survives regrading. \
            `measured` instead of points takes it back. CHECK is the id of a check, or of an item of the policy.

                grader mark 4711 findpage.huge 2 --why "right idea" --results results
                grader mark --from marks.csv --why "read by eye" --results results
                grader mark --history --results results

            A CSV file has the columns id, check, points, why (a mark a row), or id and a column for each item. Either all \
            of its marks are entered or none.
            """)

    @Argument(help: "The student's id.")
    var student: String?

    @Argument(help: "The id of a check, or of an item of the policy.")
    var check: String?

    @Argument(help: "Points in place of the measured ones, or `measured`.")
    var points: String?

    @Option(help: "The reason, which is shown with the mark; needed for checks.")
    var why: String?

    @Option(help: "A CSV file of marks.")
    var from: String?

    @Option(help: "The number of the attempt that is marked; left out: the one that counts.")
    var attempt: Int?

    @Option(help: "Who gives the mark; left out: your login name.")
    var by: String?

    @Flag(help: "More points than the check has are meant.")
    var above = false

    @Flag(help: "Show all marks that were ever given, or those of STUDENT.")
    var history = false

    @Option(help: "The folder of the gradebook; left out: the current one.")
    var results = "."

    func validate() throws {
        if history {
            guard check == nil, from == nil else { throw ValidationError("--history takes a STUDENT, or nothing") }
        } else if from != nil {
            guard student == nil, attempt == nil else {
                throw ValidationError("--from FILE says whose marks these are: leave out STUDENT and --attempt")
            }
        } else if points == nil {
            throw ValidationError("give STUDENT, CHECK and POINTS, or --from FILE")
        }
    }

    func run() async throws {
        let gradebook = try asUsageError { try Gradebook.open(absolute(results)) }
        if history { return try show(gradebook) }
        if let from { return try enter(from, into: gradebook) }
        guard let student, let check, let points else { return }
        var number: Hundredths?
        if points != "measured" {
            do { number = Hundredths(count: try PointsText(points).count) } catch {
                throw Failure(description: "“\(points.visibleLine)”: \(error.reason), nor `measured`", status: 2)
            }
        }
        let headings = try asUsageError { try gradebook.headings() }
        guard why != nil || headings.contains(where: { $0.id == check && $0.isByHand }) else {
            throw Failure(description: "say --why \"...\": the student reads the reason", status: 2)
        }
        let order = MarkOrder(
            student: student, item: check, points: number, why: why ?? "", attempt: attempt, mayExceed: above)
        let entered = try asUsageError { try gradebook.give([order], by: author) }
        Terminal.say(try told(order, isNew: entered > 0, gradebook))
    }

    private var author: String { by ?? ProcessInfo.processInfo.userName }

    private func told(_ order: MarkOrder, isNew: Bool, _ gradebook: Gradebook) throws -> String {
        let result = try gradebook.marks().result.students.first { $0.student.id == order.student }
        let marked = attempt.flatMap { number in result?.attempts.first { $0.number == number } } ?? result?.current
        let measured = marked?.result.checks.first { $0.id == order.item }
        var text = "\(order.student.visibleLine), \(order.item.visibleLine)"
        if let marked { text += " of attempt \(marked.number)" }
        text += ": " + (order.points.map { "\(Points.text($0.points)) by hand" } ?? "as measured")
        if let measured {
            text +=
                measured.heading.isByHand
                ? " of \(Points.text(measured.maxScore))"
                : ", measured \(Points.text(measured.score)) of \(Points.text(measured.maxScore))"
        }
        if !isNew { text += " (as before)" }
        guard let result, let marked else { return text + "\n" }
        guard marked.number == result.current?.number else {
            return text + "; attempt \(result.current?.number ?? 0) counts, and its mark stays\n"
        }
        return text + "; \(result.markText) of \(Points.text(result.maxScore)) in all\n"
    }

    private func enter(_ file: String, into gradebook: Gradebook) throws {
        let sheet = try asUsageError {
            try MarkSheet(absolute(file), headings: gradebook.headings(), why: why, mayExceed: above)
        }
        let entered: Int
        do { entered = try gradebook.give(sheet.orders.map(\.order), by: author) } catch let refusal as MarkRefusal {
            throw Failure(
                description: "\(sheet.flaw(of: refusal.order, refusal.reason.description)); no mark was entered",
                status: 2)
        }
        let same = sheet.orders.count - entered
        Terminal.say(
            "\(file.visibleLine): \(entered) \(entered == 1 ? "mark" : "marks") entered"
                + (same > 0 ? ", \(same) as before" : "") + "\n")
    }

    private func show(_ gradebook: Gradebook) throws {
        let clock = try gradebook.policy()?.clock ?? gradebook.clock()
        let events = try gradebook.markHistory(of: student)
        for event in events {
            let points = event.points.map { "\(Points.text($0)) points" } ?? "taken back"
            let attempt = event.attempt.map { "attempt \($0)" } ?? "every attempt"
            let author = event.author.isEmpty ? "" : "  by \(event.author.visibleLine)"
            let why = event.why.isEmpty ? "" : ": \(event.why.visibleLine)"
            Terminal.say(
                "\(clock.text(event.given))  \(event.student.visibleLine)  \(event.item.visibleLine)  \(points)  \(attempt)"
                    + "\(author)\(why)\n")
        }
        if events.isEmpty { Terminal.say("no mark was given by hand\n") }
    }
}
