import Foundation
import Reporting
import Results
import Testbed
import Testing

/// The platforms' own files, filled in: nothing but the cells of the mark may change.
@Suite(.serialized) struct WorksheetTests {
    static func classResult() throws -> ClassResult {
        var classResult = try SampleClass.sample()
        classResult.students[0].student.aliases = ["canvas": "501", "moodle": "90001"]
        classResult.students[1].student.aliases = ["canvas": "502", "moodle": "90002"]
        classResult.students[3].student.name = "=cmd|' /C calc'!A0"
        classResult.students[3].student.aliases = ["canvas": "504", "moodle": "90004"]
        return classResult
    }

    static let canvas = [
        "Student,ID,SIS User ID,SIS Login ID,Section,Lab 1: mtest (991),Homework (992),Current Score",
        ",,,,,Manual Posting,,(read only)",
        "    Points Possible,,,,,81.00,10,(read only)",
        "\"Müller, Jürgen\",502,S-1002,mj@uni.example,\"OS \"\"B\"\", Tue\",,7,88.1",
        "Lovelace,501,S-1001,ada,OS A,12,,",
        "\"=cmd|' /C calc'!A0\",504,S-1004,x,OS A,,,",
        "\"Nobody, New\",777,S-1777,nn,OS A,,,",
        "\"Student, Test\",999,,abcdef,OS A,,,",
    ]

    /// Cells that differ between two files of the same shape, as row and column.
    static func changes(_ before: String, _ after: String, separator: String = ",") async throws -> [String: String] {
        let (old, new) = (try await table(before, separator), try await table(after, separator))
        try #require(old.map(\.count) == new.map(\.count), "the same shape")
        var changes: [String: String] = [:]
        for (row, cells) in old.enumerated() {
            for (column, cell) in cells.enumerated() where new[row][column] != cell {
                changes["\(row),\(column)"] = new[row][column]
            }
        }
        return changes
    }

    private static func table(_ text: String, _ separator: String) async throws -> [[String]] {
        try JSONDecoder().decode([[String]].self, from: Data(try await Program.read("table", text, [separator]).utf8))
    }

    static func fill(
        canvas text: String, assignment: String? = "991", scale: WorksheetScale = .points
    ) throws -> (text: String, filled: FilledWorksheet) {
        let filled = try CanvasGradebook(Array(text.utf8), assignment: assignment)
            .filled(with: classResult(), scale: scale)
        return (String(decoding: filled.bytes, as: UTF8.self), filled)
    }

    @Test(arguments: ["\n", "\r\n"], ["", "\u{feff}"])
    func `Canvas's gradebook changes in the assignment's column only`(lineEnd: String, mark: String) async throws {
        let before = mark + Self.canvas.joined(separator: lineEnd) + lineEnd
        let (after, filled) = try Self.fill(canvas: before)
        #expect(try await Self.changes(before, after) == ["3,5": "71.4", "4,5": "81", "5,5": "79"])
        // All else byte for byte: with the three marks taken out again it is the file that came.
        let restored = after.replacingOccurrences(of: "Tue\",71.4,", with: "Tue\",,")
            .replacingOccurrences(of: "OS A,81,", with: "OS A,12,").replacingOccurrences(of: "OS A,79,", with: "OS A,,")
        #expect(restored == before)
        #expect(filled.filled == 3)
        #expect(filled.withoutResult == ["Nobody, New", "Student, Test"])
        #expect(filled.notInFile.map(\.id) == ["1003", "1005", "1006", "1007", "1008"])
    }

    @Test func `a student with checks that were not judged keeps the old mark, and is named`() async throws {
        let file = (Self.canvas + ["Wang,505,S-1005,w,OS A,40,,"]).joined(separator: "\n")
        var classResult = try Self.classResult()
        classResult.students[4].student.aliases = ["canvas": "505"]
        #expect(classResult.students[4].unmeasured > 0)
        let filled = try CanvasGradebook(Array(file.utf8), assignment: "991").filled(with: classResult, scale: .points)
        #expect(try await Self.changes(file, String(decoding: filled.bytes, as: UTF8.self))["8,5"] == nil)
        #expect(filled.notJudged == ["Wang"])
        #expect(filled.filled == 3)
    }

    @Test func `finalgrade reads the marks out of the filled gradebook`() async throws {
        let scratch = try Scratch()
        // That reader knows no row about manual posting, and makes the ids' letters small.
        let lines = Self.canvas.enumerated().filter { $0.offset != 1 }.map(\.element)
        try scratch.write(try Self.fill(canvas: lines.joined(separator: "\n") + "\n").text, to: "filled.csv")
        let read = try await Program.read("canvas", "", [scratch.path("filled.csv")])
        struct Book: Decodable {
            var shares: [String: [Double?]]
        }
        let book = try JSONDecoder().decode(Book.self, from: Data(read.utf8))
        #expect(book.shares["s-1002"]?.last == 71.4 / 81)
        #expect(book.shares["s-1001"]?.last == 1)
    }

    @Test func `a gradebook with semicolons and decimal commas is answered in kind`() async throws {
        let before =
            "\u{feff}Student;ID;SIS Login ID;Section;mtest (991)\r\n    Points Possible;;;;81,00\r\nMüller;502;mj;OS;\r\n"
        let (after, _) = try Self.fill(canvas: before, assignment: nil)
        #expect(try await Self.changes(before, after, separator: ";") == ["2,4": "71,4"])
    }

    @Test func `another maximum is refused, and scaled when that is asked for`() async throws {
        let before = Self.canvas.joined(separator: "\n").replacingOccurrences(of: "81.00", with: "100.00")
        #expect(throws: WorksheetFlaw.self) { try Self.fill(canvas: before) }
        let (after, _) = try Self.fill(canvas: before, scale: .proportional)
        #expect(try await Self.changes(before, after)["4,5"] == "100")
        #expect(try await Self.changes(before, after)["3,5"] == "88.15")
    }

    @Test func `an assignment that is not one is refused`() throws {
        let file = Self.canvas.joined(separator: "\n")
        for assignment in [nil, "993", "Lab 1"] {
            #expect(throws: WorksheetFlaw.self) { try Self.fill(canvas: file, assignment: assignment) }
        }
        #expect(throws: Never.self) { try Self.fill(canvas: file, assignment: "Lab 1: mtest") }
    }

    @Test(arguments: ["", "a", "\u{0}", "Student,ID\n\"open,1\n", "Student,Number,Section\nx,1,2\n"])
    func `a file that is no gradebook is refused with a sentence`(text: String) throws {
        #expect(throws: WorksheetFlaw.self) { try Self.fill(canvas: text) }
        #expect(throws: WorksheetFlaw.self) { try MoodleWorksheet(Array(text.utf8)) }
    }

    @Test func `a number of Canvas's is never taken for a student's own number of the same value`() async throws {
        var classResult = try SampleClass.sample()
        classResult.students = Array(classResult.students.prefix(3))
        for index in classResult.students.indices { classResult.students[index].student.aliases = [:] }
        // Canvas's number of the first row is the SIS number of another student.
        let before = """
            Student,ID,SIS User ID,SIS Login ID,Section,mtest (991)
                Points Possible,,,,,81
            Ada,1002,1001,ada,OS,
            Jürgen,7,1002,mj,OS,
            Grace,8,1003,gh,OS,

            """
        let filled = try CanvasGradebook(Array(before.utf8), assignment: nil).filled(with: classResult, scale: .points)
        let changes = try await Self.changes(before, String(decoding: filled.bytes, as: UTF8.self))
        #expect(changes == ["2,5": "81", "3,5": "71.4", "4,5": "0"])
    }

    static let moodle: [String: [String]] = [
        "en": [
            "Identifier,\"Full name\",\"ID number\",\"Email address\",Status,Grade,\"Maximum Grade\",\"Grade can be changed\",\"Last modified (submission)\",\"Last modified (grade)\",\"Feedback comments\"",
            "\"Participant 90002\",\"Müller, Jürgen\",,mj@uni.example,\"Submitted for grading\",,81.00,Yes,\"Friday, 14 November 2025, 4:13 AM\",-,\"<p>a, \"\"b\"\"</p>\"",
            "\"Participant 90001\",\"Ada Lovelace\",,ada@uni.example,\"Submitted for grading\",12.00,81.00,Yes,-,-,",
            "\"Participant 90009\",\"Nobody New\",,nn@uni.example,\"No submission\",,81.00,Yes,-,-,",
        ],
        "de": [
            "ID,\"Vollständiger Name\",E-Mail-Adresse,Status,Bewertung,Bestwertung,\"Bewertung kann geändert werden\",\"Zuletzt geändert (Abgabe)\",\"Zuletzt geändert (Bewertung)\",\"Feedback als Kommentar\"",
            "Teilnehmer/in90002,\"Müller, Jürgen\",mj@uni.example,\"Zur Bewertung abgegeben\",,\"81,00\",Ja,-,-,",
            "Teilnehmer/in90001,\"Ada Lovelace\",ada@uni.example,\"Zur Bewertung abgegeben\",\"12,00\",\"81,00\",Ja,-,-,",
            "Teilnehmer/in90009,\"Nobody New\",nn@uni.example,\"Keine Abgabe\",,\"81,00\",Ja,-,-,",
        ],
    ]

    @Test(arguments: ["en": 5, "de": 4], ["\n", "\r\n"])
    func `Moodle's worksheet changes in the grade's column only, in any language`(
        language: (key: String, value: Int), lineEnd: String
    ) async throws {
        let before = "\u{feff}" + (Self.moodle[language.key] ?? []).joined(separator: lineEnd) + lineEnd
        let filled = try MoodleWorksheet(Array(before.utf8)).filled(with: Self.classResult(), scale: .points)
        let after = String(decoding: filled.bytes, as: UTF8.self)
        #expect(after.hasPrefix("\u{feff}"))
        #expect(
            try await Self.changes(before, after) == ["1,\(language.value)": "71.4", "2,\(language.value)": "81"])
        #expect(filled.withoutResult == ["Nobody New"])
    }

    @Test func `who is in the file and handed in nothing is not told to be missing in it`() throws {
        var classResult = try Self.classResult()
        classResult.students.append(
            StudentResult(student: Student(id: "9", name: "Nobody New", aliases: ["moodle": "90009"])))
        let file = try MoodleWorksheet(Array((Self.moodle["en"] ?? []).joined(separator: "\n").utf8))
        let filled = try file.filled(with: classResult, scale: .points)
        #expect(filled.withoutResult == ["Nobody New"])
        #expect(!filled.notInFile.contains { $0.id == "9" } && !filled.notInFile.isEmpty)
    }

    @Test func `two students under one number are refused, never guessed`() throws {
        var classResult = try Self.classResult()
        classResult.students[4].student.aliases = ["moodle": "90002"]
        let file = try MoodleWorksheet(Array((Self.moodle["en"] ?? []).joined(separator: "\n").utf8))
        #expect(throws: WorksheetFlaw.self) { try file.filled(with: classResult, scale: .points) }
    }

    /// The first two of the class under other ids, and the marks that a file of Canvas's rows has for them then.
    private static func marks(_ students: [Student], _ rows: [String]) throws -> [String] {
        var classResult = try classResult()
        classResult.students = Array(classResult.students.prefix(students.count))
        for (index, student) in students.enumerated() { classResult.students[index].student = student }
        let lines = ["Student,ID,SIS User ID,SIS Login ID,Lab (1)", "    Points Possible,,,,81"] + rows
        let filled = try CanvasGradebook(Array(lines.joined(separator: "\n").utf8), assignment: nil)
            .filled(with: classResult, scale: .points)
        return String(decoding: filled.bytes, as: UTF8.self).split(separator: "\n").dropFirst(2)
            .map { String($0.split(separator: ",", omittingEmptySubsequences: false).last ?? "") }
    }

    @Test func `a platform's running number is never a student number of the same digits`() throws {
        let students = [Student(id: "4711", name: "Ada"), Student(id: "4712", name: "Charles")]
        #expect(try Self.marks(students, ["Ada,4712,4711,a,", "Charles,4711,4712,c,"]) == ["81", "71.4"])
        #expect(try Self.marks(students, ["Ada,1,4711,a,", "Somebody,4712,S-9,s,"]) == ["81", ""])
    }

    @Test func `a row that two students are known by is refused, whichever comes first`() throws {
        let students = [
            Student(id: "1", name: "Ada", aliases: ["sis": "S1", "login": "ada"]),
            Student(id: "2", name: "Charles", aliases: ["sis": "S2", "login": "charles"]),
        ]
        #expect(try Self.marks(students, ["Ada,7,S1,ada,"]) == ["81"])
        #expect(throws: WorksheetFlaw.self) { try Self.marks(students, ["X,7,S1,charles,"]) }
        #expect(throws: WorksheetFlaw.self) { try Self.marks(students, ["X,7,S2,ada,"]) }
    }
}
