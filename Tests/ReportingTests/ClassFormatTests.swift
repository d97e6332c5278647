import Foundation
import Reporting
import Results
import Testbed
import Testing

@Suite(.serialized) struct ClassFormatTests {
    @Test func `JSON Lines hold a student a line, whatever the names say`() throws {
        var classResult = try SampleClass.sample()
        classResult.students += try SampleClass.attacks.map { try SampleClass.hostile($0) }
        let lines = try JSONLinesReport.text(classResult).split(separator: "\n")
        #expect(lines.count == classResult.students.count)
        for (line, student) in zip(lines, classResult.students) {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["name"] as? String == student.student.name)
            #expect(object["score"] as? Double == (student.isGraded ? student.score : nil))
            #expect((object["checks"] as? [Any])?.count == student.current?.result.checks.count ?? 0)
        }
    }

    @Test func `CSV keeps names with commas whole and begins with a byte order mark`() async throws {
        let text = CSVReport.text(try SampleClass.sample())
        #expect(text.hasPrefix("\u{feff}"))
        let table = try JSONDecoder().decode([[String]].self, from: Data(try await Program.read("table", text).utf8))
        #expect(Set(table.map(\.count)).count == 1, "every row has as many cells")
        let jürgen = try #require(table.first { $0[0] == "1002" })
        #expect(jürgen[1] == "Müller, Jürgen")
        #expect(jürgen[2] == "71.4")
    }

    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "=HYPERLINK(\"http://x\")", "a;=1+1", "a\",=1", "＝1",
        "\n=1",
    ])
    func `no cell begins a formula, in whatever language the spreadsheet splits the line`(name: String) async throws {
        let student = StudentResult(student: Student(id: name, name: name), problem: name)
        let text = CSVReport.text(ClassResult(title: "c", students: [student]))
        for separator in [",", ";", "\t"] {
            let read = try await Program.read("split", text, [separator])
            #expect(read == "", "split at \(separator)")
        }
    }

    @Test func `JUnit and KTAP of a class name every student, also those without a result`() async throws {
        let classResult = try SampleClass.sample()
        let suites = Set(
            try await Program.read("junit", JUnitReport.text(classResult)).split(separator: "\n").map {
                $0.split(separator: "\t")[0]
            })
        #expect(suites.count == classResult.students.count)
        let tests = try await Program.read("ktap", KTAPReport.text(classResult), ["\(Program.cache)/readers/kunit"])
            .split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(tests.filter { $0[0] == "0" }.count == classResult.students.count)
    }

    @Test(arguments: [40, 60, 80, 100, 200]) func `the terminal's table fits`(width: Int) throws {
        var classResult = try SampleClass.sample()
        classResult.students.append(
            StudentResult(student: Student(id: "x", name: String(repeating: "長い名前", count: 30))))
        let text = ClassTable(isColoured: false, width: width).text(classResult)
        // The closing lines are sentences; the table is what has columns.
        let table = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2).prefix { !$0.isEmpty }
        #expect(table.count == classResult.students.count + 1)
        for line in table { #expect(Self.columns(String(line)) <= width, "\(line)") }
    }

    @Test func `the terminal's table says who needs attention and why, and cannot be steered`() throws {
        var classResult = try SampleClass.sample()
        classResult.students += try SampleClass.attacks.map { try SampleClass.hostile($0) }
        let text = ClassTable(isColoured: false).text(classResult)
        #expect(text.contains("the archive is damaged"))
        #expect(text.contains("grade again: the grader failed on 4 checks"))
        #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (0x202a...0x202e).contains($0.value) })
    }

    private static func columns(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ((0x2e80...0xffef).contains($1.value) ? 2 : 1) }
    }
}
