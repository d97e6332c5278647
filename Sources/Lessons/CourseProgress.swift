/// How far a learner has come.
package struct CourseProgress: Sendable, Hashable, Codable {
    /// How far one exercise is.
    package struct Exercise: Sendable, Hashable, Codable {
        /// Tries so far: numbers are drawn anew for each.
        package var attempts = 0
        /// Right answers in a row.
        package var streak = 0
        /// Hints seen.
        package var hints = 0
        /// Whether there were enough right answers in a row; it stays so.
        package var isSolved = false

        /// An exercise that was not tried yet.
        package init() {}
    }

    /// The file's version; see ``ProgressStore``.
    package var version = ProgressStore.version
    /// Gives each learner other numbers.
    package var seed: UInt64
    /// The lesson the learner is at.
    package var lesson: String?
    /// By `lesson/exercise`.
    package var exercises: [String: Exercise] = [:]

    /// The progress of a learner who begins.
    package init(seed: UInt64) { self.seed = seed }

    /// How far an exercise of a lesson is.
    package subscript(lesson: Lesson, exercise: Lessons.Exercise) -> Exercise {
        get { exercises["\(lesson.id)/\(exercise.id)"] ?? Exercise() }
        set { exercises["\(lesson.id)/\(exercise.id)"] = newValue }
    }

    /// Exercises of a lesson that are solved.
    package func solved(in lesson: Lesson) -> Int { lesson.exercises.count { self[lesson, $0].isSolved } }

    /// Whether every exercise of a lesson is solved.
    package func isFinished(_ lesson: Lesson) -> Bool { solved(in: lesson) == lesson.exercises.count }

    /// The lesson to go on with: where the learner is, or once that is finished the next unfinished one, also from the
    /// beginning; nil when nothing is left.
    package func goingOn(among lessons: [Lesson]) -> Lesson? {
        let start = lessons.firstIndex { $0.id == lesson } ?? 0
        return (lessons[start...] + lessons[..<start]).first { !isFinished($0) }
    }

    /// The lesson that the learner is at, finished or not.
    package func current(among lessons: [Lesson]) -> Lesson? {
        if let lesson = lessons.first(where: { $0.id == lesson }) { return lesson }
        return lessons.first { !isFinished($0) } ?? lessons.first
    }

    /// The first exercise that is still to be solved.
    package func next(in lesson: Lesson) -> Lessons.Exercise? { lesson.exercises.first { !self[lesson, $0].isSolved } }

    /// The seed of an exercise's present try.
    package func seed(of exercise: Lessons.Exercise, in lesson: Lesson) -> UInt64 {
        SeededNumbers.seed(
            learner: seed, exercise: "\(lesson.id)/\(exercise.id)", attempt: self[lesson, exercise].attempts)
    }

    /// Counts an answer.
    package mutating func count(_ isRight: Bool, for exercise: Lessons.Exercise, in lesson: Lesson) {
        var entry = self[lesson, exercise]
        entry.attempts += 1
        entry.streak = isRight ? entry.streak + 1 : 0
        entry.isSolved = entry.isSolved || entry.streak >= exercise.times
        self[lesson, exercise] = entry
    }
}
