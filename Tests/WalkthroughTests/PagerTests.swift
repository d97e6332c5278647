import Foundation
import Testbed
import Testing

/// Long text on a terminal.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PagerTests {
    /// A pager that says how many lines it was given, and keeps them.
    private static func withPager(_ body: (String, String) async throws -> Void) async throws {
        let scratch = try Scratch()
        let kept = scratch.path("kept")
        try await body("sh -c 'cat > \(kept); echo \"paged by me\"'", kept)
    }

    @Test func `a long lesson goes through PAGER, and the exercise begins where it ends`() async throws {
        try await Self.withPager { pager, kept in
            try await CourseTests.withState { state in
                let screen = try await Terminal.run(["lesson", "1"], state: state, more: ["PAGER": pager])
                let lesson = try String(contentsOfFile: kept, encoding: .utf8)
                #expect(lesson.contains("An address is five numbers"))
                #expect(lesson.contains("walkthrough explain --live heap"))
                #expect(!lesson.contains("Exercise 1 of 4"))
                #expect(!screen.contains("A common belief"))
                let end = try #require(screen.range(of: "paged by me"))
                #expect(screen[end.upperBound...].contains("Exercise 1 of 4"))
            }
        }
    }

    @Test func `less shows the end of the lesson, and the question below it`() async throws {
        try await CourseTests.withState { state in
            // The keys for less; the rest is for the exercise.
            let screen = try await Terminal.run(["lesson", "1"], typing: "    quit\n", state: state)
            #expect(screen.contains("q goes to the exercise"))
            let end = try #require(screen.range(of: "walkthrough explain --live heap"))
            #expect(screen[end.upperBound...].contains("Exercise 1 of 4"))
        }
    }

    @Test(arguments: [
        ["TERM": "dumb"], ["PAGER": ""], ["PAGER": "cat"], ["LINES": "500"], ["PAGER": "/nowhere/pager"],
        ["PATH": "/nowhere"],
    ])
    func `without a pager the whole lesson is written`(more: [String: String]) async throws {
        try await CourseTests.withState { state in
            let screen = try await Terminal.run(["lesson", "1"], state: state, more: more)
            #expect(screen.contains("A common belief") && screen.contains("Exercise 1 of 4"))
            #expect(!screen.contains("q goes to the exercise"))
        }
    }

    @Test func `a pipe gets no pager`() async throws {
        try await Self.withPager { pager, kept in
            try await CourseTests.withState { state in
                let result = try await ProgramTests.run(["lesson", "1"], state: state, more: ["PAGER": pager])
                #expect(result.output.contains("A common belief"))
                #expect(!FileManager.default.fileExists(atPath: kept))
            }
        }
    }
}
