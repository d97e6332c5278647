import Foundation
import Testbed

/// The program on a terminal of 24 lines by 80 columns; `script` makes one.
enum Terminal {
    /// Runs the program and hands back everything that came to the terminal.
    static func run(
        _ arguments: [String], typing input: String = "", state: String, more: [String: String] = [:]
    ) async throws -> String {
        let words = ([ProgramTests.program] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let environment = [
            "HOME": NSHomeDirectory(), "PATH": "/usr/bin:/bin", "XDG_STATE_HOME": state, "MTEST_HOME": projectRoot,
            "LANG": "C.UTF-8", "TERM": "xterm", "SHELL": "/bin/sh", "LINES": "24", "COLUMNS": "80",
        ]
        let result = try await Program.run(
            "/usr/bin/script", ["-qec", words, "/dev/null"], input: input,
            environment: environment.merging(more) { $1 })
        return result.output
    }
}
