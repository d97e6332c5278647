import Foundation
import Testbed
import Testing

/// The transcript of `grader debug` that students read: docs/students.md has it, made by
/// `make record FILTER=DebugGoldenTests`.
@Suite(
    .timeLimit(.minutes(2)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gdb"), "gdb is missing: scripts/setup --tests"))
struct DebugGoldenTests {
    static let document = "\(projectRoot)/docs/students.md"
    static let begin = "<!-- transcript of grader debug: made by `make record FILTER=DebugGoldenTests` -->\n\n"
    static let end = "\n<!-- end of transcript -->\n"

    static let script = """
        set width 92
        set trace-commands on
        continue
        backtrace 3
        print len
        walk $huge
        vma $huge
        next
        finish
        continue
        """

    /// As a terminal would have it: gdb marks the commands of a script with a plus, and those inside the grader's own with
    /// more.
    static func shown(_ output: String) -> String {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
            if line.hasPrefix("++") || line.hasPrefix("[Inferior") { return nil }
            return line.hasPrefix("+") ? "(gdb) \(line.dropFirst())" : String(line)
        }
        return lines.map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n").trimmingCharacters(in: .newlines)
            + "\n"
    }

    /// What is the same in each run: no addresses, no lines of the source, and not the name of the function of its idle loop
    /// that the kernel is in when gdb leaves it.
    static func lasting(_ text: String) -> [String] {
        text.replacing(/(Program stopped\.\s+0x[0-9a-f]+ in) \w+ \(\)/, with: { "\($0.1) idle ()" })
            .replacing(/0x[0-9a-f]+/, with: "0x").replacing(/mtest\.c:\d+/, with: "mtest.c")
            .replacing(/PID = \d+/, with: "PID")
            .replacing(/\d+\t/, with: "").replacing(/(?:index|\w+\[)\d+/, with: "").split { $0.isWhitespace }
            .map(String.init)
    }

    @Test func `the transcript in docs/students_md is what gdb shows`() async throws {
        let outcome = try await DebugCommandTests.run(
            DebugCommandTests.solution, "--check findpage.huge --seed 7", script: Self.script)
        let transcript = Self.shown(outcome.output)
        var text = try String(contentsOfFile: Self.document, encoding: .utf8)
        let start = try #require(text.range(of: Self.begin)).upperBound
        let stop = try #require(text.range(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["MTEST_RECORD"] == "1" {
            text.replaceSubrange(start..<stop, with: transcript)
            try Data(text.utf8).write(to: URL(filePath: Self.document))
        } else {
            #expect(Self.lasting(String(text[start..<stop])) == Self.lasting(transcript))
        }
    }
}
