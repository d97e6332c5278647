import ArgumentParser
import FoundationEssentials
import Grading
import Installation
import ModuleBuild
import MtestChecks
import Reporting
import Results
import RunHistory
import Version
import Words

/// `grader check [DIR]`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Grade one submission.",
        discussion: "Exit status: 0 all passed, 1 something failed, 2 usage, 3 the grader could not do its work.")

    @Argument(help: "The folder with the module's sources.")
    var folder = "."

    @Option(help: "How the result is printed.")
    var format = SubmissionFormat.terminal

    @Flag(help: "Show the details of hidden checks also in the formats that are meant for students.")
    var releaseHidden = false

    @Flag(help: "The core part of every lab only.")
    var core = false

    @Option(
        name: .customLong("check"), help: "Only these checks: ids or patterns such as findpage.*, with commas between.")
    var patterns: String?

    @Option(help: "Only the checks of this lab, by its number.")
    var lab: Int?

    @Flag(help: "In a terminal: everything about each check, not only what to mend next.")
    var all = false

    @Option(help: "Only the checks that turn with these TODOs of the skeleton, for example 2.4, with commas between.")
    var todo: String?

    @Flag(help: "Only the checks that did not pass the last time.")
    var failed = false

    @Option(help: "Repeats the secrets, layouts and values of an earlier run.")
    var seed: UInt64?

    @OptionGroup var labs: LabsOption

    @OptionGroup var hidden: HiddenOption

    func run() async throws {
        do { try await check() } catch let ending as ExitCode { throw ending } catch is CancellationError {
            throw CancellationError()
        } catch {
            // A platform that waits for a file has to be told why there is no result.
            let isStudents = (error as? Failure)?.status == 2
            if let text = try format.text(withoutResult: error.sentence, isStudents: isStudents) { Terminal.say(text) }
            throw error
        }
    }

    private func check() async throws {
        let progress = RunDisplay()
        let submission = try found(folder)
        let installation = try labs.installation(hidden) { progress.show($0) }
        let course = try Course.read(labs: installation.labs)
        let whole = course.rubric(of: submission)
        let rubric = whole.part(core: core)
        let selection = CheckSelection(
            patterns: patterns, lab: lab, todos: todo,
            failed: failed ? try LastTime(folder: submission.root).failed() : nil)
        let only = try selection.ids(of: rubric, whole: whole)
        let kernel = try await installation.kernel()
        let run = GradingRun(
            rubric: rubric, only: only, mistakes: course.mistakes, installation: installation,
            kernel: kernel, seed: Seed(seed), ended: { progress.show($0, $1) }
        ) {
            progress.show($0)
        }
        let result: SubmissionResult
        do { result = try await run.grade(submission) } catch {
            progress.clear()
            throw error
        }
        progress.clear()
        Terminal.say(try text(of: result, submission))
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }

    /// The result in the format that was asked for.
    private func text(of result: SubmissionResult, _ submission: Submission) throws -> String {
        if format == .terminal {
            // Who reads it in a terminal is at work on it.
            let runs = PastRuns()
            let changes = runs.last(of: submission.root).map { RunChanges(from: $0, to: result.checks) }
            runs.keep(PastRun(result), of: submission.root)
            if !all {
                return ShortReport(
                    isColoured: Terminal.isColoured, width: Terminal.width, folder: folder, changes: changes
                ).text(result)
            }
        }
        let disclosure: Disclosure = releaseHidden ? .released : .withheld(until: nil)
        return try format.text(
            result, shown: disclosure.apply(to: result), folder: folder == "." ? "" : folder
        ) {
            StudentPage.html(
                StudentResult(submission, result), classTitle: "mtest", disclosure: disclosure,
                templates: try PageTemplates())
        }
    }
}

/// The submission in a folder. An error about it is the caller's, and ends the program with status 2.
func found(_ folder: String) throws -> Submission {
    do { return try Submission.find(in: folder) } catch { throw Failure(description: error.sentence, status: 2) }
}

extension StudentResult {
    /// One submission without a student, named after its folder, with its sources.
    init(_ submission: Submission, _ result: SubmissionResult) {
        let sources = submission.files.map { path in
            let data = try? Data(contentsOf: URL(filePath: "\(submission.root)/\(path)"))
            return SourceFile(path: path, text: String(decoding: data ?? Data(), as: UTF8.self))
        }
        let name = submission.root.split(separator: "/").last.map(String.init) ?? submission.moduleName
        self.init(
            student: Student(id: submission.moduleName, name: name),
            attempts: [
                Attempt(
                    number: 1, submitted: nil, hash: "", graderVersion: GraderVersion.current, result: result,
                    sources: sources)
            ])
    }
}
