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
}
