import Foundation
import Gradebook
import Results
import Specimens
import Testbed
import Testing

/// A class of a few submissions and a rubric of a few checks, in a folder of its own, graded by the program itself.
final class SmallClass: Sendable {
    private let scratch: Scratch
    var folder: String { scratch.folder }
    var results: String { "\(folder)/results" }
    private var home: String { "\(folder)/home" }

    /// What is taken from the rubric that ships: a check that builds, and some that each need one clone at most.
    private static let checks = ["findpage.text", "findpage.inside", "findpage.noexec"]

    /// Correct, wrong in one check, does not compile, panics when it is loaded.
    init(_ names: [String] = ["correct", "wrong", "broken", "panics"]) throws {
        scratch = try Scratch()
        for name in names {
            for (file, text) in try Self.sources(name) { try scratch.write(text, to: "class/\(name)/\(file)") }
        }
        try FileManager.default.createDirectory(atPath: "\(home)/labs/2-findpage", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(projectRoot)/labs/targets", toPath: "\(home)/labs/targets")
        try FileManager.default.copyItem(
            atPath: "\(projectRoot)/labs/mistakes.yml", toPath: "\(home)/labs/mistakes.yml")
        try writeRubric()
    }

    static func sources(_ name: String) throws -> [String: String] {
        if name == "panics" {
            return try HostileModule.read("panic-in-init", root: projectRoot).sources
        }
        var sources: [String: String] = [:]
        for file in ["mtest.c", "compat.h"] {
            sources[file] = try String(contentsOfFile: "\(projectRoot)/kmod-solution/\(file)", encoding: .utf8)
        }
        let text = sources["mtest.c"] ?? ""
        let walk = "arrive(walk, pte_pfn(pte), addr & ~PAGE_MASK);"
        switch name {
        case "broken": sources["mtest.c"] = text + "\nint missing_semicolon"
        case "wrong":
            try #require(text.contains(walk))
            sources["mtest.c"] = text.replacingOccurrences(of: walk, with: "arrive(walk, pte_pfn(pte), 0);")
        default: sources["mtest.c"] = text + "\n/* \(name) */\n"
        }
        return sources
    }

    /// Writes the rubric: entries of the one that ships, after an edit.
    func writeRubric(replacing text: String = "", with other: String = "") throws {
        let shipped = try String(contentsOfFile: "\(projectRoot)/labs/2-findpage/lab.yml", encoding: .utf8)
        var entries = shipped.components(separatedBy: "\n  - id: ").dropFirst().filter { entry in
            Self.checks.contains { entry.hasPrefix("\($0)\n") }
        }
        try #require(entries.count == Self.checks.count)
        // What they need is not in this rubric.
        entries = entries.map { entry in
            entry.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("    needs: ") }
                .joined(separator: "\n")
        }
        if !text.isEmpty {
            try #require(entries.contains { $0.contains(text) })
            entries = entries.map { $0.replacingOccurrences(of: text, with: other) }
        }
        let rubric = "title: A few checks\nchecks:" + entries.map { "\n  - id: \($0)" }.joined() + "\n"
        try rubric.write(toFile: "\(home)/labs/2-findpage/lab.yml", atomically: true, encoding: .utf8)
    }

    /// Runs `grader batch` on the class.
    func run(
        _ options: [String] = [], results: String? = nil, under wrapper: [String] = []
    ) async throws -> Program.Outcome {
        let batch = ["batch", "\(folder)/class", "--out", results ?? self.results, "--seed", "5"]
        return try await grader(batch + options, under: wrapper)
    }

    /// Runs `grader` with the labs of this class.
    func grader(_ arguments: [String], under wrapper: [String] = []) async throws -> Program.Outcome {
        let line = wrapper + ["\(projectRoot)/.build/debug/grader"] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["MTEST_HOME"] = home
        environment["MTEST_AGENT"] = "\(projectRoot)/.build/release/guest-agent"
        return try await Program.run(line[0], Array(line.dropFirst()), environment: environment)
    }

    /// Grades, and says what was printed.
    @discardableResult
    func grade(
        _ options: [String] = [], results: String? = nil, under wrapper: [String] = []
    ) async throws -> String {
        let outcome = try await run(options, results: results, under: wrapper)
        let text = outcome.output + outcome.complaint
        try #require(outcome.status == 0, "\(text)")
        return text
    }

    /// What was measured, without what differs between runs.
    func rows(_ results: String? = nil) throws -> [String] { try Gradebook.open(results ?? self.results).rows() }

    /// The statuses of everybody's checks.
    func statuses() throws -> [String: [String]] {
        let students = try Gradebook.open(results).classResult().students
        return Dictionary(
            uniqueKeysWithValues: students.map {
                ($0.student.id, $0.current?.result.checks.map(\.status.rawValue) ?? [])
            })
    }
}
