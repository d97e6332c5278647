import Foundation
import Gradebook
import Intake
import Reporting
import Results
import Words

/// What instructors and platforms hand over: rosters, policies, exports, worksheets, the gradebook itself.
extension FuzzedReader {
    static let ofClasses: [FuzzedReader] = [
        FuzzedReader("roster") {
            [
                "id,name,email,submitted\n4711,Ada Lovelace,ada@example.org,2026-11-15T22:58:01+01:00\n4712,\"Turing, Alan\",,\n",
                "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n\"Lovelace, Ada\",9,ada1,al,1\n",
                "Identifier;Full name;Email address\nParticipant 4711;Ada;ada@example.org\n",
            ].map { Array($0.utf8) }
        } read: { input, folder in
            let roster = try Roster(file: try input.put("roster.csv", in: folder))
            _ = roster.matches(Student(id: "4711", name: "ada lovelace", aliases: ["canvas": "9"]))
            return []
        },
        FuzzedReader("policy") {
            [
                """
                deadline: 2026-11-15T23:59:00+01:00
                grace: 15m
                per-day: 10%
                cap: 50%
                extensions:
                  "4711": 3d
                  "4712": 2026-12-01T12:00:00+01:00
                release-hidden: 2026-12-02T08:00:00+01:00
                """
            ].map { Array($0.utf8) }
        } read: { input, folder in
            let policy = try Policy.read(try input.put("policy.yml", in: folder))
            let heading = CheckHeading(id: "a", title: "a", lab: "1-a", points: 248)
            let result = SubmissionResult(
                kernel: "6.1", duration: 1, checks: [CheckResult(heading, status: .pass)])
            return ["4711", "4712", "4713"].flatMap { student in
                [0, 1_800_000_000, 1e18].compactMap {
                    policy.penalty(student, submitted: $0, result: result)?.why
                }
            }
        },
        FuzzedReader("export", share: 30) {
            [
                """
                submission_4711:
                  :submitters:
                  - :name: Ada Lovelace
                    :sid: '4711'
                    :email: ada@example.org
                  :created_at: 2026-11-15 22:58:01.123456000 Z
                """
            ].map { Array($0.utf8) }
        } read: { input, folder in
            _ = try input.put("submission_metadata.yml", in: folder)
            let names = [
                "submission_4711", "Ada Lovelace_4711_assignsubmission_file_", "lovelaceada_LATE_4711_98765_mtest",
                String(String(decoding: input.prefix(40), as: UTF8.self).filter { $0 != "/" && $0 != "\0" }),
            ]
            for name in names where !name.isEmpty {
                try? FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
                _ = ArrivalName(name)
            }
            return try ClassFolder(folder, roster: nil).unknown
        },
        FuzzedReader("worksheet") {
            [
                "Student,ID,SIS User ID,SIS Login ID,Section,mtest (12345)\n    Points Possible,,,,,248\n\"Lovelace, Ada\",9,4711,al,1,\n",
                "Identifier,Full name,Email address,Status,Grade,Maximum grade,Last modified (grade)\nParticipant 4711,Ada Lovelace,ada@example.org,Submitted,,248.00,-\n",
            ].map { Array($0.utf8) }
        } read: { input, _ in
            var told: [String] = []
            do throws(WorksheetFlaw) {
                _ = try CanvasGradebook(input, assignment: nil).filled(with: sampleClass, scale: .proportional)
            } catch { told.append(error.sentence) }
            do throws(WorksheetFlaw) {
                _ = try MoodleWorksheet(input).filled(with: sampleClass, scale: .points)
            } catch { told.append(error.sentence) }
            return told
        },
        FuzzedReader("gradebook", share: 15) {
            [try sampleGradebook.value()]
        } read: { input, folder in
            _ = try input.put("gradebook.sqlite", in: folder)
            let gradebook = try Gradebook.open(folder)
            _ = try gradebook.title
            let result = try gradebook.classResult()
            _ = ClassTable(isColoured: false).text(result)
            return []
        },
    ]

    private static let sampleClass = ClassResult(
        title: "mtest",
        students: [
            StudentResult(
                student: Student(id: "4711", name: "Ada Lovelace"),
                attempts: [
                    Attempt(
                        number: 1, submitted: nil, hash: "h", graderVersion: "1",
                        result: SubmissionResult(kernel: "6.1", duration: 1, checks: [sampleCheck("a")]), sources: [])
                ])
        ])

    private static func sampleCheck(_ id: String) -> CheckResult {
        CheckResult(
            CheckHeading(
                id: id, title: "does \(id)", lab: "1-lab", points: 2, why: "because", hints: ["look", "look there"]),
            status: .fail, message: "it does not", symptom: "wrong")
    }

    /// The file of a gradebook with three students, as SQLite leaves it.
    private static let sampleGradebook = Kept {
        let folder = "\(NSTemporaryDirectory())/mtest-fuzz-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let gradebook = try Gradebook.create(folder, title: "Memory 1", seed: 7)
            let definitions = ["a", "b"].map { CheckDefinition(sampleCheck($0).heading, fingerprint: "f") }
            let plan = Plan(definitions: definitions, kernel: "6.1", grader: "1")
            for id in ["4711", "4712", "4713"] {
                let sources = SourceSet(files: [.init(path: "mtest.c", bytes: Array("int \(id);".utf8))])
                try gradebook.enter(Student(id: id, name: "Name of \(id)"), .sources(sources, submitted: 1_790_000_000))
            }
            try gradebook.adopt(plan)
            let batch = try gradebook.begin()
            for work in try gradebook.pending(plan) {
                guard case .taken(let work) = try gradebook.claim(work, plan, batch) else { continue }
                try gradebook.record(
                    work.key, plan, SubmissionResult(kernel: "6.1", duration: 1, checks: ["a", "b"].map(sampleCheck)))
            }
            try gradebook.end(batch)
        }
        return [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/gradebook.sqlite")))
    }
}
