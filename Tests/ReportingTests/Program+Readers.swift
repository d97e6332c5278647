import Foundation
import Testbed
import Testing

/// Programs of the formats' own worlds, which the tests hold the reports against.
extension Program {
    static let cache =
        (ProcessInfo.processInfo.environment["XDG_CACHE_HOME"]
            ?? "\(ProcessInfo.processInfo.environment["HOME"] ?? "/root")/.cache") + "/mtest-grader"

    /// Python with the packages of Readers/requirements.txt; `scripts/setup --tests` makes it.
    static let python = "\(cache)/readers/bin/python"

    /// Runs a script of Readers/ on a text.
    static func read(_ script: String, _ input: String, _ arguments: [String] = []) async throws -> String {
        let path = "\(projectRoot)/Tests/ReportingTests/Readers/\(script).py"
        let outcome = try await run(python, [path] + arguments, input: input)
        try #require(outcome.status == 0, "\(script) refused it: \(outcome.complaint.suffix(2000))")
        return outcome.output
    }
}
