import Results
import Testing

@testable import Gradebook
@testable import GraderCommands

/// The table of a grading anew.
struct ChangeTableTests {
    private static let changes = [
        MarkChange(
            student: Student(id: "4711", name: "=Ada\u{1b}[31m Lovelace"), before: 40.5, maxBefore: 50, after: 38,
            maxAfter: 50,
            checks: [
                MarkChange.Check(
                    id: "findpage.huge", before: MarkChange.Outcome(status: .pass, points: 2.5),
                    after: MarkChange.Outcome(status: .fail, points: 0)),
                MarkChange.Check(
                    id: "findpage.noexec", before: MarkChange.Outcome(status: .fail, points: 0),
                    after: MarkChange.Outcome(status: .blocked, points: 0)),
            ]),
        MarkChange(
            student: Student(id: "4712", name: "Charles Babbage"), before: 10, maxBefore: 50, after: 12, maxAfter: 52,
            checks: [
                MarkChange.Check(id: "writeval.new", before: nil, after: MarkChange.Outcome(status: .pass, points: 2))
            ]),
    ]

    @Test func `says who loses and who wins what, by which checks`() {
        let text = ChangeTable(changes: Self.changes, students: 26).text
        #expect(text.contains("1 of 26 students loses points, 1 wins points:"))
        #expect(text.contains("    -2.5 findpage.huge (pass, now fail); findpage.noexec (fail, now blocked)\n"))
        #expect(text.contains("    +2 writeval.new (not graded, now pass)\n"))
        #expect(text.contains("40.5/50") && text.contains("12/52"))
    }

    @Test(arguments: [20, 44, 80]) func `cuts no name and no id, and lets no control character through`(width: Int) {
        let text = ChangeTable(changes: Self.changes, students: 26, width: width).text
        #expect(text.contains("Babbage") && text.contains("(4712)") && !text.contains("\u{1b}"))
    }

    @Test func `a spreadsheet has a check a line, and no formula`() {
        let lines = ChangeTable(changes: Self.changes, students: 26).csv.split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines[1].hasPrefix("\"4711\",\"'=Ada") && lines[1].hasSuffix("\"findpage.huge\",pass,2.5,fail,0"))
        #expect(lines[3].hasSuffix("\"writeval.new\",,,pass,2"))
    }

    @Test func `nothing changed is said`() {
        #expect(ChangeTable(changes: [], students: 1).text.contains("nothing changed: 1 student"))
    }
}
