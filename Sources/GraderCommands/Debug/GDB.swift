import Debugging
import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// The debugger, as a child with the terminal.
struct GDB {
    private let program: String

    /// The gdb that `path` leads to; nil where there is none.
    init?(path: String) {
        let folders: [Substring] = path.split(separator: ":")
        let programs: [String] = folders.map { "\($0)/gdb" }
        guard let found = programs.first(where: { access($0, X_OK) == 0 }) else { return nil }
        program = found
    }

    /// Runs gdb to its end. Ctrl-C is gdb's meanwhile, and the terminal is afterwards as it was before.
    ///
    /// - Throws: what keeps gdb from starting.
    func run(_ arguments: [String]) async throws {
        var settings = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &settings) == 0
        defer { if isTerminal { tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) } }
        // Without a terminal only one of us hears a signal, and gdb is not the one.
        if isTerminal {
            try await Interrupt.ignored { try await runToEnd(arguments) }
        } else {
            try await runToEnd(arguments)
        }
    }

    private func runToEnd(_ arguments: [String]) async throws {
        _ = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), input: .currentStandardInput,
            output: .currentStandardOutput, error: .currentStandardError)
    }
}
