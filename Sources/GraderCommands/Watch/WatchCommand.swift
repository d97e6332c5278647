import ArgumentParser
import Glibc
import Grading
import Installation
import ModuleBuild
import MtestChecks
import VirtualMachine
import WatchLoop
import Words

/// `grader watch [DIR]`
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Build and check on each save: the one thing to mend, and how far you are.",
        discussion: """
            After each save the check at hand is tried first: the first one that fails. Once it passes, the next one is at \
            hand. Keys show hints, the lesson, a debugger. Where the output is no terminal, each save gives a few lines, \
            until standard input ends.

            Exit status: 0 at the end, 2 usage or the folder is gone, 3 the grader could not do its work.
            """)

    @Argument(help: "The folder with the module's sources.")
    var folder = "."

    @Option(
        name: .customLong("check"), help: "Only these checks: ids or patterns such as findpage.*, with commas between.")
    var patterns: String?

    @Option(help: "Only the checks of this lab, by its number.")
    var lab: Int?

    @Option(help: "Only the checks that turn with these TODOs of the skeleton, for example 2.4, with commas between.")
    var todo: String?

    @Flag(help: "The core part of every lab only.")
    var core = false

    @Option(help: "The same secrets, layouts and values in each run.")
    var seed: UInt64?

    @OptionGroup var labs: LabsOption

    @OptionGroup var kernelOption: KernelOption

    func run() async throws {
        let submission = try found(folder)
        let progress = Progress()
        let news = WatchNews()
        var installation = try labs.installation(kernel: kernelOption) { progress.show($0) }
        // Nothing but the loop writes to the screen.
        installation.warn = { news.tell(.event(.warning($0))) }
        let course = try Course.read(labs: installation.labs)
        let whole = course.rubric(of: submission)
        let rubric = whole.part(core: core)
        let only = try CheckSelection(patterns: patterns, lab: lab, todos: todo).ids(of: rubric, whole: whole)
        let kernel = try await installation.kernel()
        // The debugger and the shell, which keys start, are on the same kernel.
        setenv(KernelCatalogue.variable, kernel.release, 1)
        progress.clear()
        let sitting = WatchSitting(
            folder: submission.root, programs: [installation.programs, installation.home],
            title: "grader watch \(folder): Linux \(kernel.release)", rubric: rubric, only: only, news: news,
            engine: SeparateRuns(
                rubric: rubric, mistakes: course.mistakes, installation: installation, kernel: kernel,
                seed: seed.map { Seed($0) }))
        if let sentence = try await sitting.run() { throw Failure(description: sentence, status: 2) }
    }
}
