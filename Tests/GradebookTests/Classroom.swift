import FoundationEssentials
import Gradebook
import Results

/// A gradebook in a temporary folder, which is removed with the value.
final class Classroom {
    let folder = "\(FileManager.default.temporaryDirectory.path())/gradebook-\(UUID().uuidString)"
    let gradebook: Gradebook

    init(seed: UInt64 = 7) throws { gradebook = try Gradebook.create(folder, title: "Memory 1", seed: seed) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func definition(_ id: String, points: Double = 2, fingerprint: String = "f") -> CheckDefinition {
        CheckDefinition(
            CheckHeading(
                id: id, title: "does \(id)", lab: "1-lab", points: points, why: "because", hints: ["a", "b"]),
            fingerprint: fingerprint)
    }

    static func plan(_ definitions: [CheckDefinition] = [definition("a"), definition("b")]) -> Plan {
        Plan(definitions: definitions, kernel: "6.1", grader: "1")
    }

    static func sources(_ text: String) -> SourceSet {
        SourceSet(files: [SourceSet.File(path: "mtest.c", bytes: Array(text.utf8))])
    }

    static func result(_ verdicts: [(id: String, status: CheckResult.Status)], symptom: String? = nil, log: String = "")
        -> SubmissionResult
    {
        SubmissionResult(
            kernel: "6.1", duration: 1,
            checks: verdicts.map {
                CheckResult(
                    CheckHeading(id: $0.id, title: "", lab: "", points: 2), status: $0.status,
                    message: "said \($0.status)", symptom: symptom)
            }, kernelLog: log)
    }

    static func makeFolder(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Everything that the files of the database hold, as text.
    func bytes() throws -> String {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("gradebook.sqlite") }.map {
            String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\($0)")), as: UTF8.self)
        }.joined()
    }

    /// Enters a student with sources.
    func enter(_ id: String, _ text: String, submitted: Double? = nil) throws {
        try gradebook.enter(Student(id: id, name: "Name of \(id)"), .sources(Self.sources(text), submitted: submitted))
    }

    /// Grades everything that is pending, every check with `status`.
    func grade(_ plan: Plan = plan(), status: CheckResult.Status = .pass, symptom: String? = nil, log: String = "")
        throws
    {
        try gradebook.adopt(plan)
        let batch = try gradebook.begin()
        for work in try gradebook.pending(plan) {
            guard case .taken(let work) = try gradebook.claim(work, plan, batch) else { continue }
            try gradebook.record(
                work.key, plan, Self.result(work.checks.map { ($0, status) }, symptom: symptom, log: log))
        }
        try gradebook.end(batch)
    }
}
