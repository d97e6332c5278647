import GRDB
package import Results

extension Student {
    /// The kind of ``Results/Student/aliases`` that is the name of the group that the student hands in with.
    package static let groupAlias = "group"

    /// What the seed of the student's checks follows from: all of a group have the same, so that what they handed in
    /// together is graded once, and has one mark.
    package var seedName: String {
        aliases[Self.groupSeedAlias].map { Self.fixedSeed + $0 } ?? aliases[Self.groupAlias].map { "group \($0)" } ?? id
    }

    /// The kind of alias that is the group's seed, where the group is called otherwise than when it was graded.
    static let groupSeedAlias = "group seed"
    /// What a name begins with that is a seed itself; no id and no group's name has a zero byte.
    static let fixedSeed = "\0seed "
}

extension Gradebook {
    /// What the seeds of those in groups follow from, by their ids.
    static func seedNames(_ database: Database) throws -> [String: String] {
        var names: [String: String] = [:]
        let rows = try Row.fetchAll(
            database, sql: "SELECT id, name, aliases FROM student WHERE aliases LIKE ?",
            arguments: ["%\"\(Student.groupAlias)\"%"])
        for student in try rows.map(Self.student) { names[student.id] = student.seedName }
        return names
    }
}
