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

    @Test func `a wrong answer is explained and brings new numbers; an unreadable one costs nothing`() async throws {
        try await Self.withState { state in
            let question = try await ProgramTests.run([], state: state).output
            let unreadable = try await ProgramTests.run(["answer", "what?"], state: state)
            #expect(unreadable.status == 1)
            let same = try await ProgramTests.run([], state: state).output
            #expect(same == question)
            let wrong = try await ProgramTests.run(["answer", "99999"], state: state)
            #expect(wrong.status == 1)
            #expect(wrong.output.contains("Wrong: the answer was"))
            let other = try await ProgramTests.run([], state: state).output
            #expect(other != question)
        }
    }

    @Test func `nine answers solve the first two lessons, and the third is next`() async throws {
        try await Self.withState { state in
            // The answer to each question is learnt by answering it wrongly in a copy of the state.
            for _ in 0..<9 {
                let copy = state + "-copy"
                try? FileManager.default.removeItem(atPath: copy)
                _ = try await ProgramTests.run(["progress"], state: state)
                try FileManager.default.copyItem(atPath: state, toPath: copy)
                defer { try? FileManager.default.removeItem(atPath: copy) }
                let probe = try await ProgramTests.run(["answer", "yes"], state: copy).output
                let number = try await ProgramTests.run(["answer", "0xdeadbeefdeadbeef"], state: copy).output
                let text = probe.contains("Right.") ? "yes" : Self.answer(probe) ?? Self.answer(number)
                guard let text else {
                    Issue.record("no answer was learnt from: \(probe)\(number)")
                    return
                }
                let result = try await ProgramTests.run(["answer", text], state: state)
                #expect(result.status == 0, "\(result.output)")
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
