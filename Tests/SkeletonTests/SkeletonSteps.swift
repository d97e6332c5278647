import Foundation
import GraderCommands
import Skeleton
import Specimens
import StableHash
import Testbed
import Yams

/// The skeleton with its TODOs done one after the other, each on top of those before: `Tests/Steps` has the edits.
struct SkeletonSteps {
    /// The sources when a TODO is done.
    struct State: Sendable {
        /// The TODO, such as `2.4`; nil for the skeleton itself.
        let todo: String?
        /// The text of each file, by name.
        let sources: [String: String]

        /// What changes with the code, and not with its comments.
        var mark: String {
            var hash = StableHash()
            hash.add(Self.code(sources["mtest.c"] ?? ""))
            return hash.text
        }

        private static func code(_ text: String) -> String {
            text.replacing(/\/\*.*?\*\//.dotMatchesNewlines(), with: "")
                .split { $0 == " " || $0 == "\t" || $0 == "\n" }.joined(separator: " ")
        }

        /// Writes the files into a new folder, and removes it after `body`.
        func inFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
            let folder = URL.temporaryDirectory.appending(path: "mtest-step-\(UUID())").path
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (name, text) in sources {
                try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            return try await body(folder)
        }
    }

    /// The skeleton, then one state for each TODO, in their order.
    let states: [State]

    /// The edits of each TODO, in a file that is called after it.
    private struct Step: Decodable {
        struct Change: Decodable {
            let find: String
            let replace: String
        }

        let edits: [Change]
    }

    static let folder = "\(projectRoot)/Tests/Steps"

    /// - Throws: that a file cannot be read, or that an edit does not fit the skeleton any more.
    static func read() throws -> SkeletonSteps {
        var sources: [String: String] = [:]
        for (name, text) in try SkeletonFolder("\(projectRoot)/kmod-skeleton").files(
            StartingPoint(lab: 0, solvesEarlier: false))
        {
            sources[name] = text
        }
        var states = [State(todo: nil, sources: sources)]
        for todo in OpenTasks(in: Array(sources.values)).names {
            let yaml = try String(contentsOfFile: "\(folder)/\(todo).yml", encoding: .utf8)
            for change in try YAMLDecoder().decode(Step.self, from: yaml).edits {
                try Edit(find: change.find, replace: change.replace).apply(to: &sources)
            }
            states.append(State(todo: todo, sources: sources))
        }
        return SkeletonSteps(states: states)
    }
}

/// What turned, from a real run: `Tests/Steps/turns.tsv`.
struct TurnsTable {
    struct Row: Equatable {
        let todo: String
        /// Of the source that was graded.
        let mark: String
        /// Ids of checks that pass when the TODO is done, and did not before.
        let green: [String]
    }

    let rows: [Row]

    static let file = "\(SkeletonSteps.folder)/turns.tsv"

    static func read() throws -> TurnsTable {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").filter {
            !$0.hasPrefix("#")
        }
        return TurnsTable(
            rows: lines.map { line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                return Row(
                    todo: fields[0], mark: fields.count > 1 ? fields[1] : "",
                    green: fields.count > 2 ? fields[2].split(separator: " ").map(String.init) : [])
            })
    }

    /// The TODO that each check turns with: the last, since the next TODO may turn a check red until it is done well.
    var todos: [String: String] {
        Dictionary(rows.flatMap { row in row.green.map { ($0, row.todo) } }) { $1 }
    }

    func write() throws {
        let head = """
            # What turns as the TODOs of the skeleton are done one after the other (Tests/Steps), on a real machine: the TODO, what tells
            # whether its source is still the one that was graded, then checks that pass now and did not before.

            """
        let body = rows.map { "\($0.todo)\t\($0.mark)\t\($0.green.joined(separator: " "))\n" }.joined()
        try (head + body).write(toFile: Self.file, atomically: true, encoding: .utf8)
    }
}
