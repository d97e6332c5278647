import ArgumentParser
import FoundationEssentials
import Grading
import ModuleBuild
import Reporting
import Results
import VirtualMachine

/// `grader check [DIR]`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Grade one submission.",
        discussion: "Exit status: 0 all passed, 1 something failed, 2 usage, 3 the grader could not do its work.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case terminal, json }

    @Argument(help: "The folder with the module's sources.")
    var folder = "."

    @Option(help: "How the result is printed: terminal or json.")
    var format = Format.terminal

    @Flag(help: "The core part of every lab only.")
    var core = false

    @Option(help: "Repeats the secrets, layouts and values of an earlier run.")
    var seed: UInt64?

    func run() async throws {
        let progress = Progress()
        let submission = try found(folder)
        let workplace = try Workplace.find()
        let rubric = try Rubric.read(labs: "\(workplace.home)/labs").part(core: core)
        let kernel = try await KernelCatalogue(folder: KernelCatalogue.defaultFolder).defaultKernel {
            progress.show($0)
        }
        let run = GradingRun(rubric: rubric, workplace: workplace, kernel: kernel, seed: Seed(seed)) {
            progress.show($0)
        }
        let result: SubmissionResult
        do { result = try await run.grade(submission) } catch {
            progress.clear()
            throw error
        }
        progress.clear()
        switch format {
        case .terminal:
            Terminal.say(TerminalReport(isColoured: Terminal.isColoured, width: Terminal.width).text(result))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Terminal.say(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n")
        }
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }
}

/// The submission in a folder; what is wrong with it is the caller's to mend.
func found(_ folder: String) throws -> Submission {
    do { return try Submission.find(in: folder) } catch { throw Failure(description: "\(error)", status: 2) }
}
