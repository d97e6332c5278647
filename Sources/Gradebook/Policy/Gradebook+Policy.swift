import GRDB
package import Words

extension Gradebook {
    /// The policy of the class; nil where its folder has no `policy.yml`. Where that names no place, days are those of the
    /// machine on which the gradebook was made.
    ///
    /// - Throws: ``Policy/Flaw``, ``GradebookError``.
    package func policy() throws -> Policy? { try Policy.read(ifPresent: policyFile, clock: clock()) }

    /// The clock of the machine on which the gradebook was made; this machine's for one of an earlier version.
    package func clock() throws -> WallClock { try read { try Self.clock($0) } }

    static func clock(_ database: Database) throws -> WallClock {
        try setting("zone", database).flatMap { WallClock($0) } ?? .machine
    }
}
