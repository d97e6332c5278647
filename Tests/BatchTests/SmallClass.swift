import Foundation
import Gradebook
import Results
import Testing

/// A class of a few submissions and a rubric of a few checks, in a folder of its own, graded by the program itself.
final class SmallClass {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    let folder = URL.temporaryDirectory.appending(path: "batch-\(UUID())").path
    var results: String { "\(folder)/results" }
    private var home: String { "\(folder)/home" }

    /// What is taken from the rubric that ships: a check that builds, and some that each need one clone at most.
    private static let checks = ["findpage.text", "findpage.inside", "findpage.noexec"]

    /// Correct, wrong in one check, does not compile, panics when it is loaded.
    init(_ names: [String] = ["correct", "wrong", "broken", "panics"]) throws {
        for name in names {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/class/\(name)", withIntermediateDirectories: true)
            for (file, text) in try Self.sources(name) {
                try text.write(toFile: "\(folder)/class/\(name)/\(file)", atomically: true, encoding: .utf8)
            }
        }
        try FileManager.default.createDirectory(atPath: "\(home)/labs/2-findpage", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(Self.root)/labs/targets", toPath: "\(home)/labs/targets")
        try writeRubric()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func sources(_ name: String) throws -> [String: String] {
        if name == "panics" {
            return [
                "mtest.c": try String(contentsOfFile: "\(root)/Tests/Hostile/panic-in-init/mtest.c", encoding: .utf8)
            ]
        }
        var sources: [String: String] = [:]
        for file in ["mtest.c", "compat.h"] {
            sources[file] = try String(contentsOfFile: "\(root)/kmod-solution/\(file)", encoding: .utf8)
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
        let shipped = try String(contentsOfFile: "\(Self.root)/labs/2-findpage/lab.yml", encoding: .utf8)
        var entries = shipped.components(separatedBy: "\n  - id: ").dropFirst().filter { entry in
            Self.checks.contains { entry.hasPrefix("\($0)\n") }
        }
        try #require(entries.count == Self.checks.count)
        if !text.isEmpty {
            try #require(entries.contains { $0.contains(text) })
            entries = entries.map { $0.replacingOccurrences(of: text, with: other) }
        }
        let rubric = "title: A few checks\nchecks:" + entries.map { "\n  - id: \($0)" }.joined() + "\n"
        try rubric.write(toFile: "\(home)/labs/2-findpage/lab.yml", atomically: true, encoding: .utf8)
    }

    /// A program that was started.
    struct Running {
        let process: Process
        let output: Pipe
        let complaints: Pipe

        /// Waits for its end; both outputs together.
        func finish() -> (status: Int32, text: String) {
            let error = complaints.fileHandleForReading.readDataToEndOfFile()
            let text = output.fileHandleForReading.readDataToEndOfFile() + error
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: text, as: UTF8.self))
        }
    }

    /// Starts `grader batch` on the class.
    func start(_ options: [String] = [], results: String? = nil, under wrapper: [String] = []) throws -> Running {
        let line =
            wrapper + [
                "\(Self.root)/.build/debug/grader", "batch", "\(folder)/class", "--out", results ?? self.results,
                "--seed",
                "5",
            ] + options
        let running = Running(process: Process(), output: Pipe(), complaints: Pipe())
        running.process.executableURL = URL(filePath: line[0])
        running.process.arguments = Array(line.dropFirst())
        var environment = ProcessInfo.processInfo.environment
        environment["MTEST_HOME"] = home
        environment["MTEST_AGENT"] = "\(Self.root)/.build/release/guest-agent"
        running.process.environment = environment
        running.process.standardOutput = running.output
        running.process.standardError = running.complaints
        try running.process.run()
        return running
    }

    /// Grades, and says what was printed.
    @discardableResult
    func grade(_ options: [String] = [], results: String? = nil, under wrapper: [String] = []) throws -> String {
        let (status, text) = try start(options, results: results, under: wrapper).finish()
        try #require(status == 0, "\(text)")
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
