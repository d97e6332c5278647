import Results
import Sheets
import Words

/// Finds the students of a class by what a platform calls them. A name that two students have is refused, never guessed.
struct StudentFinder {
    /// A name that a platform's file has for a student: `kind` is one of ``Student/aliases``.
    struct Key: Hashable {
        var kind: String
        var value: String
    }

    private let students: [StudentResult]
    /// The kind of the class's own ids. They are taken for one kind only: a platform's running number may be another
    /// student's student number.
    private let kindOfIDs: String?

    /// A finder for a file whose rows have these keys.
    init(_ classResult: ClassResult, rows: [[Key]]) {
        students = classResult.students
        let ids = Set(classResult.students.map { PersonalID.folded($0.student.id) })
        let aliased = Set(classResult.students.flatMap(\.student.aliases.keys))
        var counts: [String: Int] = [:]
        for key in rows.joined() where !aliased.contains(key.kind) && ids.contains(PersonalID.folded(key.value)) {
            counts[key.kind, default: 0] += 1
        }
        kindOfIDs = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// The student whom one of the keys of a row is about, the first key first.
    ///
    /// - Throws: ``WorksheetFlaw`` when that is more than one student.
    func find(_ keys: [Key], row: Int) throws(WorksheetFlaw) -> StudentResult? {
        for key in keys where !key.value.isEmpty {
            let found = students.filter { student in
                let alias = student.student.aliases[key.kind] ?? (key.kind == kindOfIDs ? student.student.id : nil)
                return alias.map(PersonalID.folded) == PersonalID.folded(key.value)
            }
            if found.count > 1 {
                throw WorksheetFlaw(
                    "row \(row): \(key.kind) \(key.value.visibleLine) is more than one student of the class: "
                        + "fix the roster")
            }
            if let student = found.first { return student }
        }
        return nil
    }
}
