import Foundation
import Lessons
import Testing

@Suite struct ProgressStoreTests {
    static func withStore(_ body: (ProgressStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(ProgressStore(path: folder.appending(path: "deep/progress.json").path))
    }

    @Test func `what was kept is read again`() async throws {
        try await Self.withStore { store in
            let kept = try store.update { $0.lesson = "huge-pages" }
            let read = try store.read()
            #expect(read == kept)
            #expect(read.lesson == "huge-pages")
        }
    }

    @Test func `many at once lose nothing of each other's`() async throws {
        try await Self.withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask { try store.update { $0.exercises["lesson/\(number)"] = CourseProgress.Exercise() } }
                }
                try await group.waitForAll()
            }
            let read = try store.read()
            #expect(read.exercises.count == 40)
        }
    }

    @Test func `an exercise is solved after the number of right answers in a row that it asks for`() throws {
        let lesson = try LessonShelfTests.shelf.get().lessons[0]
        let exercise = try #require(lesson.exercises.first { $0.times == 2 })
        var progress = CourseProgress(seed: 1)
        progress.count(true, for: exercise, in: lesson)
        #expect(!progress[lesson, exercise].isSolved)
        progress.count(false, for: exercise, in: lesson)
        progress.count(true, for: exercise, in: lesson)
        #expect(!progress[lesson, exercise].isSolved)
        progress.count(true, for: exercise, in: lesson)
        #expect(progress[lesson, exercise].isSolved)
        // Solved stays solved, whatever is tried afterwards.
        progress.count(false, for: exercise, in: lesson)
        #expect(progress[lesson, exercise].isSolved)
    }

    @Test func `each try draws other numbers, and each learner's are their own`() throws {
        let lesson = try LessonShelfTests.shelf.get().lessons[0]
        let exercise = lesson.exercises[0]
        var progress = CourseProgress(seed: 1)
        let first = progress.seed(of: exercise, in: lesson)
        progress.count(false, for: exercise, in: lesson)
        #expect(progress.seed(of: exercise, in: lesson) != first)
        #expect(CourseProgress(seed: 2).seed(of: exercise, in: lesson) != first)
        #expect(CourseProgress(seed: 1).seed(of: exercise, in: lesson) == first)
    }

    @Test func `where nothing can be written, it says so`() {
        #expect(throws: ProgressStore.Flaw.self) {
            try ProgressStore(path: "/proc/nowhere/progress.json").update { _ in }
        }
    }

    @Test func `an older program's progress is read, and counts that nobody reaches are taken for none`() async throws {
        try await Self.withStore { store in
            _ = try store.update { _ in }
            let text = """
                {"version":1,"seed":5,"exercises":{
                "a/old":{"attempts":3,"streak":1,"hints":2,"isSolved":true},
                "a/odd":{"attempts":-1,"streak":9223372036854775807,"hints":-9223372036854775808,"isSolved":false}}}
                """
            try text.write(toFile: store.path, atomically: true, encoding: .utf8)
            let read = try store.read()
            #expect(read.exercises["a/old"]?.attempts == 3)
            #expect(read.exercises["a/old"]?.misses == 0)
            #expect(read.exercises["a/old"]?.isSolved == true)
            #expect(read.exercises["a/odd"] == CourseProgress.Exercise())
        }
    }

    @Test func `after a first miss the numbers are the same, and the row of right answers is broken`() throws {
        let lesson = try LessonShelfTests.shelf.get().lessons[0]
        let exercise = lesson.exercises[0]
        var progress = CourseProgress(seed: 1)
        let seed = progress.seed(of: exercise, in: lesson)
        progress.countMiss(of: exercise, in: lesson)
        #expect(progress.seed(of: exercise, in: lesson) == seed)
        #expect(progress[lesson, exercise].misses == 1)
        #expect(progress[lesson, exercise].streak == 0)
        progress.count(false, for: exercise, in: lesson)
        #expect(progress.seed(of: exercise, in: lesson) != seed)
        #expect(progress[lesson, exercise].misses == 0)
    }
}
