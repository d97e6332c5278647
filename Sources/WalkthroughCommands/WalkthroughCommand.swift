public import ArgumentParser
import Console
import Glibc
import Installation
import Words

/// The `walkthrough` program: the course, and the tools it is made with.
public struct WalkthroughCommand: AsyncParsableCommand {
    /// Name and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "walkthrough",
        abstract: "Every level of the page tables, on real page tables.",
        usage: "walkthrough [<command>]",
        discussion: "Without a command, the course continues where you stopped.",
        subcommands: [
            ListCommand.self, LessonCommand.self, NextCommand.self, HintCommand.self,
            AnswerCommand.self, ProgressCommand.self, ResetCommand.self, ExplainAddressCommand.self, TableCommand.self,
            SaveCommand.self, PageCommand.self,
        ])

    @OptionGroup var labs: CourseLabs

    /// Made by the argument parser.
    public init() {}

    /// Without a command: the lesson that the learner is at.
    public func run() async throws { try GoingOn.run(labs) }

    /// - Throws: ``Failure`` for a first word that is no command; the parser would call it an argument.
    private static func checkCommand() throws {
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), word != "help" else { return }
        guard !configuration.subcommands.contains(where: { $0.configuration.commandName == word }) else { return }
        throw Failure.usage("there is no command \(word.prefix(40).visibleLine): `walkthrough --help` shows them")
    }

    /// Parses the process's arguments and carries them out. Status: 0 done, 1 something is wrong with what was examined,
    /// 2 the command cannot be carried out as it was given, 3 the program or the machine could not do its work.
    public static func run() async {
        ConsoleStream.occupy()
        if let sentence = HostLimits.prepare() {
            Terminal.complain(sentence)
            Glibc.exit(3)
        }
        do {
            try checkCommand()
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            Terminal.complain(failure.sentence)
            Glibc.exit(failure.status)
        } catch let error where exitCode(for: error) == .validationFailure {
            Terminal.complain(fullMessage(for: error))
            Glibc.exit(2)
        } catch let error as ExitCode {
            Glibc.exit(error.rawValue)
        } catch {
            if exitCode(for: error) == .success { exit(withError: error) }
            Terminal.complain(error.sentence)
            Glibc.exit(3)
        }
    }
}

/// An end with a sentence and a status.
struct Failure: Error, CustomStringConvertible {
    let description: String
    let status: Int32

    /// An end that the caller can avoid by another command line.
    static func usage(_ error: some CustomStringConvertible) -> Failure {
        Failure(description: error.description, status: 2)
    }
}
