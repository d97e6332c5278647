import Advice
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
        help: ArgumentHelp(
            "Machines at work at one time, 1 to \(GradingRun.mostLanes): as many as this host has room for without it. "
                + "Verdicts do not depend on it.",
            valueName: "n"))
    var machines: Int?

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

    @Flag(
        help:
            "The strict kernel's remarks too: locks, memory and references that are misused without anybody noticing. No points."
    )
    var strict = false

    @Flag(help: "Below the result: what sparse and coccinelle remark about the sources. It costs no points.")
    var advice = false

    @Option(
        help: ArgumentHelp(
            "Grade on the kernels that the course's policy.yml names, and count as it says; with --strict, its findings too.",
            valueName: "file"))
    var policy: String?

    @OptionGroup var labs: LabsOption

    @OptionGroup var hidden: HiddenOption

    func validate() throws {
        if let machines, !(1...GradingRun.mostLanes).contains(machines) {
            throw ValidationError("--machines takes a number from 1 to \(GradingRun.mostLanes)")
        }
        if advice, isMatrix || format != .terminal {
            throw ValidationError("--advice goes with one kernel, and with --format terminal: it is for people to read")
        }
        if policy != nil, kernelName != nil {
            throw ValidationError("the course's policy names the kernels: leave out --kernel, or --policy")
        }
        if out != nil, !isMatrix {
            throw ValidationError("--out goes with several kernels: --kernel all, or 5.10,6.12")
        }
        if isMatrix, strict { throw ValidationError("--strict goes with one kernel") }
        if isMatrix, format != .terminal, out == nil {
            throw ValidationError("name a folder for the results of the kernels with --out")
        }
    }

    /// Machines that may be at work at one time.
    private var lanes: Int { machines ?? GradingRun.lanesOfHost }

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
        let installation = try labs.installation(hidden) { progress.show($0) }
        // One seed for all kernels: what differs between them is then their doing.
        let seed = Seed(seed)
        let usual = usualSession(installation, seed)
        do { try await grade(submission, installation, seed, ready: usual, progress) } catch {
            await usual?.leave()
            throw error
        }
    }

    /// The session that most runs begin with. It is made while the course is read, which takes as long as a machine's start.
    /// Nil where it is not known yet on which kernel, which is told later.
    private func usualSession(_ installation: Installation, _ seed: Seed) -> SessionAhead? {
        guard !isMatrix, policy == nil, let kernel = try? installation.kernels.chosen(kernelName) else { return nil }
        return SessionAhead(installation: installation, kernel: kernel, seed: seed)
    }

    private func grade(
        _ submission: Submission, _ installation: Installation, _ seed: Seed, ready: SessionAhead?,
        _ progress: RunDisplay
    ) async throws {
        var installation = installation
        let course = try Course.read(labs: installation.labs)
        let whole = course.rubric(of: submission)
        let rubric = whole.part(core: core)
        let selection = CheckSelection(
            patterns: patterns, lab: lab, todos: todo,
            failed: failed ? try LastTime(folder: submission.root).failed() : nil)
        let only = try selection.ids(of: rubric, whole: whole)
        /// A run for each of several kernels.
        func matrix(_ kernels: [Kernel]) -> MatrixRun {
            MatrixRun(kernels: kernels, places: lanes) { [installation] kernel, lanes, progress in
                try await GradingRun(
                    rubric: rubric, only: only, mistakes: course.mistakes, installation: installation,
                    kernel: kernel, seed: seed, lanes: lanes, progress: progress
                ).grade(submission)
            }
        }
        if isMatrix {
            let kernels = try installation.kernels.chosen(several: kernelName ?? "")
            return try await showMatrix(matrix(kernels), of: submission, progress)
        }
        let named = try policy.map { try CourseKernels(file: $0, isNeeded: true, commandLine: kernelName) }
        if let named, named.names.count > 1 {
            if strict || advice {
                throw Failure(
                    description:
                        "--strict and --advice go with one kernel, and the policy names several: leave out --policy",
                    status: 2)
            }
            let found = try named.found(in: installation.kernels)
            defer { progress.clear() }
            let result = try await matrix(found.map(\.kernel)).combined(
                of: found.map(\.named), named.counting
            ) { progress.show($0.line(columns: progress.room)) }
            progress.clear()
            return try end(result, submission)
        }
        installation.kernelName = named?.names.first ?? kernelName
        // Told before anything is graded.
        let strictKernel = strict ? try installation.kernels.strictKernel() : nil
        let kernel = if let ready { ready.kernel } else { try await installation.kernel() }
        let run = GradingRun(
            rubric: rubric, only: only, mistakes: course.mistakes, installation: installation,
            kernel: kernel, seed: seed, lanes: lanes, ready: ready, ended: { progress.show($0, $1) }
        ) {
            progress.show($0)
        }
        var result: SubmissionResult
        var strictness: StrictReport?
        do {
            result = try await run.grade(submission)
            if let strictKernel {
                strictness = try await StrictReport.made(
                    of: &result, submission, course, installation, strictKernel, named?.strict, progress)
            }
        } catch {
            progress.clear()
            throw error
        }
        progress.clear()
        Terminal.say(try text(of: result, submission))
        if format == .terminal, let strictness { Terminal.say(strictness.text) }
        if advice { try await showAdvice(on: submission, kernel, cache: installation.cache, progress) }
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }

    /// Shows a result, and ends with its status.
    private func end(_ result: SubmissionResult, _ submission: Submission) throws {
        Terminal.say(try text(of: result, submission))
        if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
    }

    /// What the tools that read sources make of a submission. That they cannot be asked changes no verdict.
    private func showAdvice(
        on submission: Submission, _ kernel: Kernel, cache: String, _ progress: RunDisplay
    ) async throws {
        progress.show("sparse and coccinelle read the sources")
        defer { progress.clear() }
        var result = AdviceResult()
        do {
            let adviser = try Adviser(headers: kernel.headers, system: kernel.system)
            result = try await adviser.advice(on: submission, in: "\(cache)/advice-\(getpid())")
        } catch let error where !(error is CancellationError) {
            result.missing.append(error.sentence)
        }
        progress.clear()
        Terminal.say(AdviceText(result, width: Terminal.width).text)
    }

    /// Grades on several kernels, and shows how the checks end there.
    private func showMatrix(_ run: MatrixRun, of submission: Submission, _ progress: RunDisplay) async throws {
        defer { progress.clear() }
        if let out, mkdir(out, 0o777) != 0, errno != EEXIST { throw Failure.unwritable(out, errno: errno) }
        let columns = try await run.columns {
            progress.show($0.line(columns: progress.room))
        } graded: { kernel, result in
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
