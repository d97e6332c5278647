/// How far a learner has come.
package struct CourseProgress: Sendable, Hashable, Codable {
    /// How far one exercise is.
    package struct Exercise: Sendable, Hashable, Codable {
        /// Draws so far: numbers are drawn anew for each.
        package var attempts = 0
        /// Wrong answers to the present numbers.
        package var misses = 0
        /// Right answers in a row.
        package var streak = 0
        /// Hints seen.
        package var hints = 0
        /// Whether there were enough right answers in a row; it stays so.
        package var isSolved = false

        /// An exercise that was not tried yet.
        package init() {}

        private enum Key: String, CodingKey { case attempts, misses, streak, hints, isSolved }

        /// Reads what was kept. What an older program did not write is as for a beginner; a count below 0 or beyond what
        /// anybody reaches was written by hand, and counts as 0.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            func count(_ key: Key) throws -> Int {
                let number = try values.decodeIfPresent(Int.self, forKey: key) ?? 0
                return 0...1_000_000_000 ~= number ? number : 0
            }
            attempts = try count(.attempts)
            misses = try count(.misses)
            streak = try count(.streak)
            hints = try count(.hints)
            isSolved = try values.decodeIfPresent(Bool.self, forKey: .isSolved) ?? false
        }
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

    /// Counts an answer that settles the present numbers; the next try has others.
    package mutating func count(_ isRight: Bool, for exercise: Lessons.Exercise, in lesson: Lesson) {
        var entry = self[lesson, exercise]
        entry.attempts += 1
        entry.misses = 0
        entry.streak = isRight ? entry.streak + 1 : 0
        entry.isSolved = entry.isSolved || entry.streak >= exercise.times
        self[lesson, exercise] = entry
    }

    /// Counts a wrong answer after which the same numbers are asked once more.
    package mutating func countMiss(of exercise: Lessons.Exercise, in lesson: Lesson) {
        self[lesson, exercise].misses += 1
        self[lesson, exercise].streak = 0
    }

    /// Draws once more without an answer, where the last draw has brought the same numbers again.
    package mutating func drawAgain(_ exercise: Lessons.Exercise, in lesson: Lesson) {
        self[lesson, exercise].attempts += 1
    }
}
