package import Results
import Words

/// JUnit XML as Jenkins, GitLab and others read it: a wrong answer is a failure, what the grader could not do an error,
/// what was not tried skipped.
package enum JUnitReport {
    /// One submission: a suite per lab.
    package static func text(_ result: SubmissionResult) -> String {
        var suites: [(name: String, checks: [CheckResult])] = []
        for check in result.checks {
            if suites.last?.name != check.lab { suites.append((check.lab, [])) }
            suites[suites.count - 1].checks.append(check)
        }
        return document(
            suites.map { suite(name: $0.name, class: $0.name, checks: $0.checks, duration: nil) },
            checks: result.checks, duration: result.duration)
    }

    /// A class: a suite per student.
    package static func text(_ classResult: ClassResult) -> String {
        let suites = classResult.students.map { student in
            let name = "\(student.student.id) \(student.student.name)"
            guard let result = student.current?.result else {
                return suite(
                    name: name, class: student.student.id, checks: [nothing(student.problem)], duration: nil)
            }
            return suite(name: name, class: student.student.id, checks: result.checks, duration: result.duration)
        }
        let checks = classResult.students.flatMap { $0.current?.result.checks ?? [nothing($0.problem)] }
        let duration = classResult.students.reduce(0) { $0 + ($1.current?.result.duration ?? 0) }
        return document(suites, checks: checks, duration: duration)
    }

    private static func nothing(_ problem: String?) -> CheckResult {
        CheckResult(
            CheckHeading(id: "submission", title: "has a submission that can be graded", lab: "submission", points: 0),
            status: .error, message: problem ?? "nothing was submitted")
    }

    private static func document(_ suites: [String], checks: [CheckResult], duration: Double) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="mtest" \(counts(checks)) time="\(seconds(duration))">
        \(suites.joined(separator: "\n"))
        </testsuites>

        """
    }

    private static func suite(name: String, class className: String, checks: [CheckResult], duration: Double?) -> String
    {
        let time = duration.map { " time=\"\(seconds($0))\"" } ?? ""
        let cases = checks.map { testCase($0, class: className) }.joined(separator: "\n")
        return "  <testsuite name=\"\(attribute(name))\" \(counts(checks))\(time)>\n\(cases)\n  </testsuite>"
    }

    private static func testCase(_ check: CheckResult, class className: String) -> String {
        let head =
            "    <testcase name=\"\(attribute("\(check.id) \(check.title)"))\" classname=\"\(attribute(className))\""
        let message = attribute(check.message)
        let body = check.explanation.escapedForMarkup
        switch check.status {
        // What is said about a test that passed has no other place in the format.
        case .pass:
            return body.isEmpty ? "\(head)/>" : "\(head)>\n      <system-out>\(body)</system-out>\n    </testcase>"
        case .blocked, .skipped, .notApplicable:
            return "\(head)>\n      <skipped message=\"\(message)\">\(body)</skipped>\n    </testcase>"
        case .fail:
            let type = attribute(check.diagnosis ?? "wrong-answer")
            return "\(head)>\n      <failure message=\"\(message)\" type=\"\(type)\">\(body)</failure>\n    </testcase>"
        case .error:
            return "\(head)>\n      <error message=\"\(message)\" type=\"not-judged\">\(body)</error>\n    </testcase>"
        }
    }

    private static func counts(_ checks: [CheckResult]) -> String {
        func count(_ status: CheckResult.Status) -> Int { checks.count { $0.status == status } }
        return
            "tests=\"\(checks.count)\" failures=\"\(count(.fail))\" errors=\"\(count(.error))\" skipped=\"\(count(.skipped) + count(.blocked) + count(.notApplicable))\""
    }

    private static func attribute(_ text: String) -> String { text.visibleLine.escapedForMarkup }
    private static func seconds(_ value: Double) -> String { Points.text(value) }
}
