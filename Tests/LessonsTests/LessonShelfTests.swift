import Foundation
import Lessons
import PageSnapshots
import Testbed
import Testing

/// The lessons as they are shipped.
@Suite struct LessonShelfTests {
    static let labs = "\(projectRoot)/labs"

    /// Read once for all tests.
    static let shelf = Result { try LessonShelf(labs: labs) }
    static let snapshots = Result {
        let all = try shelf.get()
        var snapshots: [String: Snapshot] = [:]
        for name in Set(all.lessons.map(\.snapshot)) { snapshots[name] = try all.snapshot(name) }
        return snapshots
    }

    /// Lesson and exercise by id, so that a failure names them.
    static let exercises: [(String, String)] =
        (try? shelf.get().lessons.flatMap { lesson in lesson.exercises.map { (lesson.id, $0.id) } }) ?? []

    /// Tries of each exercise: enough for every choice of a small range to come up.
    static let tries = 60

    static func found(_ lessonID: String, _ exerciseID: String) throws -> (Exercise, Snapshot) {
        let lesson = try #require(try shelf.get().lesson(lessonID))
        let exercise = try #require(lesson.exercises.first { $0.id == exerciseID })
        return (exercise, try #require(try snapshots.get()[lesson.snapshot]))
    }

    @Test func `every misconception of the course has a lesson`() throws {
        let lessons = try Self.shelf.get().lessons
        #expect(lessons.count >= 19)
        #expect(Set(lessons.map(\.title)).count == lessons.count)
        for lesson in lessons {
            #expect(lesson.exercises.count >= 3, "\(lesson.id)")
            #expect(lesson.text.count > 400, "\(lesson.id)")
        }
    }

    @Test(arguments: exercises)
    func `the computed answer is accepted, whatever the numbers`(lesson: String, exercise: String) throws {
        let (question, snapshot) = try Self.found(lesson, exercise)
        for seed in 0..<UInt64(Self.tries) {
            let drawn = try DrawnExercise(question, snapshot: snapshot, seed: seed)
            #expect(try drawn.verdict(on: drawn.answer) == .right(because: drawn.because))
            for text in [drawn.question, drawn.because] + drawn.options {
                #expect(!text.contains("{") && !text.contains("}"))
            }
            #expect(Set(drawn.options).count == drawn.options.count)
        }
    }

    @Test(arguments: exercises)
    func `a wrong answer is refused, and every named mistake is a wrong answer`(lesson: String, exercise: String) throws
    {
        let (question, snapshot) = try Self.found(lesson, exercise)
        for seed in 0..<UInt64(Self.tries) {
            let drawn = try DrawnExercise(question, snapshot: snapshot, seed: seed)
            let wrong: [String] =
                switch question.kind {
                case .number: ["0x\(String((try AnswerText.number(drawn.answer)) ^ 0x10, radix: 16))"]
                case .yesno: [drawn.answer == "yes" ? "no" : "yes"]
                case .choose: (1...drawn.options.count).map { "\($0)" }.filter { $0 != drawn.answer }
                }
            for text in wrong {
                guard case .wrong(_, drawn.answer, drawn.because) = try drawn.verdict(on: text) else {
                    Issue.record("“\(text)” was not refused in: \(drawn.question)")
                    continue
                }
            }
        }
    }

    @Test(arguments: exercises)
    func `an exercise has hints, and numbers that change`(lesson: String, exercise: String) throws {
        let (question, snapshot) = try Self.found(lesson, exercise)
        #expect(question.hints.count >= 2)
        guard !question.given.isEmpty else { return }
        let questions = try Set(
            (0..<UInt64(Self.tries)).map { seed in
                let drawn = try DrawnExercise(question, snapshot: snapshot, seed: seed)
                return drawn.question + drawn.options.joined()
            })
        let usesOnePlace = question.given.allSatisfy { $0.contains("start of") }
        #expect(questions.count > 1 || usesOnePlace)
    }

    @Test func `the same seed gives the same exercise`() throws {
        let (question, snapshot) = try Self.found("addresses-are-not-flat", "index")
        let first = try DrawnExercise(question, snapshot: snapshot, seed: 7)
        #expect(try DrawnExercise(question, snapshot: snapshot, seed: 7) == first)
        #expect(try DrawnExercise(question, snapshot: snapshot, seed: 8) != first)
    }

    @Test func `handouts name lessons that exist`() throws {
        let shelf = try Self.shelf.get()
        var named = 0
        for lab in try FileManager.default.contentsOfDirectory(atPath: Self.labs) {
            guard let text = try? String(contentsOfFile: "\(Self.labs)/\(lab)/README.md", encoding: .utf8)
            else { continue }
            for match in text.matches(of: /walkthrough lesson ([a-z0-9-]+)/) {
                #expect(shelf.lesson(String(match.output.1)) != nil, "\(lab): \(match.output.1)")
                named += 1
            }
        }
        #expect(named >= 10)
    }

    @Test func `every example leads where its lesson says`() throws {
        let shelf = try Self.shelf.get()
        for lesson in shelf.lessons {
            guard let example = lesson.example else { continue }
            let snapshot = try shelf.snapshot(example.snapshot)
            #expect(snapshot.place(example.address) != nil, "\(lesson.id): \(example.address)")
        }
    }

    /// What is indented is shown as it is.
    @Test func `no figure or table of a lesson is wider than a terminal`() throws {
        for lesson in try Self.shelf.get().lessons {
            for line in lesson.text.split(separator: "\n") where line.hasPrefix("  ") {
                #expect(line.count <= 80, "\(lesson.id): \(line)")
            }
        }
    }
}
