import Foundation
import Lessons
import PageSnapshots
import Testing

/// A lesson that an instructor wrote, right or wrong.
@Suite struct OwnLessonTests {
    static let text = """
        id: my-lesson
        title: Mine
        misconception: "so."
        text: |
          Text.
        exercises:
          - id: sum
            given: ["a = number 1..9", "b = one of 10 20 30"]
            ask: "What is {a:dec} + {b:dec}?"
            answer: a + b
            hints: [first, second]
            because: "It is {answer:dec}."
        """

    /// A labs folder with this lesson in it and the shipped snapshots.
    static func shelf(_ text: String) throws -> LessonShelf {
        let labs = FileManager.default.temporaryDirectory.appending(path: "labs-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: labs) }
        try FileManager.default.createDirectory(at: labs.appending(path: "lessons"), withIntermediateDirectories: true)
        try text.write(to: labs.appending(path: "lessons/01-mine.yml"), atomically: true, encoding: .utf8)
        return try LessonShelf(labs: labs.path)
    }

    @Test func `a lesson is a file, and nothing has to be built for it`() throws {
        let lesson = try #require(try Self.shelf(Self.text).lesson("my-lesson"))
        let snapshot = try #require(try LessonShelfTests.snapshots.get()["four-level"])
        let drawn = try DrawnExercise(lesson.exercises[0], snapshot: snapshot, seed: 3)
        let sum = try AnswerText.number(drawn.answer)
        #expect(try drawn.verdict(on: "\(sum)") == .right(because: "It is \(sum)."))
        guard case .wrong = try drawn.verdict(on: "\(sum + 1)") else {
            Issue.record("one more was accepted")
            return
        }
    }

    @Test(arguments: [
        ("title: Mine\n", "", "title"), ("id: sum\n", "id: [1]\n", "exercises[0].id"), ("ask:", "aks:", "ask"),
        ("answer: a + b\n", "answer: a + b\n    unit: pages\n", "unit"),
        ("exercises:", "exercises: 5\nother:", "exercises"), ("because: \"", "because: \"\"\"", "line"),
        (
            "title: Mine\n", "title: Mine\ndiagnoses: [vm-end-inclusive]\n",
            "`diagnoses`: name this lesson in labs/mistakes.yml"
        ),
    ])
    func `a flaw of the file is told with the file and the field`(right: String, wrong: String, place: String) throws {
        let text = Self.text.replacingOccurrences(of: right, with: wrong)
        try #require(text != Self.text)
        let flaw = try #require(throws: LessonFlaw.self) { try Self.shelf(text) }
        #expect(flaw.description.contains("01-mine.yml"))
        #expect(flaw.description.contains(place) || place == "line", "\(flaw)")
    }

    @Test(arguments: ["answer: c + 1", "answer: a +", "answer: physical(a)", "answer: nosuch(a)"])
    func `a formula that cannot be carried out is a flaw, not a wrong answer`(answer: String) throws {
        let text = Self.text.replacingOccurrences(of: "answer: a + b", with: answer)
        let lesson = try #require(try Self.shelf(text).lesson("my-lesson"))
        let snapshot = try #require(try LessonShelfTests.snapshots.get()["four-level"])
        #expect(throws: LessonFlaw.self) { try DrawnExercise(lesson.exercises[0], snapshot: snapshot, seed: 3) }
    }

    @Test(arguments: ["a", "a = number 9..1", "a = inside nowhere", "a! = page", "a = one of 1", "a = number x..y"])
    func `a number that cannot be drawn is a flaw`(given: String) throws {
        let text = Self.text.replacingOccurrences(of: "a = number 1..9", with: given)
        let lesson = try #require(try Self.shelf(text).lesson("my-lesson"))
        let snapshot = try #require(try LessonShelfTests.snapshots.get()["four-level"])
        #expect(throws: LessonFlaw.self) { try DrawnExercise(lesson.exercises[0], snapshot: snapshot, seed: 3) }
    }
}
