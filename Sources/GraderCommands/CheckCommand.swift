import ArgumentParser
import FoundationEssentials
import Glibc
import Grading
import Installation
import ModuleBuild
import MtestChecks
import Reporting
import Results
import RunHistory
import Version
import VirtualMachine
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

    @Option(
        name: .customLong("kernel"),
        help: ArgumentHelp(
            "The kernel to grade on, as `grader kernels` lists it: a release, a series such as 6.12, a release of Debian, "
                + "or newest; several with commas between, or all, give a table. Also MTEST_KERNEL=NAME.",
            valueName: "name"))
    var kernelName: String?

    @Option(
        help: ArgumentHelp("With several kernels: the folder for each one's result, in --format.", valueName: "dir"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Grade on the kernels that the course's policy.yml names, and count as it says.", valueName: "file"))
    var policy: String?

    @OptionGroup var labs: LabsOption

    @OptionGroup var hidden: HiddenOption

    func validate() throws {
        if policy != nil, kernelName != nil {
            throw ValidationError("the course's policy names the kernels: leave out --kernel, or --policy")
        }
        if out != nil, !isMatrix {
            throw ValidationError("--out goes with several kernels: --kernel all, or 5.10,6.12")
        }
        if isMatrix, format != .terminal, out == nil {
            throw ValidationError("name a folder for the results of the kernels with --out")
        }
    }

    /// Whether several kernels are asked for.
    private var isMatrix: Bool { kernelName.map { $0 == KernelCatalogue.all || $0.contains(",") } ?? false }

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
        var installation = try labs.installation(hidden) { progress.show($0) }
        let course = try Course.read(labs: installation.labs)
        let whole = course.rubric(of: submission)
        let rubric = whole.part(core: core)
        let selection = CheckSelection(
            patterns: patterns, lab: lab, todos: todo,
            failed: failed ? try LastTime(folder: submission.root).failed() : nil)
        let only = try selection.ids(of: rubric, whole: whole)
        if isMatrix {
            let run = MatrixRun(kernels: try installation.kernels.chosen(several: kernelName ?? "")) { kernel, prefix in
                GradingRun(
                    rubric: rubric, only: only, mistakes: course.mistakes, installation: installation,
                    kernel: kernel, seed: Seed(seed)
                ) {
                    progress.show(prefix + $0)
                }
            }
            return try await showMatrix(run, of: submission, progress)
        }
        let named = try courseKernels()
        if let named, named.names.count > 1 {
            let found = try named.found(in: installation.kernels)
            let seed = Seed(seed)
            let run = MatrixRun(kernels: found.map(\.kernel)) { [installation] kernel, prefix in
                GradingRun(
                    rubric: rubric, only: only, mistakes: course.mistakes, installation: installation, kernel: kernel,
                    seed: seed
                ) { progress.show(prefix + $0) }
            }
            defer { progress.clear() }
            let result = try await run.combined(of: submission, named: found.map(\.named), named.counting)
            progress.clear()
            return try end(result, submission)
        }
        installation.kernelName = named?.names.first ?? kernelName
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
        try end(result, submission)
    }

    private func end(_ result: SubmissionResult, _ submission: Submission) throws {
        Terminal.say(try text(of: result, submission))
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }

    /// What the course's policy says of kernels; nil where none is named.
    private func courseKernels() throws -> CourseKernels? {
        try policy.map { try CourseKernels(file: $0, isNeeded: true, commandLine: kernelName) }
    }

    /// Grades on several kernels, and shows how the checks end there.
    private func showMatrix(_ run: MatrixRun, of submission: Submission, _ progress: RunDisplay) async throws {
        defer { progress.clear() }
        if let out, mkdir(out, 0o777) != 0, errno != EEXIST { throw Failure.unwritable(out, errno: errno) }
        let columns = try await run.columns(of: submission) { kernel, result in
            guard let out else { return }
            let path = "\(out)/\(kernel.release).\(format.fileEnding)"
            try WholeFolder.write(Array(try formatted(result, submission).utf8), toFile: path)
        }
        progress.clear()
        let matrix = KernelMatrix(columns, width: Terminal.width)
        Terminal.say(matrix.text)
        if matrix.exitStatus != 0 { throw ExitCode(matrix.exitStatus) }
    }

    /// The result in the format that was asked for, for somebody at a terminal with what has changed.
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
        return try formatted(result, submission)
    }

    private func formatted(_ result: SubmissionResult, _ submission: Submission) throws -> String {
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
