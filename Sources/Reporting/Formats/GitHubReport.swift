package import Results
import Words

/// The output of a job of GitHub Actions: annotations in the sources, the report in the log, a job summary.
package struct GitHubReport: Sendable {
    /// Standard output of the step.
    package let log: String
    /// For the file that `GITHUB_STEP_SUMMARY` names.
    package let summary: String

    /// Annotations of each severity that GitHub shows for one step (docs.github.com, workflow commands).
    private static let annotationsShown = 10
    /// Bytes of rows in a job summary: GitHub takes 1 MiB, and the lines around the rows need some of it.
    private static let summaryLimit = 1_000_000

    /// The report on one submission.
    ///
    /// - Parameters:
    ///   - result: As the student may see it.
    ///   - folder: The submission's folder in the repository; empty for its root.
    ///   - token: A secret word. Between two uses of the word GitHub carries out no commands, whatever a student's text
    ///     says; it has to be new for every run.
    package init(_ result: SubmissionResult, folder: String, token: String) {
        log = Self.log(result, folder: folder, token: token)
        summary = Self.summary(result)
    }

    private static func log(_ result: SubmissionResult, folder: String, token: String) -> String {
        var lines: [String] = []
        for severity in ["error", "warning"] {
            for remark in result.remarks.filter({ $0.severity == severity }).prefix(annotationsShown) {
                lines.append(annotation(severity, remark, folder: folder))
            }
        }
        let remarks = result.remarks.count { $0.severity == "error" }
        for check in result.checks.filter({ $0.status == .fail }).prefix(max(annotationsShown - remarks, 0)) {
            let title = property("\(check.lab): \(check.title)")
            lines.append("::error title=\(title)::\(message(check.explanation))")
        }
        for check in result.checks.filter({ $0.status == .error }).prefix(annotationsShown) {
            lines.append("::notice title=\(property(check.title))::not judged, through no fault of the module")
        }
        let report = TerminalReport(isColoured: false).text(result)
        lines += ["::stop-commands::\(token)", report, "::\(token)::"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func annotation(_ severity: String, _ remark: Remark, folder: String) -> String {
        var properties: [String] = []
        if let file = remark.file {
            properties.append("file=\(property(folder.isEmpty ? file : "\(folder)/\(file)"))")
            if let line = remark.line { properties.append("line=\(line)") }
            if let column = remark.column { properties.append("col=\(column)") }
        }
        properties.append("title=the compiler's \(severity)")
        return "::\(severity) \(properties.joined(separator: ","))::\(message(remark.message))"
    }

    /// The text of a command: a line break would end it.
    private static func message(_ text: String) -> String {
        text.visibleBlock.replacing("%", with: "%25").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        message(text.visibleLine).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }

    /// HTML rather than Markdown: inside of it no student's text is a link, a picture or a heading.
    private static func summary(_ result: SubmissionResult) -> String {
        var rows = ""
        for check in result.checks {
            let row =
                "<tr><td>\(sign(check.status))</td><td>\(check.title.visibleLine.escapedForMarkup)</td>"
                + "<td align=\"right\">\(Points.text(check.score))/\(Points.text(check.maxScore))</td>"
                + "<td>\(details(check))</td></tr>\n"
            guard rows.utf8.count + row.utf8.count < summaryLimit else {
                rows += "<tr><td colspan=\"4\">The rest does not fit in a job summary: see the log.</td></tr>\n"
                break
            }
            rows += row
        }
        return """
            ## \(Points.text(result.score)) of \(Points.text(result.maxScore)) points

            <table>
            <tr><th></th><th>check</th><th>points</th><th>what the grader says</th></tr>
            \(rows)</table>

            """
    }

    private static func details(_ check: CheckResult) -> String {
        check.explanation.split(separator: "\n").map { "<code>\($0.escapedForMarkup)</code>" }.joined(separator: "<br>")
    }

    private static func sign(_ status: CheckResult.Status) -> String {
        switch status {
        case .pass: "✅"
        case .fail: "❌"
        case .error: "⚠️ not judged"
        case .blocked: "⏭️ blocked"
        case .skipped: "⏭️ not tried"
        case .notApplicable: "➖ not applicable"
        }
    }
}
