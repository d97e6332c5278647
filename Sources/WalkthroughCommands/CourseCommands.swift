import ArgumentParser
import Lessons
import Pictures

/// `walkthrough`: the lesson the learner is at.
enum GoingOn {
    static func run(_ labs: CourseLabs) throws {
        var classroom = try Classroom(labs)
        guard let lesson = classroom.progress.goingOn(among: classroom.shelf.lessons) else {
            Terminal.say(
                Terminal.canvas.wrap(
                    "Every exercise of every lesson is solved. `walkthrough lesson ID` shows one again, `walkthrough reset` "
                        + "starts from the beginning, and `walkthrough explain --live PLACE` explains any address."))
            return
        }
        if classroom.progress.lesson != lesson.id { try classroom.update { $0.lesson = lesson.id } }
        try Sitting.begin(lesson, in: &classroom)
    }
}

/// `walkthrough lesson ID`
struct LessonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lesson", abstract: "Go to a lesson, by id or number.")

    @Argument(help: "The lesson's id or number.")
    var lesson: String

    @OptionGroup var labs: CourseLabs

    func run() async throws {
        var classroom = try Classroom(labs)
        let lesson = try classroom.lesson(lesson)
        try classroom.update { $0.lesson = lesson.id }
        try Sitting.begin(lesson, in: &classroom)
    }
}

/// `walkthrough next`
struct NextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "next", abstract: "Go to the lesson after this one.")

    @OptionGroup var labs: CourseLabs

    func run() async throws {
        var classroom = try Classroom(labs)
        guard let lesson = classroom.lesson else { return }
        let number = classroom.number(of: lesson)
        guard number < classroom.shelf.lessons.count else {
            Terminal.say("This is the last lesson. `walkthrough list` shows what is left.\n")
            return
        }
        let following = classroom.shelf.lessons[number]
        try classroom.update { $0.lesson = following.id }
        try Sitting.begin(following, in: &classroom)
    }
}

/// `walkthrough list`
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the lessons, and how far you are.")

    @OptionGroup var labs: CourseLabs

    func run() async throws {
        let classroom = try Classroom(labs)
        let canvas = Terminal.canvas
        var lines: [String] = []
        for (index, lesson) in classroom.shelf.lessons.enumerated() {
            let solved = classroom.progress.solved(in: lesson)
            let mark = classroom.lesson?.id == lesson.id ? ">" : " "
            let count = "\(solved)/\(lesson.exercises.count)"
            let head = "\(mark)\(String(repeating: " ", count: index < 9 ? 1 : 0))\(index + 1)  \(count.padded(to: 5))"
            let isDone = classroom.progress.isFinished(lesson)
            for (number, line) in canvas.wrap(lesson.title, indent: 10, first: head).enumerated() {
                lines.append(number == 0 && isDone ? canvas.paint(line, .good) : line)
            }
        }
        Pager.show(lines)
    }
}

/// `walkthrough progress`
struct ProgressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "Tell how far you are, in a sentence.")

    @OptionGroup var labs: CourseLabs

    func run() async throws {
        let classroom = try Classroom(labs)
        let lessons = classroom.shelf.lessons
        let done = lessons.count { classroom.progress.isFinished($0) }
        let solved = lessons.reduce(0) { $0 + classroom.progress.solved(in: $1) }
        let all = lessons.reduce(0) { $0 + $1.exercises.count }
        var text = "\(done) of \(lessons.count) lessons and \(solved) of \(all) exercises are solved."
        if let lesson = classroom.lesson { text += " You are at “\(lesson.title)”." }
        Terminal.say(Terminal.canvas.wrap(text + " Your progress is kept in \(classroom.store.path)."))
    }
}

/// `walkthrough reset`
struct ResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Forget the progress of one lesson, or of all.")

    @Argument(help: "The lesson's id or number; none for the whole course.")
    var lesson: String?

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var labs: CourseLabs

    func run() async throws {
        var classroom = try Classroom(labs)
        let chosen = try lesson.map { [try classroom.lesson($0)] } ?? classroom.shelf.lessons
        if lesson == nil, !yes {
            guard Terminal.isInteractive else {
                throw Failure.usage("say --yes to forget the progress of the whole course")
            }
            Terminal.say("Forget the progress of all \(chosen.count) lessons? yes or no> ")
            guard let line = readLine(), ["yes", "y"].contains(line.lowercased().filter(\.isLetter)) else {
                Terminal.say("Nothing was forgotten.\n")
                return
            }
        }
        let ids = Set(chosen.map(\.id))
        try classroom.update { progress in
            progress.exercises = progress.exercises.filter { key, _ in
                !ids.contains(String(key.prefix { $0 != "/" }))
            }
            if ids.count > 1 { progress.lesson = nil }
        }
        Terminal.say(
            ids.count > 1
                ? "The course starts from the beginning.\n" : "Lesson \(chosen[0].id) starts from the beginning.\n")
    }
}

/// `walkthrough hint`
struct HintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hint", abstract: "Show one more hint for the exercise you are at.")

    @OptionGroup var labs: CourseLabs

    func run() async throws {
        var classroom = try Classroom(labs)
        guard let lesson = classroom.lesson, let exercise = classroom.progress.next(in: lesson) else {
            Terminal.say(Sitting.end(classroom))
            return
        }
        Terminal.say(try Sitting.hint(exercise, lesson, &classroom))
    }
}

/// `walkthrough answer TEXT`
struct AnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer the exercise you are at, in one command.",
        discussion: """
            Numbers in any base, 1,024, 2^39 and 512 GiB; '1<<39' in quotes, for the shell. The next question follows. \
            Status 1 when the answer is wrong, 2 when it cannot be read, which costs no try.
            """)

    @Argument(parsing: .allUnrecognized, help: "The answer.")
    var answer: [String]

    @OptionGroup var labs: CourseLabs

    func run() async throws {
        var classroom = try Classroom(labs)
        guard let lesson = classroom.lesson, let exercise = classroom.progress.next(in: lesson) else {
            Terminal.say(Sitting.end(classroom))
            return
        }
        let result = try Sitting.judge(answer.joined(separator: " "), exercise, lesson, &classroom)
        if result.ending == .unreadable {
            throw Failure.usage(result.text + " This cost no try.")
        }
        Terminal.say(result.lines)
        if result.isSettled {
            Terminal.say("\n")
            Terminal.say(try Sitting.question(of: lesson, classroom) ?? Sitting.end(classroom))
        }
        if result.ending == .wrong { throw ExitCode(1) }
    }
}
