public import ArgumentParser
import Console
import Glibc
import Installation
import Words

/// The `grader` program: a family of commands.
public struct GraderCommand: AsyncParsableCommand {
    /// Name and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "grader", abstract: "Grades mtest kernel modules on disposable machines.",
        subcommands: [
            CheckCommand.self, WatchCommand.self, ExplainCommand.self, ShellCommand.self, DebugCommand.self,
            NewCommand.self, KernelsCommand.self, DoctorCommand.self, FreezeCommand.self, MeasureCommand.self,
            BatchCommand.self, MarkCommand.self, CommentCommand.self, ChooseCommand.self, DropCommand.self,
            BackupCommand.self, RequestsCommand.self,
            WorkCommand.self,
            RowsCommand.self,
            ReportCommand.self, FeedbackCommand.self, ExportCommand.self, LabCommand.self,
        ])

    /// Made by the argument parser.
    public init() {}

    /// Parses the process's arguments and carries them out; ends the process with the status of design section 3.
    public static func run() async {
        ConsoleStream.occupy()
        if let sentence = HostLimits.prepare() {
            Terminal.complain(sentence)
            Glibc.exit(3)
        }
        do {
            let work = Task { try await carryOut() }
            let interrupt = Interrupt { work.cancel() }
            defer { withExtendedLifetime(interrupt) {} }
            try await work.value
        } catch is CancellationError {
            Terminal.complain("interrupted; nothing was left running")
            Glibc.exit(130)
        } catch let missing as Installation.Missing where missing.isAboutLabs {
            Terminal.complain(missing.description)
            Glibc.exit(2)
        } catch let error as KernelCatalogueError where error.isOfCaller {
            Terminal.complain(error.sentence)
            Glibc.exit(2)
        } catch let error as KernelFetchError where error.isOfCaller {
            Terminal.complain(error.sentence)
            Glibc.exit(2)
        } catch let failure as Failure {
            Terminal.complain(failure.sentence)
            Glibc.exit(failure.status)
        } catch let error where exitCode(for: error) == .validationFailure {
            Terminal.complain(fullMessage(for: error))
            Glibc.exit(2)
        } catch let error as CleanExit {
            exit(withError: error)
        } catch let error as ExitCode {
            Glibc.exit(error.rawValue)
        } catch {
            if exitCode(for: error) == .success { exit(withError: error) }
            Terminal.complain(error.sentence)
            Glibc.exit(3)
        }
    }

    private static func carryOut() async throws {
        var command = try parseAsRoot()
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}

/// An error with a sentence and an exit status: 2 for what the caller can correct, 3 for what the grader could not do.
package struct Failure: Error, CustomStringConvertible {
    package let description: String
    /// The exit status.
    package let status: Int32
}
