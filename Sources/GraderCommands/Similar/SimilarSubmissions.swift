import FoundationEssentials
import Glibc
import Installation
import Reporting
import Results
import Subprocess
import SystemPackage
import Words

/// Compares the submissions of a class with each other, by copydetect, a program for just that. Code is only read as text.
struct SimilarSubmissions {
    private let classResult: ClassResult
    private let base: String?
    private let progress: @Sendable (String) -> Void

    /// The version that reports are known to be readable of.
    private static let package = "copydetect==0.5.0"

    /// Prepares to compare; `base` is a folder with code that all students were given.
    init(_ classResult: ClassResult, base: String?, progress: @escaping @Sendable (String) -> Void) {
        self.classResult = classResult
        self.base = base
        self.progress = progress
    }

    /// Compares the submissions.
    ///
    /// - Parameter name: What a student is called in it: letters, digits and `-` only.
    /// - Returns: The report as a page that loads nothing and runs nothing.
    /// - Throws: ``Failure``.
    func html(_ name: (Student) -> String) async throws -> String {
        let installation = try Installation.find()
        let folder = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let students = classResult.students.filter { $0.current?.sources.isEmpty == false }
        guard students.count > 1 else {
            throw Failure(description: "there are no two submissions to compare: leave --similar out", status: 2)
        }
        try write(students, to: "\(folder)/submissions", name: name)
        let program = try await program(installation)
        progress("comparing \(students.count) submissions")
        var arguments = [
            "-t", "\(folder)/submissions", "-e", "c", "h", "-a", "-l", "-d", "0.5", "-T", "-O", "\(folder)/report.html",
        ]
        let skeleton = base ?? "\(installation.home)/kmod-skeleton"
        if access(skeleton, R_OK) == 0 {
            arguments += ["-b", skeleton]
        } else if let base {
            throw Failure(description: "the base is not to be found: \(base)", status: 2)
        }
        try await run(program, arguments, "copydetect failed")
        guard let report = try? String(contentsOfFile: "\(folder)/report.html", encoding: .utf8) else {
            throw Failure(description: "copydetect left no report", status: 3)
        }
        return Self.contained(report.replacing("\(folder)/submissions/", with: ""))
    }

    /// Everything that the report would fetch or run is taken out, and forbidden besides.
    static func contained(_ report: String) -> String {
        let policy =
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
            + "img-src data:; base-uri 'none'; form-action 'none'\">"
        let lines = report.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            !(line.contains("cdn.jsdelivr.net") && (line.contains("<link") || line.contains("<script")))
        }
        return lines.joined(separator: "\n").replacing("<head>", with: "<head>\n\(policy)", maxReplacements: 1)
    }

    /// A folder for each student, with names that a report can show as they are.
    private func write(_ students: [StudentResult], to place: String, name: (Student) -> String) throws {
        for student in students {
            let folder = "\(place)/\(name(student.student))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (index, file) in (student.current?.sources ?? []).enumerated() {
                let isHeader = file.path.hasSuffix(".h")
                guard isHeader || file.path.hasSuffix(".c") else { continue }
                try Data(file.text.utf8).write(to: URL(filePath: "\(folder)/\(index + 1).\(isHeader ? "h" : "c")"))
            }
        }
    }

    /// The program, in a separate Python environment in the cache, which is made at first use.
    private func program(_ installation: Installation) async throws -> String {
        let home = "\(installation.cache)/copydetect-0.5.0"
        let program = "\(home)/bin/copydetect"
        if access(program, X_OK) == 0 { return program }
        progress("fetching copydetect from PyPI, once")
        // An environment knows its own path: it is made in its place, and counts from when the program is there.
        try await run(
            "/usr/bin/python3", ["-m", "venv", "--clear", home], "install it with: sudo apt-get install python3-venv")
        try await run(
            "\(home)/bin/pip", ["install", "--quiet", "--disable-pip-version-check", Self.package],
            "copydetect cannot be fetched from PyPI: is there a network?")
        return program
    }

    private func run(_ program: String, _ arguments: [String], _ otherwise: String) async throws {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let outcome = try? await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), platformOptions: options, input: .none,
            output: .discarded, error: .string(limit: 1 << 20))
        try Task.checkCancellation()
        guard let outcome, outcome.terminationStatus.isSuccess else {
            let said = outcome?.standardError.split(separator: "\n").last.map { ": \($0.visibleLine)" } ?? ""
            throw Failure(description: "\(program) could not be run to its end\(said); \(otherwise)", status: 3)
        }
    }
}
