import Foundation
import Subprocess
import SystemPackage

/// Other programs, run by tests.
///
/// A test that waits for a program is suspended. One that blocks its thread instead, as Foundation's `Process` does, takes
/// it from all other tests: there are as few of them as processors, and those tests have time limits, their machines have
/// deadlines. Only `make test` bounds how many tests go on at once: suites of many that run a program are serial.
package enum Program {
    package struct Outcome: Sendable {
        /// As a shell says it: for a program that a signal has ended, 128 and the signal's number.
        package var status: Int32
        package var output: String
        package var complaint: String
    }

    /// More than any program prints for a test.
    private static let limit = 64 << 20

    /// Runs a program to its end, or kills it after a while.
    ///
    /// The outcome is there when the program has ended, also while a child of it holds its output open.
    package static func run(
        _ path: String, _ arguments: [String] = [], input: String = "",
        environment: [String: String] = ProcessInfo.processInfo.environment, in folder: String? = nil,
        killedAfter delay: Duration? = nil
    ) async throws -> Outcome {
        // A file, since a pipe that the program does not read to its end would end the tests: the tests do not ignore SIGPIPE.
        let scratch = try Scratch()
        let file = FilePath(try scratch.write(input, to: "in"))
        let standardInput = try FileDescriptor.open(file, .readOnly, options: .closeOnExec)
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
            workingDirectory: folder.map { FilePath($0) },
            input: .fileDescriptor(standardInput, closeAfterSpawningProcess: true), output: .string(limit: limit),
            error: .string(limit: limit)
        ) { execution in
            guard let delay else { return }
            try await Task.sleep(for: delay)
            try execution.send(signal: .kill)
        }
        let status =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        return Outcome(status: status, output: result.standardOutput, complaint: result.standardError)
    }
}
