import Foundation
import Results
import Testbed

/// Results of real runs of today's rubric: the reference module, the skeleton at several stages, modules that do not build,
/// mutants and hostile modules. `Runs/record` writes them.
enum RecordedRun {
    private static let folder = "\(projectRoot)/Tests/ReportingTests/Runs"

    /// The names of all runs.
    static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

    /// The runs of all modules with a mistake in them, or with something to write yet.
    static let failing = names.filter { $0 != "solution" }

    static func result(_ name: String) throws -> SubmissionResult {
        var run = try object(name)
        if let changes = run["checks"] as? [String: [String: Any]] {
            let whole = try object("solution")["checks"] as? [[String: Any]] ?? []
            run["checks"] = whole.map { check in
                check.merging(changes[check["id"] as? String ?? ""] ?? [:]) { $1 }
            }
        }
        var result = try JSONDecoder().decode(
            SubmissionResult.self, from: JSONSerialization.data(withJSONObject: run))
        // What differs from one run to the next is no part of a screen.
        (result.duration, result.seed) = (20.4, 1_957_184_964_613_578_952)
        return result
    }

    private static func object(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name).json"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }
}
