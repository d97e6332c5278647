import Foundation
import Gradebook
import Results
import Testbed
import Testing

/// A term of three students, by the program itself on real machines. The marks beside the steps were worked out by hand.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TermTests {
    /// Three checks of 3, 3 and 4 points, and 5 points for style: 15 in all. The clocks change in the night of the deadline,
    /// from summer time (+02:00) to winter time (+01:00).
    private static let policy = """
        zone: Europe/Berlin
        deadline: 2026-10-24 20:00
        per-day: 10%
        items: {style: 5}
        counts: last
        """

    private struct HandedIn {
        let id: String
        let module: String
        let time: String
    }

    private static func export(_ name: String, _ handedIn: [HandedIn], in small: SmallClass) throws {
        let files = FileManager.default
        for one in handedIn {
            let folder = "\(small.folder)/\(name)/\(one.id)"
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (file, text) in try SmallClass.sources(one.module) {
                try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
            }
        }
        let roster = "id,name,submitted\n" + handedIn.map { "\($0.id),\($0.id.capitalized),\($0.time)\n" }.joined()
        try roster.write(toFile: "\(small.folder)/\(name).csv", atomically: true, encoding: .utf8)
    }

    private static func take(_ name: String, _ small: SmallClass) async throws -> String {
        let outcome = try await small.grader([
            "batch", "\(small.folder)/\(name)", "--roster", "\(small.folder)/\(name).csv", "--out", small.results,
            "--seed", "5",
        ])
        try #require(outcome.status == 0, "\(outcome)")
        return outcome.output + outcome.complaint
    }

    /// Everybody's points, whether or not something waits for a person still.
    private static func points(_ small: SmallClass) throws -> [String: Double] {
        let students = try Gradebook.open(small.results).classResult().students
        return Dictionary(uniqueKeysWithValues: students.map { ($0.student.id, $0.score) })
    }

    @Test func `every mark of a term is the one that is worked out by hand`() async throws {
        let small = try SmallClass([])
        try FileManager.default.createDirectory(atPath: small.results, withIntermediateDirectories: true)
        try Self.policy.write(toFile: "\(small.results)/policy.yml", atomically: true, encoding: .utf8)

        // Ada and Bob lose the offset of two addresses, 6 points. Bob is in time, since a time without an offset is Berlin's.
        // Cid is late by 24.5 hours, which are one day of 25: 10 % of 10 points.
        try Self.export(
            "first",
            [
                HandedIn(id: "ada", module: "wrong", time: "2026-10-24T19:00:00+02:00"),
                HandedIn(id: "bob", module: "wrong", time: "2026-10-24 19:30"),
                HandedIn(id: "cid", module: "correct", time: "2026-10-25T19:30:00+01:00"),
            ], in: small)
        _ = try await Self.take("first", small)
        #expect(try Self.points(small) == ["ada": 4, "bob": 4, "cid": 9])

        // Bob hands in again, alone in the export, on the second day: all is right, less 2 points.
        try Self.export(
            "second", [HandedIn(id: "bob", module: "correct", time: "2026-10-26T10:00:00+01:00")], in: small)
        _ = try await Self.take("second", small)
        #expect(try Self.points(small) == ["ada": 4, "bob": 8, "cid": 9])

        // An older export comes last: what Cid had handed in before does not take the place of the newest.
        try Self.export(
            "older", [HandedIn(id: "cid", module: "wrong", time: "2026-10-24T12:00:00+02:00")], in: small)
        _ = try await Self.take("older", small)
        #expect(try Self.points(small) == ["ada": 4, "bob": 8, "cid": 9])

        // Style, read by a person. Until then nobody has a mark.
        #expect(try Gradebook.open(small.results).classResult().students.allSatisfy { $0.mark == nil })
        for (id, points) in [("ada", "4"), ("bob", "2.5"), ("cid", "5")] {
            let outcome = try await small.grader([
                "mark", id, "style", points, "--why", "read by eye", "--results", small.results,
            ])
            try #require(outcome.status == 0, "\(outcome)")
        }
        #expect(try Self.points(small) == ["ada": 8, "bob": 10.5, "cid": 14])

        // The rubric asks for the beginning of the page now, which has no offset to lose: Ada wins 3 points.
        try small.writeRubric(replacing: "{executable+0x123~0xe00}", with: "{executable+0x0}")
        let told = try await small.grader(["batch", "--out", small.results])
        #expect(told.status == 0 && told.output.contains("0 of 3 students lose points, 1 wins points"), "\(told)")
        let marks = ["ada": 11, "bob": 10.5, "cid": 14]
        #expect(try Self.points(small) == marks)

        // The same marks in the table and on two platforms.
        let table = try await small.grader(["report", small.results, "--format", "csv"])
        #expect(table.output.contains("\"bob\"") && table.output.contains("10.5"))
        try "Student,ID,SIS User ID,Section,mtest (9)\n    Points Possible,,,,15\nA,1,ada,S,\nB,2,bob,S,\nC,3,cid,S,\n"
            .write(toFile: "\(small.folder)/canvas.csv", atomically: true, encoding: .utf8)
        try
            ("Identifier,Full name,ID number,Status,Grade,Maximum Grade\n"
            + "Participant 7,Ada,ada,x,,15.00\nParticipant 8,Bob,bob,x,,15.00\nParticipant 9,Cid,cid,x,,15.00\n")
            .write(toFile: "\(small.folder)/moodle.csv", atomically: true, encoding: .utf8)
        for (option, file) in [("--canvas", "canvas"), ("--moodle", "moodle")] {
            let outcome = try await small.grader(["report", small.results, option, "\(small.folder)/\(file).csv"])
            try #require(outcome.status == 0, "\(outcome)")
            let filled = try String(contentsOfFile: "\(small.folder)/\(file).filled.csv", encoding: .utf8)
            for (id, mark) in marks {
                let row = try #require(filled.split(separator: "\n").first { $0.contains(",\(id),") })
                let number = mark == 10.5 ? "10.5" : "\(Int(mark))"
                #expect(
                    row.split(separator: ",").contains { $0 == number || $0 == "\(number).00" || $0 == "10.50" },
                    "\(row)")
            }
        }
    }
}
