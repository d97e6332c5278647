import Results
import Testing
import Words

@testable import Gradebook

struct PolicyTests {
    private static let day = 86400.0

    private func policy(_ more: String = "") throws -> Policy {
        try Policy.parse(
            "deadline: 1970-01-02T01:00:00+01:00\ngrace: 10m\nper-day: 10%\n" + more, file: "policy.yml", clock: .utc)
    }

    /// A submission with labs `1-a`, `2-b`, ... that have these points.
    static func result(_ points: Double...) -> SubmissionResult {
        SubmissionResult(
            kernel: "6.1", duration: 1,
            checks: points.enumerated().map { index, points in
                let lab = "\(index + 1)-\(["a", "b", "c"][index])"
                return CheckResult(
                    CheckHeading(id: "\(lab).check", title: "", lab: lab, points: points), status: .pass)
            })
    }

    @Test func `reads every field`() throws {
        var expected = Policy(
            clock: .utc,
            namesPlace: true,
            terms: LateTerms(
                deadline: Self.day, grace: Span(seconds: 600), perDay: .share(0.1), cap: .points(30)))
        expected.grants = [
            "17": [Grant(.longer(Span(days: 2)))], "b": [Grant(.until(4 * Self.day))],
        ]
        expected.labs = [
            LabTerms(
                lab: "2",
                terms: LateTerms(
                    deadline: 2 * Self.day, grace: Span(seconds: 600), perDay: .points(3), cap: .points(30)))
        ]
        expected.lateDays = 4
        expected.rounding = Rounding(step: 50, direction: .up)
        expected.items = [
            HandItem(id: "style", title: "style", points: 10),
            HandItem(id: "talk", title: "The talk", points: 5, isOfStudent: true),
        ]
        expected.releaseHidden = 5 * Self.day
        #expect(
            try policy(
                """
                zone: UTC
                cap: 30
                extensions: {"17": 2d, b: 1970-01-05 00:00}
                labs: {"2": {deadline: 1970-01-03 00:00, per-day: 3}}
                late-days: 4
                round: 0.5 up
                items: {style: 10, talk: {points: 5, title: The talk, of: student}}
                release-hidden: 1970-01-06T00:00:00Z

                """) == expected)
    }

    @Test(arguments: [(0, nil), (600, nil), (601, 1), (600 + day, 1), (601 + day, 2)])
    func `counts days begun after the grace`(seconds: Double, days: Int?) throws {
        let penalty = try policy().penalty("x", submitted: Self.day + seconds, result: Self.result(50))
        #expect(penalty?.days == days)
    }

    @Test func `costs its share of the points to be had up to the cap`() throws {
        func points(_ more: String, _ days: Double) throws -> Double? {
            try policy(more).penalty("x", submitted: days * Self.day, result: Self.result(80))?.points
        }
        #expect(try points("cap: 25%", 3.5) == 20)
        #expect(try points("", 3.5) == 24)
        #expect(try points("", 99) == 80)
        #expect(try points("", 1e12) == 80)
    }

    @Test func `what lateness costs is hundredths, and half of one is the student's`() throws {
        func points(_ perDay: String, of most: Double) throws -> Double? {
            let policy = try Policy.parse(
                "deadline: 1970-01-02 00:00\nper-day: \(perDay)", file: "p", clock: .utc)
            return policy.penalty("x", submitted: 1.5 * Self.day, result: Self.result(most))?.points
        }
        #expect(try points("10%", of: 40.65) == 4.06)
        #expect(try points("12.5%", of: 0.44) == 0.05)
        #expect(try points("33%", of: 0.1) == 0.03)
        #expect(try points("0,5", of: 10) == 0.5)
    }

    @Test func `an extension is for one student`() throws {
        let granted = try policy("extensions: {a: 1d}")
        func penalty(_ student: String, _ days: Double) -> LatePenalty? {
            granted.penalty(student, submitted: days * Self.day, result: Self.result(10))
        }
        #expect(penalty("a", 1.9) == nil)
        #expect(penalty("b", 1.9)?.days == 1)
        #expect(penalty("a", 2.5)?.why.contains("extended") == true)
    }

    @Test func `an extension never takes time away`() throws {
        let policy = try policy("extensions: {a: 1970-01-01 12:00}")
        #expect(policy.penalty("a", submitted: 0.9 * Self.day, result: Self.result(10)) == nil)
    }

    @Test func `late days of the budget are free, and told`() throws {
        let policy = try policy("late-days: 2")
        let penalty = try #require(policy.penalty("a", submitted: 3.5 * Self.day, result: Self.result(10)))
        #expect(penalty.days == 3 && penalty.free == 2 && penalty.points == 1)
        #expect(penalty.why.contains("2 of 2 late days used"))
        let inBudget = try #require(policy.penalty("a", submitted: 2.5 * Self.day, result: Self.result(10)))
        #expect(inBudget.points == 0 && inBudget.free == 2)
    }

    @Test func `labs have deadlines of their own, and the budget goes to the earlier one first`() throws {
        let policy = try policy("labs: {\"2\": {deadline: 1970-01-03 00:00}}\nlate-days: 2\n")
        // Late by three days for lab 1, and by two for lab 2.
        let penalty = try #require(policy.penalty("a", submitted: 3.5 * Self.day, result: Self.result(10, 20)))
        #expect(penalty.days == 5 && penalty.free == 2)
        #expect(penalty.points == 1 + 4)
        #expect(penalty.why.contains("lab 2: 2 days after 1970-01-03 00:00 UTC"))
    }

    @Test(
        arguments: [
            ("per-day: 1", "deadline"), ("deadline: tomorrow\nper-day: 1", "no time"),
            ("deadline: 2026-01-01 00:00", "per-day"), ("late-days: 3", "deadline"),
            ("extensions: {a: 1d}", "deadline"),
            ("deadline: 2026-03-29 02:30\nper-day: 1\nzone: Europe/Berlin", "never comes"),
            ("deadline: 2026-10-25 02:30\nper-day: 1\nzone: Europe/Berlin", "twice"),
            ("zone: Berlin", "Europe/Berlin"), ("zone: GMT+1", "time zones"), ("zone: Mars/Base", "time zones"),
            ("deadline: 2026-02-30 12:00\nper-day: 1", "no time"), ("deadline: 2026-01-01\nper-day: 1", "no time"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: -1", "no amount"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: 1e3", "no amount"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\ncup: 2", "`cup`"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\ngrace: 5", "no duration"), ("- [", "YAML"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\nlabs: {\"2\": {dead: 1d}}", "`dead`"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\nlate-days: -1", "number of days"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\nexceptions: /nowhere.csv", "cannot be read"),
            ("items: {style: ten}", "no number"), ("items: {style: \"1,000\"}", "two decimals"),
            ("items: {style: {points: 3, of: all}}", "of: attempt"), ("round: half", "step of marks"),
            ("deadline: 2026-01-01T00:00:00Z\nper-day: 1\ncounts: newest", "last, best or chosen"),
            ("round: 0", "step"),
            ("", "field a line"),
        ] as [(String, String)]) func `names what is wrong`(text: String, reason: String)
    {
        #expect { try Policy.parse(text, file: "policy.yml", clock: .utc) } throws: { "\($0)".contains(reason) }
    }

    @Test(
        arguments: [
            ("id,extension\n17,2d\n", ["17": [Grant(.longer(Span(days: 2)))]], [:]),
            (
                "\u{feff}id;lab;deadline;why\r\n17;2;1970-01-05 00:00;ill\r\n17;;1970-01-03 00:00;\r\n",
                ["17": [Grant(lab: "2", .until(4 * day)), Grant(.until(2 * day))]], [:]
            ), ("ID,Late-Days,name\n17,5,\"Lovelace, Ada\"\n", [:], ["17": 5]),
        ] as [(String, [String: [Grant]], [String: Int])]) func `exceptions come from a table`(
            text: String, grants: [String: [Grant]], days: [String: Int]
        ) throws
    {
        let text = text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
        let sheet = try ExceptionSheet(CellTable(text, file: "e.csv"), clock: .utc)
        #expect(sheet.grants == grants && sheet.lateDays == days)
    }

    @Test(
        arguments: [
            ("id,extension\n17,2\n", "row 2: column `extension`, “2”"), ("id,extention\n17,2d\n", "extention"),
            ("name,extension\nAda,2d\n", "column `id`"), ("id,extension\n17,\n", "row 2: it grants nothing"),
            ("id,extension\n,2d\n", "row 2: the column `id` is empty"), ("id,late-days\n17,many\n", "“many”"),
            ("id,extension,deadline\n17,2d,1970-01-05 00:00\n", "leave one"), ("id,deadline\n17,monday\n", "“monday”"),
            ("id,id,extension\n1,1,2d\n", "two columns"), ("id,extension\n", "no rows"),
            ("id,extension\n17,2d,more\n", "more cells"), ("id,extension\n\"17,2d\n", "not CSV"),
        ] as [(String, String)]) func `an exception that is not understood is refused by its cell`(
            text: String, reason: String
        )
    {
        #expect {
            try ExceptionSheet(CellTable(text, file: "e.csv"), clock: .utc)
        } throws: { "\($0)".contains(reason) }
    }

    @Test func `unknown ids and labs are told, with the ids that look like them`() throws {
        let policy = try policy(
            "extensions: {ada: 1d}\nlabs: {\"9\": {deadline: 1970-01-03 00:00}}\nzone: UTC\n")
        let checks = Self.result(10).checks.map(\.heading)
        let remarks = policy.remarks(students: ["Ada-1", "b"], checks: checks)
        #expect(remarks.count == 2)
        #expect(remarks.first?.contains("there is Ada-1") == true)
        #expect(remarks.last?.contains("“9”") == true)
    }
}
