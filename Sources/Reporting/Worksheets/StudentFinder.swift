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
    /// The kind of the class's own ids; nil where none of the kinds fits them.
    private let kindOfIDs: String?

    /// Numbers that a platform gives. Such a number may be another student's student number, so that the class's own ids are
    /// never compared with it: the class knows it from that platform, or not at all.
    private static let runningNumbers: Set = ["canvas", "moodle"]

    /// A finder for a file whose rows have these keys.
    init(_ classResult: ClassResult, rows: [[Key]]) {
        students = classResult.students
        let ids = Set(classResult.students.map { PersonalID.folded($0.student.id) })
        let known = Self.runningNumbers.union(classResult.students.flatMap(\.student.aliases.keys))
        var counts: [String: Int] = [:]
        for key in rows.joined() where !known.contains(key.kind) && ids.contains(PersonalID.folded(key.value)) {
            counts[key.kind, default: 0] += 1
        }
        kindOfIDs = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// The student whom the keys of a row are about.
    ///
    /// - Throws: ``WorksheetFlaw`` when that is more than one student, or a key is not as the platform wrote it.
    func find(_ keys: [Key], row: Int) throws(WorksheetFlaw) -> StudentResult? {
        var first: (key: Key, student: StudentResult)?
        for key in keys where !key.value.isEmpty {
            guard !PersonalID.isShortened(key.value) else {
                throw WorksheetFlaw(
                    "row \(row): a spreadsheet has changed “\(key.value.visibleLine)”: download the file again, and do not "
                        + "open it in between")
            }
            let found = students.filter { student in
                let alias = student.student.aliases[key.kind] ?? (key.kind == kindOfIDs ? student.student.id : nil)
                return alias.map(PersonalID.folded) == PersonalID.folded(key.value)
            }
            if found.count > 1 {
                throw WorksheetFlaw(
                    "row \(row): \(key.kind) \(key.value.visibleLine) is more than one student of the class: "
                        + "fix the roster")
            }
            guard let student = found.first else { continue }
            if let first, first.student.student.id != student.student.id {
                throw WorksheetFlaw(
                    "row \(row): \(first.key.kind) \(first.key.value.visibleLine) is "
                        + "\(first.student.student.id.visibleLine) of the class, and \(key.kind) "
                        + "\(key.value.visibleLine) is \(student.student.id.visibleLine): fix the roster")
            }
            first = first ?? (key, student)
        }
        return first?.student
    }
}
