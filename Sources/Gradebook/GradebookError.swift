import Words

/// Why a gradebook could not be used; never the fault of a student.
package enum GradebookError: Error, Equatable, CustomStringConvertible {
    /// The folder has no gradebook.
    case absent(folder: String)
    /// The folder or the database cannot be used; `reason` is the system's or SQLite's.
    case unusable(folder: String, reason: String)
    /// The database is there and something in it is not as the grader writes it; `what` says what.
    case damaged(folder: String, what: String)
    /// The gradebook was written by a later version of the grader.
    case tooNew(folder: String)
    /// A batch on another machine has the gradebook open; whether the batch still runs cannot be seen from here.
    case usedElsewhere(folder: String, host: String)
    /// No such student; `similar` are ids that look like it.
    case noStudent(String, similar: [String])
    /// The student has no such attempt; `known` are the numbers of those there are.
    case noAttempt(Int, student: String, known: [Int])
    /// Nothing was graded anew that could be called off.
    case noRegrading(folder: String)
    /// The gradebook was opened for reading alone, and something was to be written.
    case onlyRead(folder: String)
    /// A place for a copy that is taken.
    case taken(place: String)
    /// A batch is under way, and what it grades must not go.
    case batchUnderWay(folder: String)
    /// No such check in the rubric of the class.
    case noCheck(String, known: [String])

    package var description: String {
        switch self {
        case .absent(let folder):
            "run `grader batch SUBMISSIONS --out \(Self.shown(folder))` first: there is no gradebook in \(Self.shown(folder))"
        case .unusable(let folder, let reason):
            "check the folder \(Self.shown(folder)), its permissions and the space on its disk: its gradebook cannot be used "
                + "(\(Self.shown(reason)))"
        case .damaged(let folder, let what):
            "restore \(Self.shown(folder))/gradebook.sqlite from a copy, or name a new folder and grade again: it is damaged "
                + "(\(Self.shown(what)))"
        case .tooNew(let folder):
            "use a later version of the grader: it has written the gradebook in \(Self.shown(folder)), and this version cannot "
                + "read it"
        case .usedElsewhere(let folder, let host):
            "wait for the batch on \(Self.shown(host)), or give --take-over if that machine is gone: it uses the gradebook in "
                + Self.shown(folder)
        case .noStudent(let id, let similar):
            "no student of the class is \(Self.shown(id))"
                + (similar.isEmpty ? "" : "; there is \(similar.map(Self.shown).joined(separator: ", "))")
        case .noAttempt(let number, let student, let known):
            "\(Self.shown(student)) has no attempt \(number)"
                + (known.isEmpty
                    ? ": nothing was handed in"
                    : ": there \(known.count == 1 ? "is" : "are") \(known.map(String.init).joined(separator: ", "))")
        case .noRegrading(let folder):
            "nothing in \(Self.shown(folder)) was graded anew, or all of it was called off before: every mark is as it was "
                + "measured first"
        case .onlyRead(let folder):
            "ask the owner of \(Self.shown(folder)) to do this: its gradebook was opened for reading alone"
        case .taken(let place):
            "name a new folder for the copy: \(Self.shown(place)) is there already, and nothing is replaced"
        case .batchUnderWay(let folder):
            "wait until the batch on \(Self.shown(folder)) has ended, or end it: what it grades cannot be erased meanwhile"
        case .noCheck(let id, let known):
            "the class was not graded by a check named \(Self.shown(id)): its checks are "
                + known.map(Self.shown).joined(separator: ", ")
        }
    }

    /// A name of a file or a person, safe to show.
    private static func shown(_ text: String) -> String { text.visibleLine }
}
