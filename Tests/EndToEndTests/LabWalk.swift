import Foundation
import Specimens
import Testbed
import Yams

/// A student's way through a lab: what is typed, what is written in the editor, and what the programs say.
struct LabWalk: Decodable, Sendable {
    let title: String
    let about: String
    /// The folder of the sources that it begins with; nil where the student begins in an empty folder.
    var start: String?
    let steps: [Step]

    enum Step: Decodable, Sendable {
        /// A command for the shell, its exit status, and words that it says.
        case run(String, status: Int32, says: String)
        /// What was written in the editor, in words and as edits of mtest.c.
        case wrote(String, [Edit])

        private enum Key: String, CodingKey { case run, status, says, wrote, edits }

        private struct Change: Decodable {
            let find: String
            let replace: String
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            if let command = try fields.decodeIfPresent(String.self, forKey: .run) {
                self = .run(
                    command, status: try fields.decode(Int32.self, forKey: .status),
                    says: try fields.decode(String.self, forKey: .says))
            } else {
                self = .wrote(
                    try fields.decode(String.self, forKey: .wrote),
                    try fields.decode([Change].self, forKey: .edits).map { Edit(find: $0.find, replace: $0.replace) })
            }
        }
    }

    /// What one command came to.
    struct Outcome: Sendable {
        let step: Step
        /// Exit status and all that was said; nil for a step in the editor.
        var run: Program.Outcome?
        /// Seconds from its start to its end.
        var seconds = 0.0
    }

    static let folder = "\(projectRoot)/Tests/Walks"

    /// The names of all of them, in their order.
    static let names: [String] =
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { $0.hasSuffix(".yml") }
        .map { String($0.dropLast(4)) }.sorted() ?? []

    /// - Throws: that there is no such walk, or it cannot be read.
    init(_ name: String) throws {
        let text = try String(contentsOfFile: "\(Self.folder)/\(name).yml", encoding: .utf8)
        self = try YAMLDecoder().decode(LabWalk.self, from: text)
    }

    /// Goes the whole way, in a folder of its own.
    ///
    /// - Returns: what each step came to.
    /// - Throws: that an edit does not fit what the student has by then.
    func go() async throws -> [Outcome] {
        let scratch = try Scratch()
        if let start {
            for name in ["mtest.c", "compat.h", "Makefile"] {
                try scratch.write(
                    String(contentsOfFile: "\(projectRoot)/\(start)/\(name)", encoding: .utf8), to: "mtest/\(name)")
            }
        }
        var environment = Product.environment
        environment["PATH"] = "\(Product.folder):/usr/bin:/bin"
        environment["XDG_STATE_HOME"] = scratch.path("state")
        environment["COLUMNS"] = "80"
        var outcomes: [Outcome] = []
        for step in steps {
            switch step {
            case .wrote(_, let edits):
                let path = scratch.path("mtest/mtest.c")
                var sources = ["mtest.c": try String(contentsOfFile: path, encoding: .utf8)]
                for edit in edits { try edit.apply(to: &sources) }
                try Data((sources["mtest.c"] ?? "").utf8).write(to: URL(filePath: path))
                outcomes.append(Outcome(step: step))
            case .run(let command, _, _):
                let start = ContinuousClock.now
                let outcome = try await Program.run(
                    "/bin/sh", ["-c", command], environment: environment, in: scratch.folder)
                outcomes.append(
                    Outcome(step: step, run: outcome, seconds: (ContinuousClock.now - start) / .seconds(1)))
            }
        }
        return outcomes
    }
}

/// docs/walks.md, from walks as they went.
enum WalkDocument {
    static let path = "\(projectRoot)/docs/walks.md"

    static let begin = """
        # Five walks through the labs

        What a student types, what is seen, and how long it takes: recorded by `make record FILTER=WalkTests`, and compared in each
        run of the tests, but for the numbers. Seconds are from Enter to the prompt, on a machine with two processors and without
        KVM.

        """

    /// One walk as a chapter.
    static func chapter(_ number: Int, _ walk: LabWalk, _ outcomes: [LabWalk.Outcome]) -> String {
        var text = "\n## \(number). \(walk.title)\n\n\(walk.about)"
        text += walk.start == nil ? "\n" : " It begins with all labs done.\n"
        for outcome in outcomes {
            switch outcome.step {
            case .wrote(let words, _): text += "\nIn the editor: \(words).\n"
            case .run(let command, _, _):
                text += "\n    $ \(command)\n"
                let shown = (outcome.run?.output ?? "").replacing(projectRoot, with: "~/mtest-courseware")
                for line in shown.split(separator: "\n", omittingEmptySubsequences: false)
                    .dropLast()
                {
                    text += line.isEmpty ? "\n" : "    \(line)\n"
                }
                let status = outcome.run?.status ?? 0
                text += "\n\(seconds(outcome.seconds)) s\(status == 0 ? "" : ", exit status \(status)").\n"
            }
        }
        return text
    }

    private static func seconds(_ value: Double) -> String { String(format: "%.1f", value) }

    /// The ids of checks and the sentences of causes, without numbers: what stays the same.
    static func lasting(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.contains("Next:") || $0.hasPrefix("    $ ") }
            .map { String($0).replacing(/0x[0-9a-f]+|\d+/, with: "N") }
    }
}
