import Installation
import Lessons
import PageSnapshots
import Words

/// The course with this learner's place in it.
struct Classroom {
    let shelf: LessonShelf
    let store: ProgressStore
    var progress: CourseProgress

    /// Opens the course; a first visit leaves a file behind, so that the numbers stay the same.
    init(_ labs: CourseLabs) throws {
        let labs = try labs.installation().labs
        do throws(LessonFlaw) {
            shelf = try LessonShelf(folder: labs.path(of: "lessons"), snapshots: labs.path(of: "snapshots"))
        } catch {
            throw Failure(description: error.description, status: 3)
        }
        store = ProgressStore(path: ProgressStore.defaultPath)
        do { progress = try store.update { _ in } } catch { throw Failure(description: error.description, status: 3) }
    }

    mutating func update(_ change: (inout CourseProgress) -> Void) throws {
        do { progress = try store.update(change) } catch { throw Failure(description: error.description, status: 3) }
    }

    /// The lesson the learner is at.
    var lesson: Lesson? { progress.current(among: shelf.lessons) }

    /// The lesson of an id or a number.
    func lesson(_ name: String) throws -> Lesson {
        if let lesson = shelf.lesson(name) { return lesson }
        if let number = Int(name), shelf.lessons.indices.contains(number - 1) { return shelf.lessons[number - 1] }
        throw Failure.usage("there is no lesson \(name.prefix(40).visibleLine): `walkthrough list` shows them")
    }

    func number(of lesson: Lesson) -> Int { (shelf.lessons.firstIndex { $0.id == lesson.id } ?? 0) + 1 }

    func snapshot(of lesson: Lesson) throws -> Snapshot {
        do { return try shelf.snapshot(lesson.snapshot) } catch {
            throw Failure(description: error.description, status: 3)
        }
    }

    /// An exercise with the numbers of the present try.
    func drawn(_ exercise: Exercise, in lesson: Lesson) throws -> DrawnExercise {
        do {
            return try DrawnExercise(
                exercise, snapshot: try snapshot(of: lesson), seed: progress.seed(of: exercise, in: lesson))
        } catch let error as LessonFlaw {
            throw Failure(description: "lesson \(lesson.id), exercise \(exercise.id): \(error.sentence)", status: 3)
        }
    }

    /// Counts an answer, and draws numbers that are not the same again, where there are others.
    ///
    /// - Returns: How the next draw differs.
    mutating func count(_ isRight: Bool, _ drawn: DrawnExercise, in lesson: Lesson) throws -> DrawnExercise.Change {
        let exercise = drawn.exercise
        try update { $0.count(isRight, for: exercise, in: lesson) }
        guard !progress[lesson, exercise].isSolved else { return .nothing }
        var change = drawn.change(to: try self.drawn(exercise, in: lesson))
        // Of few numbers the same come again now and then, but not for ever.
        for _ in 0..<20 where change == .nothing && !exercise.given.isEmpty {
            try update { $0.drawAgain(exercise, in: lesson) }
            change = drawn.change(to: try self.drawn(exercise, in: lesson))
        }
        return change
    }

    /// How a lesson is shown on this terminal.
    func screen(of lesson: Lesson) throws -> LessonScreen {
        LessonScreen(
            lesson: lesson, number: number(of: lesson), snapshot: try snapshot(of: lesson), canvas: Terminal.canvas)
    }
}
