import Words

/// Why a gradebook could not be used; never the fault of a student.
package enum GradebookError: Error, Equatable, CustomStringConvertible {
    /// There is none in the folder.
    case absent(folder: String)
    /// The folder or the database cannot be used; `reason` is the system's or SQLite's.
    case unusable(folder: String, reason: String)
    /// It was written by a later version of the grader.
    case tooNew(folder: String)
    /// A batch on another machine has it open, and whether that one still lives cannot be seen from here.
    case usedElsewhere(folder: String, host: String)
    /// No such student; `similar` are ids that look like it.
    case noStudent(String, similar: [String])
    /// No such check in the rubric of the class.
    case noCheck(String, known: [String])

    package var description: String {
        switch self {
        case .absent(let folder):
            "there is no gradebook in \(Self.shown(folder)): `grader batch SUBMISSIONS --out \(Self.shown(folder))` makes one"
        case .unusable(let folder, let reason):
            "the gradebook in \(Self.shown(folder)) cannot be used (\(Self.shown(reason))): check the folder, its permissions "
                + "and the space on its disk"
        case .tooNew(let folder):
            "the gradebook in \(Self.shown(folder)) was written by a later version of the grader: use that one"
        case .usedElsewhere(let folder, let host):
            "the gradebook in \(Self.shown(folder)) is in use by a batch on \(Self.shown(host)): wait for it, or give "
                + "--take-over if that machine is gone"
        case .noStudent(let id, let similar):
            "no student of the class is \(Self.shown(id))"
                + (similar.isEmpty ? "" : "; there is \(similar.map(Self.shown).joined(separator: ", "))")
        case .noCheck(let id, let known):
            "the class was not graded by a check named \(Self.shown(id)): its checks are "
                + known.map(Self.shown).joined(separator: ", ")
        }
    }

    /// A name of a file or a person, safe to show.
    private static func shown(_ text: String) -> String { text.visibleLine }
}
