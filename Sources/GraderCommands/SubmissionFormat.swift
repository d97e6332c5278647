import ArgumentParser
import Console
import FoundationEssentials
import Reporting
import Results

/// How the result of one submission is printed.
enum SubmissionFormat: String, ExpressibleByArgument, CaseIterable {
    case terminal, json, gradescope, junit, ktap, html, prairielearn, autolab, github

    /// How the name of a file of this format ends, without a dot.
    var fileEnding: String {
        switch self {
        case .terminal, .ktap, .github: "txt"
        case .json, .gradescope, .prairielearn, .autolab: "json"
        case .junit: "xml"
        case .html: "html"
        }
    }

    /// Renders a student's current result, marks by hand included.
    ///
    /// - Parameters:
    ///   - student: A student with a current attempt.
    ///   - classTitle: What the class or the assignment is called.
    ///   - disclosure: What is shown of hidden checks.
    /// - Returns: What goes to standard output.
    /// - Throws: ``Failure`` where nothing was graded.
    func text(_ student: StudentResult, classTitle: String, disclosure: Disclosure) throws -> String {
        guard let measured = student.current?.result else {
            throw Failure(
                description: student.problem ?? "run `grader batch`: nothing of \(student.student.id) is graded yet",
                status: 3)
        }
        return try text(student.marked ?? measured, shown: disclosure.apply(to: student).marked ?? measured) {
            StudentPage.html(student, classTitle: classTitle, disclosure: disclosure, templates: try PageTemplates())
        }
    }

    /// Renders one submission's result.
    ///
    /// - Parameters:
    ///   - measured: Everything that was measured, as it counts. The terminal and JSON are the instructor's, and show it.
    ///   - result: What the student may see of it, for all other formats.
    ///   - folder: The submission's folder, for annotations; empty for the repository's root.
    ///   - page: Makes the HTML page, which shows more than a result.
    /// - Returns: What goes to standard output.
    /// - Throws: What `page` throws, and ``Failure`` where a job summary cannot be written.
    func text(
        _ measured: SubmissionResult, shown result: SubmissionResult, folder: String = "", page: () throws -> String
    ) throws -> String {
        switch self {
        case .terminal: return TerminalReport(isColoured: Terminal.isColoured, width: Terminal.width).text(measured)
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(measured), as: UTF8.self) + "\n"
        case .gradescope: return try GradescopeReport.text(result)
        case .prairielearn: return try PrairieLearnReport.text(result)
        case .autolab: return try AutolabReport.text(result)
        case .junit: return JUnitReport.text(result)
        case .ktap: return KTAPReport.text(result)
        case .html: return try page()
        case .github:
            let token = (0..<4).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined()
            let report = GitHubReport(result, folder: folder, token: token)
            if let path = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"] {
                try append(report.summary, to: path)
            }
            return report.log
        }
    }

    /// The text that a platform gets when there is no result; nil for formats that no platform reads.
    func text(withoutResult reason: String, isStudents: Bool) throws -> String? {
        switch self {
        case .gradescope:
            try isStudents ? GradescopeReport.refusal(reason) : GradescopeReport.failure(reason)
        case .prairielearn: try PrairieLearnReport.refusal(reason, isStudents: isStudents)
        default: nil
        }
    }

    private func append(_ text: String, to path: String) throws {
        guard let file = AppendedFile(path), file.write(text) else {
            throw Failure(description: "the job summary cannot be written: \(path)", status: 3)
        }
    }
}
