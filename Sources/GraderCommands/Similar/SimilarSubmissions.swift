import FoundationEssentials
import Glibc
import Installation
import Reporting
import Results
import Subprocess
import SystemPackage
import Words

/// Compares the submissions of a class with each other, and with earlier years', by copydetect, a program for just that.
/// Code is only read as text.
struct SimilarSubmissions {
    private let classResult: ClassResult
    private let whole: @Sendable (StudentResult) throws -> StudentResult
    private let base: String?
    private let archives: [String]
    private let progress: @Sendable (String) -> Void

    /// The version whose functions `Comparison/compare.py` calls.
    private static let package = "copydetect==0.5.0"
    /// From this share on a pair is reported, and how many are, the most similar ones first.
    private static let (threshold, limit) = (0.5, 200)

    /// Prepares to compare; `whole` gives a student's results the sources, `base` is a folder with code that all students
    /// were given, `archives` have earlier years'.
    init(
        _ classResult: ClassResult, _ whole: @escaping @Sendable (StudentResult) throws -> StudentResult, base: String?,
        archives: [String] = [],
        progress: @escaping @Sendable (String) -> Void
    ) {
        self.classResult = classResult
        self.whole = whole
        self.base = base
        self.archives = archives
        self.progress = progress
    }

    /// Compares the submissions.
    ///
    /// - Parameter link: Where a student's page is, relative to the folder of the class page.
    /// - Returns: The report: its pages, and the pairs for the class page.
    /// - Throws: ``Failure``.
    func report(link: @escaping @Sendable (Student) -> String) async throws -> SimilarReport {
        let installation = try Installation.find()
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let earlier = try EarlierYears.read(archives, scratch: "\(folder)/archives")
        let own = try classResult.students.compactMap { student in
            try whole(student).current.map { (student: student.student, files: $0.sources) }
        }
        let headers = SharedHeaders(own.map(\.files))
        let texts =
            own.compactMap { student, files in
                ComparedText(
                    name: student.name.isEmpty ? student.id : student.name, student: student, files: files,
                    leftOut: headers.contents)
            }
            + earlier.compactMap { name, files in
                ComparedText(name: name, student: nil, files: files, leftOut: headers.contents)
            }
        guard texts.count > 1, texts.contains(where: { $0.student != nil }) else {
            throw Failure(description: "there are no two submissions to compare: leave --similar out", status: 2)
        }
        let program = try await program(installation)
        let question = try write(texts, given: given(installation), to: folder)
        let answer = try await compare(program, question, in: folder)
        return SimilarReport(
            title: classResult.title, texts: texts, matches: answer.pairs.map(\.match),
            remarks: remarks(headers, answer, earlier: earlier.count), link: link)
    }

    private func remarks(_ headers: SharedHeaders, _ answer: Answer, earlier: Int) -> [String] {
        var remarks: [String] = []
        if !headers.names.isEmpty {
            remarks.append("Left out, because nearly everybody has it: \(headers.names.joined(separator: ", ")).")
        }
        if answer.common > 0 { remarks.append("Code that more than half of all submissions have does not count.") }
        if !archives.isEmpty { remarks.append("Compared with \(earlier) submissions of earlier years.") }
        if answer.found > answer.pairs.count {
            remarks.append("\(answer.found) pairs were found; these are the \(answer.pairs.count) most similar ones.")
        }
        return remarks
    }

    /// What everybody was given: the base, or the skeleton.
    private func given(_ installation: Installation) throws -> [String] {
        let folder = base ?? "\(installation.home)/kmod-skeleton"
        guard access(folder, R_OK) == 0 else {
            guard let base else { return [] }
            throw Failure(description: "the base is not to be found: \(base)", status: 2)
        }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        let files = names.filter(ComparedText.isCode).sorted().map { "\(folder)/\($0)" }
        if let base, files.isEmpty {
            throw Failure(description: "the base has no .c or .h file in it: \(base)", status: 2)
        }
        return files
    }

    private struct Question: Encodable {
        struct Text: Encodable {
            let file: String
            let earlier: Bool
        }
        let texts: [Text]
        let given: [String]
        let threshold: Double
        let limit: Int
    }

    /// The files have numbers for names, so that no student's name becomes part of a path.
    private func write(_ texts: [ComparedText], given: [String], to folder: String) throws -> String {
        try FileManager.default.createDirectory(atPath: "\(folder)/texts", withIntermediateDirectories: true)
        let question = Question(
            texts: try texts.enumerated().map { index, text in
                let file = "\(folder)/texts/\(index).c"
                try Data(text.text.utf8).write(to: URL(filePath: file))
                return Question.Text(file: file, earlier: text.student == nil)
            }, given: given, threshold: Self.threshold, limit: Self.limit)
        let file = "\(folder)/question.json"
        try JSONEncoder().encode(question).write(to: URL(filePath: file))
        return file
    }

    private struct Answer: Decodable {
        struct Pair: Decodable {
            let first: Int
            let second: Int
            let length: Int
            let shares: [Double]
            let copied: [[[Int]]]

            var match: SimilarReport.Match {
                SimilarReport.Match(
                    first: first, second: second, length: length, shares: shares,
                    copied: copied.map { spans in
                        spans.compactMap { $0.count == 2 && $0[0] >= 0 && $0[0] < $0[1] ? $0[0]..<$0[1] : nil }
                    })
            }
        }
        let found: Int
        let common: Int
        let pairs: [Pair]
    }

    private func compare(_ program: String, _ question: String, in folder: String) async throws -> Answer {
        progress("comparing the submissions")
        let script = "\(folder)/compare.py"
        try Data(PackageResources.compare_py).write(to: URL(filePath: script))
        let said = try await run(program, ["-I", script, question], "the submissions could not be compared")
        do { return try JSONDecoder().decode(Answer.self, from: Data(said.utf8)) } catch {
            throw Failure(description: "copydetect left no answer that can be read", status: 3)
        }
    }

    /// Python with copydetect, in a separate environment in the cache, which is made at first use.
    private func program(_ installation: Installation) async throws -> String {
        let home = "\(installation.cache)/copydetect-0.5.0"
        let python = "\(home)/bin/python"
        if access("\(home)/bin/copydetect", X_OK) == 0 { return python }
        progress("fetching copydetect from PyPI, once")
        // An environment knows its own path: it is made in its place, and counts from when the program is there.
        _ = try await run(
            "/usr/bin/python3", ["-m", "venv", "--clear", home], "install it with: sudo apt-get install python3-venv")
        _ = try await run(
            "\(home)/bin/pip", ["install", "--quiet", "--disable-pip-version-check", Self.package],
            "copydetect cannot be fetched from PyPI: is there a network?")
        return python
    }

    private func run(_ program: String, _ arguments: [String], _ otherwise: String) async throws -> String {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let outcome = try? await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), platformOptions: options, input: .none,
            output: .string(limit: 256 << 20), error: .string(limit: 16 << 20))
        try Task.checkCancellation()
        guard let outcome, outcome.terminationStatus.isSuccess else {
            let said = outcome?.standardError.split(separator: "\n").last.map { ": \($0.visibleLine)" } ?? ""
            throw Failure(description: "\(program) could not be run to its end\(said); \(otherwise)", status: 3)
        }
        return outcome.standardOutput
    }
}
