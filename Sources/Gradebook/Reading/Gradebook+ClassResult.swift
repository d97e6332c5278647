import FoundationEssentials
import GRDB
package import Results
import Words

extension Gradebook {
    /// The file that the class's policy is read from.
    package var policyFile: String { "\(folder)/policy.yml" }

    /// The class's results: what was measured, with today's points, policy and marks by hand.
    ///
    /// A check that has not been graded by the present rubric, kernel and grader keeps its newest verdict of before, and is
    /// among `Attempt.outdated`. A check without any verdict is an `error` that says so, and costs the student nothing.
    ///
    /// - Parameters:
    ///   - policy: What lateness costs; nil takes ``policy()``.
    ///   - only: The ids of checks and items, where the results are to be of a part of the rubric; nil for all.
    /// - Returns: All students, in the order of their ids, with their sources and logs: some 500 KiB a student. A report
    ///   that shows neither takes ``marks(policy:only:)``.
    /// - Throws: ``GradebookError``, ``Policy/Flaw``.
    package func classResult(policy: Policy? = nil, only: Set<String>? = nil) throws -> ClassResult {
        var (result, material) = try marks(policy: policy, only: only)
        result.students = try result.students.map(material.whole)
        return result
    }

    /// The class's results without sources and logs, which are most of a gradebook, and the way to these. See
    /// ``classResult(policy:only:)``.
    package func marks(
        policy: Policy? = nil, only: Set<String>? = nil
    ) throws -> (result: ClassResult, material: Material) {
        try marks(policy: policy, only: only, before: nil)
    }

    /// The class's results as they were before a regrading, with today's policy and marks by hand.
    package func classResult(before regrading: Regrading) throws -> ClassResult {
        var (result, material) = try marks(policy: nil, only: nil, before: regrading)
        result.students = try result.students.map(material.whole)
        return result
    }

    func marks(
        policy: Policy?, only: Set<String>?, before regrading: Regrading?
    ) throws -> (result: ClassResult, material: Material) {
        let policy = try policy ?? self.policy()
        return try read { database in
            var definitions = try regrading?.before.definitions ?? Self.definitions(database)
            if let strict = policy?.strict, !definitions.contains(where: { $0.id == StrictCheck.id }) {
                definitions.append(CheckDefinition(strict.heading, fingerprint: ""))
            }
            var view = ClassView(
                definitions: definitions.filter { only?.contains($0.id) != false },
                kernels: try Self.shown(regrading?.before.kernels ?? [], policy, database),
                grader: try regrading.flatMap(\.before.grader) ?? Self.setting("grader", database) ?? "",
                seed: try Self.setting("seed", database).flatMap { UInt64($0) } ?? 0, policy: policy,
                regrading: regrading,
                items: (policy?.items ?? []).filter { item in
                    only?.contains(item.id) != false && !definitions.contains { $0.id == item.id }
                }, zone: try policy?.clock.name ?? Self.clock(database).name)
            try view.readTables(database)
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM student WHERE dropped IS NULL ORDER BY id")
            let students = try rows.map { row in try view.student(row, database) }
            let remarks = policy?.remarks(
                students: students.map(\.student.id),
                checks: definitions.map(\.heading).filter { $0.id != StrictCheck.id },
                kernels: try Self.kernels(database) ?? [])
            let result = ClassResult(
                title: try Self.setting("title", database) ?? "class", students: students, timeZone: view.zone,
                remarks: remarks ?? [], part: try Self.part(database))
            return (result, Material(gradebook: self, runs: view.runs))
        }
    }

    static func definitions(_ database: Database) throws -> [CheckDefinition] {
        try DefinitionRecord.order(Column("position")).fetchAll(database).map(\.definition)
    }
}
