import Lessons
import Pictures
import Words

/// A lesson being worked through: its text once, then exercise after exercise.
enum Sitting {
    /// Shows the lesson and asks, until the learner leaves or the input ends.
    static func begin(_ lesson: Lesson, in classroom: inout Classroom) throws {
        let screen = try classroom.screen(of: lesson)
        var lines = screen.text + [""]
        let example = try screen.example()
        if !example.isEmpty { lines += example + [""] }
        if !screen.live.isEmpty { lines += screen.live + [""] }
        Pager.show(
            lines, keepsLast: classroom.progress.isFinished(lesson) ? 1 : questionRoom,
            prompt: "Space goes on, b goes back, q goes to the exercise")
        try ask(lesson, &classroom)
    }

    /// Lines that a question takes below the lesson, with the line for its answer.
    private static let questionRoom = 6

    /// The next question of a lesson; nil when every exercise is solved.
    static func question(of lesson: Lesson, _ classroom: Classroom) throws -> [String]? {
        guard let exercise = classroom.progress.next(in: lesson) else { return nil }
        let position = (lesson.exercises.firstIndex { $0.id == exercise.id } ?? 0) + 1
        return try classroom.screen(of: lesson).question(
            try classroom.drawn(exercise, in: lesson), position: position, count: lesson.exercises.count,
            entry: classroom.progress[lesson, exercise])
    }

    /// What is said when a lesson is solved: where it goes on.
    static func end(_ classroom: Classroom) -> [String] {
        guard let lesson = classroom.progress.goingOn(among: classroom.shelf.lessons) else {
            return Terminal.canvas.wrap("Every exercise of every lesson is solved.")
        }
        let number = classroom.number(of: lesson)
        return Terminal.canvas.wrap(
            "Every exercise of this lesson is solved. `walkthrough` goes on with lesson \(number), “\(lesson.title)”.")
    }

    private static func ask(_ lesson: Lesson, _ classroom: inout Classroom) throws {
        while let exercise = classroom.progress.next(in: lesson) {
            Terminal.say(try question(of: lesson, classroom) ?? [])
            guard try answer(exercise, lesson, &classroom) else {
                Terminal.say("\n")
                Terminal.say(
                    Terminal.canvas.wrap(
                        "Your progress is kept. `walkthrough` continues here. `walkthrough answer`, `walkthrough hint` and `walkthrough list` are there as well."
                    ))
                return
            }
            Terminal.say("\n")
        }
        Terminal.say(end(classroom))
    }

    /// Reads until the present numbers are settled; false when the input ends or the learner leaves.
    private static func answer(_ exercise: Exercise, _ lesson: Lesson, _ classroom: inout Classroom) throws -> Bool {
        while true {
            Terminal.say("answer (or hint, quit)> ")
            guard let line = readLine() else { return false }
            switch line.split(separator: " ").joined(separator: " ").lowercased() {
            case "": continue
            case "quit", "exit", "q": return false
            case "hint", "h", "?": Terminal.say(try hint(exercise, lesson, &classroom))
            default:
                let result = try judge(line, exercise, lesson, &classroom)
                Terminal.say(result.lines)
                if result.isSettled { return true }
            }
        }
    }

    /// One more hint; the last one again when there are no more.
    static func hint(_ exercise: Exercise, _ lesson: Lesson, _ classroom: inout Classroom) throws -> [String] {
        let seen = classroom.progress[lesson, exercise].hints
        guard !exercise.hints.isEmpty else { return ["There is no hint."] }
        let number = min(seen, exercise.hints.count - 1)
        try classroom.update { $0[lesson, exercise].hints = min(seen + 1, exercise.hints.count) }
        return Terminal.canvas.wrap("Hint \(number + 1) of \(exercise.hints.count): \(exercise.hints[number])")
    }

    /// What an answer came to.
    struct Result {
        enum Ending { case right, wrong, unreadable }

        var ending: Ending
        /// Paragraphs below each other.
        var paragraphs: [String]
        /// Whether another question follows: a right answer, or the second wrong one.
        var isSettled: Bool

        var text: String { paragraphs.joined(separator: " ") }

        var lines: [String] {
            let canvas = Terminal.canvas
            let wrapped = paragraphs.map { canvas.wrap($0) }
            guard ending != .unreadable, let first = wrapped.first else { return Array(wrapped.joined()) }
            return first.map { canvas.paint($0, ending == .right ? .good : .bad) } + wrapped.dropFirst().joined()
        }
    }

    /// Judges an answer and counts it.
    static func judge(_ text: String, _ exercise: Exercise, _ lesson: Lesson, _ classroom: inout Classroom) throws
        -> Result
    {
        let drawn = try classroom.drawn(exercise, in: lesson)
        let verdict: DrawnExercise.Verdict
        do throws(LessonFlaw) { verdict = try drawn.verdict(on: text) } catch {
            throw Failure(description: "lesson \(lesson.id), exercise \(exercise.id): \(error.sentence)", status: 3)
        }
        switch verdict {
        case .unreadable(let why): return Result(ending: .unreadable, paragraphs: [why], isSettled: false)
        case .right(let because):
            let change = try classroom.count(true, drawn, in: lesson)
            var paragraphs = ["Right.", because]
            if !classroom.progress[lesson, exercise].isSolved {
                paragraphs.append("Answer once more" + Self.told(change))
            }
            return Result(ending: .right, paragraphs: paragraphs, isSettled: true)
        case .wrong(let says, let answer, let because):
            if drawn.hasSecondTry, classroom.progress[lesson, exercise].misses == 0 {
                try classroom.update { $0.countMiss(of: exercise, in: lesson) }
                let paragraphs = ["Wrong." + (says.map { " \($0)" } ?? ""), "Try once more, perhaps with a hint."]
                return Result(ending: .wrong, paragraphs: paragraphs, isSettled: false)
            }
            let change = try classroom.count(false, drawn, in: lesson)
            return Result(
                ending: .wrong,
                paragraphs: ["Wrong: the answer was \(answer)."] + (says.map { [$0] } ?? [])
                    + [because, "Try again" + Self.told(change)], isSettled: true)
        }
    }

    private static func told(_ change: DrawnExercise.Change) -> String {
        switch change {
        case .nothing: "."
        case .order: "; the options stand in another order."
        case .numbers: ", with other numbers."
        }
    }
}
