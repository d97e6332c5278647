import Foundation
import Results
import Testbed

/// A class made of the results of real modules: fixtures that `grader check --format json` printed for the reference module,
/// for mutants of it and for hostile modules. Fields that are younger than the files (asked, mistake, lesson, style notes)
/// were put in by hand where a check failed. The names and texts of hostile students are put in here.
enum SampleClass {
    /// What students write who want to get out of the page, the spreadsheet, the job's log or the terminal.
    static let attacks = [
        "<script>document.title='owned'</script>", "\"><img src=x onerror=document.title='owned'>",
        "\"\u{301} onmouseover=document.title='owned' x=\"\u{301}", "</title></style><style>body{display:none}</style>",
        "javascript:document.title='owned'", "{{title}}{{{title}}}", "\u{202e}drowssap\u{2066}",
        "=HYPERLINK(\"http://x\")",
        "\u{1b}[2J\u{1b}]0;owned\u{7}", "]]>--><svg onload=document.title='owned'>", "::error file=x::owned",
    ]

    static func result(_ name: String) throws -> SubmissionResult {
        let data = try Data(contentsOf: URL(filePath: "\(projectRoot)/Tests/ReportingTests/Fixtures/\(name).json"))
        return try JSONDecoder().decode(SubmissionResult.self, from: data)
    }

    /// The reference module's sources with one edit in them.
    static func sources(replacing text: String = "", with other: String = "") throws -> [SourceFile] {
        var source = try String(contentsOfFile: "\(projectRoot)/kmod-solution/mtest.c", encoding: .utf8)
        if !text.isEmpty { source = source.replacingOccurrences(of: text, with: other) }
        let header = try String(contentsOfFile: "\(projectRoot)/kmod-solution/compat.h", encoding: .utf8)
        return [SourceFile(path: "compat.h", text: header), SourceFile(path: "mtest.c", text: source)]
    }

    static func attempt(
        _ number: Int, _ name: String, sources: [SourceFile]? = nil, penalty: LatePenalty? = nil,
        edit: (inout SubmissionResult) -> Void = { _ in }
    ) throws -> Attempt {
        var result = try result(name)
        edit(&result)
        return Attempt(
            number: number, submitted: 1_763_000_000 + Double(number) * 90_000,
            hash: String(repeating: "\(number)a7f", count: 16), graderVersion: "1", result: result,
            sources: try sources ?? Self.sources(), penalty: penalty)
    }

    /// Twelve students, among them a late one, one marked by hand, one without a submission and one with hidden checks.
    static func sample() throws -> ClassResult {
        let log = try String(
            contentsOfFile: "\(projectRoot)/Tests/KernelLogTests/Corpus/null-deref-write.log", encoding: .utf8)
        var students = [
            StudentResult(
                student: Student(id: "1001", name: "Ada Lovelace", aliases: ["canvas": "501"]),
                attempts: [try attempt(1, "solution")]),
            StudentResult(
                student: Student(id: "1002", name: "Müller, Jürgen", aliases: ["canvas": "502"]),
                attempts: [
                    try attempt(1, "offset-lost", sources: sources(replacing: "addr & ~PAGE_MASK);", with: "0);")),
                    try attempt(
                        2, "pte-high-flags",
                        sources: sources(
                            replacing: "arrive(walk, pte_pfn(pte), addr & ~PAGE_MASK);",
                            with: "arrive(walk, (pte_val(pte) & PAGE_MASK) >> PAGE_SHIFT,\n\t       addr & ~PAGE_MASK);"
                        ),
                        penalty: LatePenalty(
                            days: 2, points: 8.1, why: "2 days after 2025-11-12T22:59:00Z, 5% of the points for each")
                    ) { $0.kernelLog = log },
                ],
                handMarks: [
                    HandMark(
                        check: "findpage.noexec", points: 2.5, why: "the idea is right, one mask is not",
                        given: 1_763_400_000)
                ]),
            StudentResult(student: Student(id: "1003", name: "Grace Hopper"), attempts: [try attempt(1, "broken")]),
            StudentResult(student: Student(id: "1004", name: "Linus T."), attempts: [try attempt(1, "warns")]),
            StudentResult(student: Student(id: "1005", name: "王小明"), attempts: [try attempt(1, "move-the-page")]),
            StudentResult(
                student: Student(id: "1006", name: "Barbara Liskov"), attempts: [try attempt(1, "panic-in-writeval")]),
            StudentResult(
                student: Student(id: "1007", name: "Ken Thompson"), attempts: [try attempt(1, "current-process")]),
            StudentResult(
                student: Student(id: "1008", name: "Radia Perlman"), problem: "the archive is damaged: it ends early"),
        ]
        for index in students.indices { hide(&students[index]) }
        return ClassResult(title: "Operating systems, winter 2025: mtest", students: students)
    }

    /// The same class with everything that a page can show: comments, requests, labs of another attempt, verdicts of an
    /// earlier rubric, times of a place.
    static func shown() throws -> ClassResult {
        var shown = try sample()
        shown.timeZone = "Europe/Berlin"
        for index in shown.students.indices { shown.students[index].timeZone = shown.timeZone }
        guard let late = shown.students.firstIndex(where: { $0.student.id == "1002" }) else { return shown }
        shown.students[late].requests = [
            RegradeRequest(
                id: 1, check: "findpage.inside", text: "My walk adds the offset in line 310. Is that not enough?",
                asked: 1_763_500_000, attempt: 2),
            RegradeRequest(
                id: 2, check: "findpage.noexec", text: "Bit 63 is masked.", asked: 1_763_300_000, attempt: 2,
                answer: .init(kind: .marked, text: "the idea is right, one mask is not", given: 1_763_400_000)),
        ]
        shown.students[late].attempts[1].labsFrom = ["1-listvma": 1]
        shown.students[late].attempts[1].outdated = ["writeval.inside", "writeval.end", "proc.echo"]
        shown.students[late].attempts[1].comments = [
            LineComment(
                id: 1, path: "mtest.c", line: 120, text: "Say here who gives the reference back, and when.",
                author: "prof", given: 1_763_450_000)
        ]
        shown.students[0].attempts[0].outdated = ["proc.echo"]
        return shown
    }

    /// Two checks of the rubric are hidden ones.
    static func hide(_ student: inout StudentResult) {
        for attempt in student.attempts.indices {
            for check in student.attempts[attempt].result.checks.indices
            where ["findpage.none", "writeval.crosses"].contains(student.attempts[attempt].result.checks[check].id) {
                student.attempts[attempt].result.checks[check].isHidden = true
            }
        }
    }

    /// A student of whom every text is an attack.
    static func hostile(_ attack: String, id: String? = nil) throws -> StudentResult {
        var student = StudentResult(
            student: Student(id: id ?? attack, name: attack, aliases: ["email": attack]),
            attempts: [
                try attempt(1, "offset-lost", sources: [SourceFile(path: attack, text: "int a;\n\(attack)\n")]),
                try attempt(2, "broken", sources: [SourceFile(path: attack, text: "int b;\n\(attack)\r\n\(attack)")]) {
                    $0.kernelLog = "[    1.0] \(attack)\n\(attack)"
                    $0.kernel = attack
                    for index in $0.checks.indices {
                        $0.checks[index].message = attack
                        $0.checks[index].actual = "\(attack)\n\(attack)"
                        $0.checks[index].expected = "x \(attack)"
                        $0.checks[index].diagnosis = attack
                        $0.checks[index].status = [.fail, .error, .skipped, .pass][index % 4]
                    }
                    $0.remarks = [
                        Remark(severity: attack, file: attack, line: 2, column: 1, message: attack, sourceLine: attack),
                        Remark(severity: "error", file: attack, line: 99, column: 1, message: attack),
                        Remark(severity: "warning", message: attack),
                    ]
                },
            ], problem: attack)
        student.handMarks = [HandMark(check: "proc.builds", points: 1, why: attack, given: 0)]
        student.attempts[1].penalty = LatePenalty(days: 1, points: 1, why: attack)
        return student
    }
}
