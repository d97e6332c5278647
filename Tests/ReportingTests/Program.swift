import Foundation
import Testing

/// Programs of the formats' own worlds, which the tests hold the reports against.
enum Program {
    struct Outcome {
        var status: Int32
        var output: String
        var complaint: String
    }

    static let cache =
        (ProcessInfo.processInfo.environment["XDG_CACHE_HOME"]
            ?? "\(ProcessInfo.processInfo.environment["HOME"] ?? "/root")/.cache") + "/mtest-grader"

    /// Python with the packages of Readers/requirements.txt; `scripts/setup --tests` makes it.
    static let python = "\(cache)/readers/bin/python"

    static func run(_ program: String, _ arguments: [String], input: String = "") throws -> Outcome {
        let scratch = try Scratch()
        for (name, text) in [("in", input), ("out", ""), ("err", "")] { try scratch.write(text, to: name) }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle(forReadingAtPath: scratch.path("in"))
        process.standardOutput = FileHandle(forWritingAtPath: scratch.path("out"))
        process.standardError = FileHandle(forWritingAtPath: scratch.path("err"))
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try scratch.read("out"), complaint: try scratch.read("err"))
    }

    /// Runs a script of Readers/ on a text.
    static func read(_ script: String, _ input: String, _ arguments: [String] = []) throws -> String {
        let path = "\(SampleClass.root)/Tests/ReportingTests/Readers/\(script).py"
        let outcome = try run(python, [path] + arguments, input: input)
        try #require(outcome.status == 0, "\(script) refused it: \(outcome.complaint.suffix(2000))")
        return outcome.output
    }
}

/// A folder of a test's own, removed with it.
final class Scratch {
    let folder: String

    init() throws {
        folder = URL.temporaryDirectory.appending(path: "mtest-report-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ text: String, to name: String) throws {
        let url = URL(filePath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
    }
}
