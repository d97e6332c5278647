import GRDB
package import Results

extension Gradebook {
    /// The kernels that the class was last graded on, in the order of the policy; empty where it was never graded.
    package func kernels() throws -> [NamedKernel] { try read { try Self.kernels($0) ?? [] } }

    /// Nil where none was ever set.
    static func kernels(_ database: Database) throws -> [NamedKernel]? {
        guard let first = try setting("kernel", database) else { return nil }
        let several = try setting("kernels", database).flatMap { $0.isEmpty ? nil : $0 }
        return try several.map { try JSON.value($0) } ?? [NamedKernel(name: first, release: first)]
    }

    /// The kernels that a report shows: those of before a regrading, or else those of the last batch, in the order of
    /// today's policy, which says which one is the first.
    static func shown(_ before: [NamedKernel], _ policy: Policy?, _ database: Database) throws -> [NamedKernel] {
        let all = before.isEmpty ? try kernels(database) ?? [] : before
        guard !all.isEmpty else { return [NamedKernel(name: "", release: "")] }
        let named = (policy?.kernels ?? []).compactMap { name in all.first { $0.name == name } }
        return named + all.filter { !named.contains($0) }
    }

    /// Sets the kernels that reports show from now on.
    static func set(_ kernels: [NamedKernel], _ database: Database) throws {
        try set("kernel", kernels.first?.release ?? "", database)
        let isPlain = kernels.allSatisfy { $0.name == $0.release } && kernels.count < 2
        try set("kernels", isPlain ? "" : try JSON.text(kernels), database)
    }

    /// Kernels have names, and a submission is claimed on each.
    static func addKernels(_ database: Database) throws {
        try database.execute(
            sql: """
                -- All kernels of before, as JSON, where there were several.
                ALTER TABLE regrading ADD COLUMN kernels TEXT;
                CREATE TABLE claim_on_kernel (
                    submission TEXT NOT NULL, seed INTEGER NOT NULL, kernel TEXT NOT NULL,
                    batch TEXT NOT NULL REFERENCES batch ON DELETE CASCADE,
                    PRIMARY KEY (submission, seed, kernel)
                ) WITHOUT ROWID;
                INSERT INTO claim_on_kernel SELECT submission, seed,
                    coalesce((SELECT value FROM setting WHERE name = 'kernel'), ''), batch FROM claim;
                DROP TABLE claim;
                ALTER TABLE claim_on_kernel RENAME TO claim;
                """)
    }
}
