import Foundation
import Grading
import MtestProtocol
import Results
import Testbed
import Testing

@testable import MtestChecks

/// The page that tells students what the grader judges by, against what it judges.
@Suite struct ContractTests {
    let page: String
    let checks: [Rubric.Check]

    init() throws {
        page = try String(contentsOfFile: "\(projectRoot)/labs/CONTRACT.md", encoding: .utf8)
        checks = try Course.read(labs: "\(projectRoot)/labs").rubric.checks
    }

    /// The commands that checks expect to be carried out, by their first words.
    private var asked: Set<String> {
        Set(
            checks.filter { !["refused", "refused-silently", "errno"].contains($0.kind) }.compactMap {
                $0.command?.split(separator: " ").first.map(String.init)
            })
    }

    @Test func `it has a row for each command that checks ask for, and for no other`() {
        let rows = page.matches(of: /\n\| `([a-z]+)[ <`]/).map { String($0.1) }
        #expect(Set(rows) == asked)
        #expect(rows.count == asked.count)
    }

    @Test func `it has every reason for a refusal that the grader reads`() {
        for reason in WriteRefusal.allCases { #expect(page.contains("`\(reason.rawValue)`")) }
    }

    @Test func `it names the errors that checks expect`() {
        for name in ["EINVAL", "ESRCH", "EFAULT", "EACCES", "EPERM"] { #expect(page.contains("`\(name)`")) }
    }

    @Test func `it is one page`() {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 60)
    }
}
