import Lessons
import Pictures
import Words

/// A lesson being worked through: its text once, then exercise after exercise.
enum Sitting {
    /// Shows the lesson and asks, until the learner leaves or the input ends.
    static func begin(_ lesson: Lesson, in classroom: inout Classroom) throws {
        let screen = LessonScreen(
            lesson: lesson, number: classroom.number(of: lesson), snapshot: try classroom.snapshot(of: lesson),
            canvas: Terminal.canvas)
        Terminal.say(screen.text + [""])
        let example = try screen.example()
        if !example.isEmpty { Terminal.say(example + [""]) }
        if !screen.live.isEmpty { Terminal.say(screen.live + [""]) }
        try ask(lesson, screen, &classroom)
    }

    private static func ask(_ lesson: Lesson, _ screen: LessonScreen, _ classroom: inout Classroom) throws {
        while let exercise = classroom.progress.next(in: lesson) {
            let drawn = try classroom.drawn(exercise, in: lesson)
            let position = (lesson.exercises.firstIndex { $0.id == exercise.id } ?? 0) + 1
            Terminal.say(
                screen.question(
                    drawn, position: position, count: lesson.exercises.count,
                    entry: classroom.progress[lesson, exercise]))
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
        Terminal.say(Terminal.canvas.wrap("Every exercise of this lesson is solved. Continue with `walkthrough next`."))
    }

    /// Reads until the exercise was tried; false when the input ends or the learner leaves.
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
                if result.isCounted { return true }
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

    struct Result {
        var lines: [String]
        var isRight: Bool
        var isCounted: Bool
    }

    /// Judges an answer and counts it.
    static func judge(_ text: String, _ exercise: Exercise, _ lesson: Lesson, _ classroom: inout Classroom) throws
        -> Result
    {
        let canvas = Terminal.canvas
        let drawn = try classroom.drawn(exercise, in: lesson)
        let verdict: DrawnExercise.Verdict
        do throws(LessonFlaw) { verdict = try drawn.verdict(on: text) } catch {
            throw Failure(description: "lesson \(lesson.id), exercise \(exercise.id): \(error.sentence)", status: 3)
        }
        switch verdict {
        case .unreadable(let why): return Result(lines: canvas.wrap(why), isRight: false, isCounted: false)
        case .right(let because):
            try classroom.update { $0.count(true, for: exercise, in: lesson) }
            var lines = [canvas.paint("Right.", .good)] + canvas.wrap(because)
            if !classroom.progress[lesson, exercise].isSolved {
                lines += canvas.wrap("Answer once more, with other numbers.")
            }
            return Result(lines: lines, isRight: true, isCounted: true)
        case .wrong(let says, let answer, let because):
            try classroom.update { $0.count(false, for: exercise, in: lesson) }
            var lines = [canvas.paint("Wrong: the answer was \(answer).", .bad)]
            if let says { lines += canvas.wrap(says) }
            lines += canvas.wrap(because) + canvas.wrap("Try again, with other numbers.")
            return Result(lines: lines, isRight: false, isCounted: true)
        }
    }
}
