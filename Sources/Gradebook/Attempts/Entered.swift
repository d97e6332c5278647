import Words

/// What became of something that was handed in, for the person who entered it.
package struct Entered: Sendable, Hashable {
    /// The student's id.
    package var student: String
    /// The number of the attempt.
    package var number: Int
    /// Whether the attempt was not known before.
    package var isNew: Bool
    /// The number of the student's newest attempt.
    package var newest: Int
    /// Whether the newest attempt has the same sources, with another time.
    package var repeatsNewest = false
    /// Whether the time of this submission is known.
    package var isTimed = false
    /// Whether the attempt was dropped before, or nil; `student` where the student was.
    package var dropped: Dropped?

    /// What was dropped before.
    package enum Dropped: Sendable, Hashable { case student, attempt }

    /// What a person should know about it, without control characters; nil where all is as one expects.
    package var remark: String? {
        let id = student.visibleLine
        if dropped == .student {
            return
                "\(id): was dropped from the class and stays out of it; `grader drop \(id) --back` takes the student in "
                + "again"
        }
        if dropped == .attempt {
            return
                "\(id): this is attempt \(number), which was dropped; `grader drop \(id) \(number) --back` takes it in again"
        }
        guard number != newest else { return nil }
        if !isNew {
            let known = "\(id): this is attempt \(number), and attempt \(newest) is newer: nothing has changed"
            return isTimed
                ? known : known + ". If these sources were handed in once more: `grader choose \(id) \(number)`"
        }
        let before = "\(id): handed in before attempt \(newest), which stays the newest: entered as attempt \(number)"
        return repeatsNewest
            ? before + ". The sources are the same: if only the time was wrong, `grader drop \(id) \(newest)`" : before
    }
}
