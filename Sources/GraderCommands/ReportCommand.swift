import ArgumentParser
import FoundationEssentials
import Gradebook
import Reporting
import Results
import Words

/// `grader report RESULTS`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "What a class came to: in the terminal, as pages, for the platforms.",
        discussion: """
            Without options: a table in the terminal. Late days and marks by hand are as the gradebook and its policy \
            have them now; nothing is graded.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, jsonl, junit, ktap }

    @Argument(help: "The folder that `grader batch --out` wrote.")
    var results: String

    @Option(help: "The number of a lab: the marks of this part only.")
    var lab: Int?

    @Option(help: "Ids of checks, with commas between, or patterns with *: the marks of these only.")
    var check: String?

    @Option(help: "How the class is printed.")
    var format = Format.table

    @Option(help: "Only this student, by id, printed as `--student-format` says.")
    var student: String?

    @Option(help: "How that student is printed.")
    var studentFormat = SubmissionFormat.terminal

    @Option(help: "Write a folder of pages: index.html for you, students/ to be sent out.")
    var html: String?

    @Option(help: "With --html: where the grades begin, as A=90%,B=75% or in points; shows who stands at a boundary.")
    var grades: String?

    @Option(help: "With --html: the address of a form for regrade requests, as https://...{id}...{check}.")
    var requestForm: String?

    @Flag(help: "With --html: also compare the submissions with each other (copydetect, fetched once).")
    var similar = false

    @Option(
        help:
            "With --similar: a folder with the code that everybody was given. Left out: kmod-skeleton, where there is one."
    )
    var base: String?

    @Option(
        help:
            "With --similar: also compare with an earlier year: a folder with its gradebook, or of folders of sources.")
    var archive: [String] = []

    @Option(help: "Fill in the gradebook that Canvas exported; written beside it as NAME.filled.csv.")
    var canvas: String?

    @Option(help: "With --canvas: the assignment, by name or Canvas id; needed where the file has several.")
    var assignment: String?

    @Option(help: "Fill in Moodle's offline grading worksheet; written beside it as NAME.filled.csv.")
    var moodle: String?

    @Option(help: "With --moodle: the header of the column for the grade, where it is not found.")
    var gradeColumn: String?

    @Flag(help: "Where the platform's maximum differs from the rubric's: turn points into the same share of it.")
    var scale = false

    @Flag(help: "Show students the details of hidden checks, whatever the policy's date.")
    var releaseHidden = false

    @Flag(
        help:
            "Who wins or loses what by the latest grading from the gradebook's sources; with --format csv for a spreadsheet."
    )
    var changes = false

    @Flag(help: "Without names, ids, times, sources and free text: for research, or for a colleague's eyes.")
    var anonymous = false

    func validate() throws {
        if anonymous && (canvas != nil || moodle != nil || similar || changes) {
            throw ValidationError(
                "--anonymous goes with the formats and with --html, and with nothing that needs names")
        }
        if changes && (html != nil || canvas != nil || moodle != nil || student != nil) {
            throw ValidationError("--changes goes with --format table or csv alone")
        }
        if !similar && !archive.isEmpty { throw ValidationError("--archive needs --similar") }
        if similar && html == nil { throw ValidationError("--similar needs --html FOLDER") }
    }

    func run() async throws {
        let gradebook: Gradebook
        do { gradebook = try Gradebook.openForReading(results) } catch {
            throw Failure(description: error.sentence, status: 2)
        }
        let policy = try asUsageError { try gradebook.policy() }
        if changes { return try showChanges(gradebook) }
        let only = try CheckSelection(patterns: check, lab: lab).ids(of: gradebook.headings())
        var (classResult, material) = try gradebook.marks(policy: policy, only: only)
        for sentence in try Standing.sentences(classResult, of: gradebook, results: results) {
            Terminal.complain(sentence)
        }
        for remark in classResult.remarks { Terminal.complain(remark.visibleLine) }
        if anonymous {
            let names = try Dictionary(
                uniqueKeysWithValues: classResult.students.map {
                    ($0.student.id, try gradebook.pseudonym(of: $0.student.id))
                })
            classResult = classResult.anonymous { names[$0] ?? "?" }
        }
        let disclosure = Disclosure.now(policy: policy, released: releaseHidden)
        let isFiling = html != nil || canvas != nil || moodle != nil
        if let canvas {
            try fill(canvas) { bytes in
                try CanvasGradebook(bytes, assignment: assignment)
                    .filled(with: classResult, scale: scale ? .proportional : .points)
            }
        }
        if let moodle {
            try fill(moodle) { bytes in
                try MoodleWorksheet(bytes, gradeColumn: gradeColumn)
                    .filled(with: classResult, scale: scale ? .proportional : .points)
            }
        }
        // Nothing of an anonymous report is looked up: it has neither sources nor logs.
        let whole: @Sendable (StudentResult) throws -> StudentResult = { [anonymous, material] student in
            anonymous ? student : try material.shown(student)
        }
        if let html { try await write(classResult, gradebook, disclosure, whole, to: html) }
        if let student {
            guard let found = classResult.students.first(where: { $0.student.id == student }) else {
                throw Failure(description: "no student in \(results) has the id \(student)", status: 2)
            }
            Terminal.say(try studentFormat.text(whole(found), classTitle: classResult.title, disclosure: disclosure))
        } else if !isFiling {
            Terminal.say(try text(classResult))
        }
    }

    private func showChanges(_ gradebook: Gradebook) throws {
        guard let regrading = try gradebook.latestRegrading() else {
            throw Failure(description: GradebookError.noRegrading(folder: results).description, status: 2)
        }
        let table = ChangeTable(
            changes: try gradebook.changes(by: regrading),
            students: try gradebook.marks().result.students.count { $0.current != nil }, width: Terminal.width)
        Terminal.say(format == .csv ? table.csv : table.text)
    }

    private func text(_ classResult: ClassResult) throws -> String {
        switch format {
        case .table: ClassTable(isColoured: Terminal.isColoured, width: Terminal.width).text(classResult)
        case .csv: CSVReport.text(classResult)
        case .jsonl: try JSONLinesReport.text(classResult)
        case .junit: JUnitReport.text(classResult)
        case .ktap: KTAPReport.text(classResult)
        }
    }

    private func write(
        _ classResult: ClassResult, _ gradebook: Gradebook, _ disclosure: Disclosure,
        _ whole: @escaping @Sendable (StudentResult) throws -> StudentResult, to place: String
    ) async throws {
        let scale = try grades.map { text in try asUsageError { try GradeScale(text) } }
        let form = try requestForm.map { template in try asUsageError { try RequestForm(template) } }
        let progress = Progress()
        defer { progress.clear() }
        let names = try gradebook.pageNames
        let folder = try WholeFolder(place)
        do {
            var supplement = ClassPage.Supplement(grades: scale)
            if similar {
                let comparison = SimilarSubmissions(classResult, whole, base: base, archives: archive) {
                    progress.show($0)
                }
                let report = try await comparison.report { Site.path($0, token: names.token) }
                try report.forEachPage(try PageTemplates()) { try folder.write($0.text, to: $0.path) }
                supplement.similar = SimilarReport.index
                supplement.pairs = report.pairs
            }
            let site = try Site(
                classResult, disclosure: disclosure, request: form, supplement: supplement, token: names.token,
                whole: whole)
            let written = Turns()
            try await site.forEachPage(atOnce: ProcessInfo.processInfo.activeProcessorCount) { page in
                progress.show("page \(written.next()) of \(site.count)")
                try folder.write(page.text, to: page.path)
            }
        } catch {
            folder.discard()
            throw error
        }
        try folder.finish()
        progress.clear()
        Terminal.say("\(place)/index.html\n")
    }

    private func fill(_ file: String, _ fill: ([UInt8]) throws -> FilledWorksheet) throws {
        guard isFileOfPeople(file), let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw Failure(
                description: "\(file) cannot be read: is it there, yours, and a file of at most 16 MiB?", status: 2)
        }
        let filled: FilledWorksheet
        do { filled = try fill(Array(data)) } catch let flaw as WorksheetFlaw {
            throw Failure(description: "\(file): \(flaw)", status: 2)
        }
        let stem = file.lowercased().hasSuffix(".csv") ? String(file.dropLast(4)) : file
        let place = "\(stem).filled.csv"
        try WholeFolder.write(filled.bytes, toFile: place)
        Terminal.say("\(place): \(filled.filled) marks filled in\n")
        list("without a result, left as they were", filled.withoutResult)
        list(
            "with checks that could not be judged or items to be marked, left as they were (grade again, or `grader mark`)",
            filled.notJudged)
        list("excused there, left as they were", filled.excused)
        list("not in the file", filled.notInFile.map { "\($0.name) (\($0.id))" })
    }

    private func list(_ what: String, _ names: [String]) {
        guard !names.isEmpty else { return }
        let shown = names.prefix(10).map(\.visibleLine).joined(separator: ", ")
        Terminal.say("  \(names.count) \(what): \(shown)\(names.count > 10 ? ", ..." : "")\n")
    }
}

extension Disclosure {
    /// What students may see at this moment.
    static func now(policy: Policy?, released: Bool) -> Disclosure {
        guard !released else { return .released }
        guard let date = policy?.releaseHidden else { return .withheld(until: nil) }
        return Date().timeIntervalSince1970 >= date ? .released : .withheld(until: policy?.clock.text(date))
    }
}
