import Foundation
import Testbed
import Testing

/// The course as a learner meets it, with a separate state folder.
@Suite(.serialized) struct CourseTests {
    static func withState(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    static func file(_ state: String) -> String { "\(state)/mtest-walkthrough/progress.json" }

    @Test func `the course begins at its first lesson, and goes on where the learner stopped`() async throws {
        try await Self.withState { state in
            let first = try await ProgramTests.run([], state: state)
            #expect(first.status == 0)
            #expect(first.output.hasPrefix("1. An address is five numbers"))
            let next = try await ProgramTests.run(["next"], state: state)
            #expect(next.output.hasPrefix("2. "))
            let again = try await ProgramTests.run([], state: state)
            #expect(again.output == next.output)
        }
    }

    @Test func `every lesson can be shown on the shipped snapshots, on any terminal`() async throws {
        try await Self.withState { state in
            for number in 1...19 {
                for columns in [40, 80] {
                    let result = try await ProgramTests.run(["lesson", "\(number)"], columns: columns, state: state)
                    #expect(result.status == 0, "\(result.complaint)")
                    let widest = result.lines.map(\.count).max() ?? 0
                    #expect(widest <= columns, "lesson \(number)")
                    #expect(result.output.contains("Exercise 1 of"))
                }
            }
        }
    }

    @Test func `hints come one at a time`() async throws {
        try await Self.withState { state in
            var hints: [String] = []
            for _ in 0..<4 { hints.append(try await ProgramTests.run(["hint"], state: state).output) }
            #expect(hints[0].hasPrefix("Hint 1 of 3"))
            #expect(hints[1].hasPrefix("Hint 2 of 3"))
            #expect(hints[2].hasPrefix("Hint 3 of 3"))
            #expect(hints[3] == hints[2])
        }
    }

    @Test(arguments: ["what?", "y", "1,0", "2^64", "0113", ""])
    func `an answer that cannot be read costs no try`(text: String) async throws {
        try await Self.withState { state in
            let question = try await ProgramTests.run([], state: state).output
            let kept = try String(contentsOfFile: Self.file(state), encoding: .utf8)
            let result = try await ProgramTests.run(["answer", text], state: state)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.complaint.hasSuffix("This cost no try.\n"))
            #expect(try await ProgramTests.run([], state: state).output == question)
            #expect(try String(contentsOfFile: Self.file(state), encoding: .utf8) == kept)
        }
    }

    @Test func `a first wrong answer keeps the numbers and the solution, the second is explained and brings others`()
        async throws
    {
        try await Self.withState { state in
            let question = try await ProgramTests.run([], state: state).output
            let first = try await ProgramTests.run(["answer", "99999"], state: state)
            #expect(first.status == 1)
            #expect(first.output == "Wrong.\nTry once more, perhaps with a hint.\n")
            #expect(try await ProgramTests.run([], state: state).output == question)
            let second = try await ProgramTests.run(["answer", "99999"], state: state)
            #expect(second.status == 1)
            #expect(second.output.contains("Wrong: the answer was"))
            #expect(second.output.contains("Try again, with other numbers."))
            let other = try await ProgramTests.run([], state: state).output
            #expect(other != question)
            // The question that follows the answer is the one that is asked next.
            let following = try #require(second.output.components(separatedBy: "\n\n").last)
            #expect(other.contains(following))
        }
    }

    @Test func `numbers that do not change are not announced as others`() async throws {
        try await Self.withState { state in
            _ = try await ProgramTests.run(["lesson", "6"], state: state)
            for _ in 0..<4 {
                let before = try await ProgramTests.run([], state: state).output
                // Whatever is right now, one of three is wrong twice.
                for choice in ["1", "2", "3"] {
                    let output = try await ProgramTests.run(["answer", choice], state: state).output
                    #expect(!output.contains("other numbers") || !output.contains("Exercise 1"), "\(before)\(output)")
                }
            }
        }
    }

    @Test
    func `nine answers solve the first two lessons, each leads to the next question, and the third lesson is next`()
        async throws
    {
        try await Self.withState { state in
            // The answer to each question is learnt by answering it wrongly, twice, in a copy of the state.
            for number in 1...9 {
                let copy = state + "-copy"
                try? FileManager.default.removeItem(atPath: copy)
                _ = try await ProgramTests.run(["progress"], state: state)
                try FileManager.default.copyItem(atPath: state, toPath: copy)
                defer { try? FileManager.default.removeItem(atPath: copy) }
                let probe = try await ProgramTests.run(["answer", "yes"], state: copy)
                var text = probe.output.contains("Right.") ? "yes" : Self.answer(probe.output)
                if probe.status == 2 {
                    _ = try await ProgramTests.run(["answer", "0xdeadbeefdeadbeef"], state: copy)
                    text = Self.answer(
                        try await ProgramTests.run(["answer", "0xdeadbeefdeadbeef"], state: copy).output)
                }
                guard let text else {
                    Issue.record("no answer was learnt from: \(probe.output)")
                    return
                }
                let result = try await ProgramTests.run(["answer", text], state: state)
                #expect(result.status == 0, "\(result.output)")
                let end =
                    number == 5 ? "goes on with lesson 2, “" : number == 9 ? "goes on with lesson 3, “" : "Exercise "
                let words = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(words.contains(end), "\(result.output)")
            }
            let list = try await ProgramTests.run(["list"], state: state)
            #expect(list.output.split(separator: "\n").prefix(2).allSatisfy { $0.contains("4/4") })
            let onward = try await ProgramTests.run([], state: state)
            #expect(onward.output.hasPrefix("3. "))
        }
    }

    private static func answer(_ text: String) -> String? {
        guard let start = text.range(of: "the answer was ") else { return nil }
        return text[start.upperBound...].split(separator: "\n").first.map { String($0.dropLast()) }
    }

    @Test(arguments: [("yes", true), ("y", true), ("Y.", true), ("no", false), ("", false)])
    func `the course is forgotten after yes or y, and kept otherwise`(answer: String, isForgotten: Bool) async throws {
        try await Self.withState { state in
            _ = try await ProgramTests.run(["lesson", "4"], state: state)
            let screen = try await Terminal.run(["reset"], typing: answer + "\n", state: state)
            #expect(screen.contains(isForgotten ? "starts from the beginning" : "Nothing was forgotten"), "\(screen)")
            let onward = try await ProgramTests.run([], state: state)
            #expect(onward.output.hasPrefix(isForgotten ? "1. " : "4. "))
        }
    }

    @Test func `a newer program's progress is refused and left as it is`() async throws {
        try await Self.withState { state in
            let text = "{\"version\":2,\"future\":true}"
            try FileManager.default.createDirectory(
                atPath: "\(state)/mtest-walkthrough", withIntermediateDirectories: true)
            try text.write(toFile: Self.file(state), atomically: true, encoding: .utf8)
            for command in [[], ["next"], ["reset", "--yes"], ["answer", "1"]] {
                let result = try await ProgramTests.run(command, state: state)
                #expect(result.status == 3)
                #expect(result.complaint.contains("newer"))
            }
            let left = try String(contentsOfFile: Self.file(state), encoding: .utf8)
            #expect(left == text)
        }
    }

    @Test func `damaged progress is kept beside, and the course goes on`() async throws {
        try await Self.withState { state in
            try FileManager.default.createDirectory(
                atPath: "\(state)/mtest-walkthrough", withIntermediateDirectories: true)
            try "{\"version\":1,\"se".write(toFile: Self.file(state), atomically: true, encoding: .utf8)
            let result = try await ProgramTests.run([], state: state)
            #expect(result.status == 3)
            #expect(result.complaint.contains("kept as"))
            let again = try await ProgramTests.run([], state: state)
            #expect(again.status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(state)/mtest-walkthrough")
            #expect(names.contains { $0.hasPrefix("progress.json.unreadable-") })
        }
    }

    @Test func `killed at any moment, progress is the old or the new, never half`() async throws {
        try await Self.withState { state in
            _ = try await ProgramTests.run(["next"], state: state)
            for round in 0..<20 {
                // After a different while each time.
                _ = try await Program.run(
                    ProgramTests.program, ["next"],
                    environment: ["XDG_STATE_HOME": state, "MTEST_HOME": projectRoot, "HOME": NSHomeDirectory()],
                    killedAfter: .milliseconds(round * 5))
                let result = try await ProgramTests.run(["progress"], state: state)
                #expect(result.status == 0, "\(result.complaint)")
            }
        }
    }
}
