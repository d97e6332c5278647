import ArgumentParser
import FoundationEssentials
import Installation
import MtestChecks
import Words

/// `grader lab ...`
struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Labs of your own: begin one, have it read, try it.",
        discussion: """
            A lab is a folder NUMBER-NAME with README.md (the handout), lab.yml (its checks), solution/, skeleton/ and \
            mutants/. The folder that holds your labs is what --labs and MTEST_LABS name.
            """,
        subcommands: [New.self, Lint.self, Test.self])

    /// `grader lab new DIR`
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Begin a lab, complete and right, to be changed from there.")

        @Argument(help: "The lab's folder, for example mylabs/1-first: a number, a hyphen, a name.")
        var folder: String

        func run() async throws {
            let template = try LabTemplate(folder: folder)
            try template.write()
            let lab = folder.visibleLine
            let labs = URL(filePath: folder).standardizedFileURL.deletingLastPathComponent().path.visibleLine
            Terminal.say(
                """
                \(lab) is a lab of \(LabTemplate.checks) checks. Change it, and look with
                  grader lab lint \(lab)      what is wrong with its files
                  grader lab test \(lab)      whether solution, skeleton and mutants get what they should
                  grader check --labs \(labs) DIR   how it grades a submission

                """)
        }
    }

    /// `grader lab lint DIR`
    struct Lint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lint", abstract: "Everything that is wrong with a lab, before a machine boots.",
            discussion: "Exit status: 0 nothing is wrong, 1 something is, 2 usage, 3 the grader could not do its work.")

        @Argument(help: "The folder of a lab, or one that holds labs.")
        var folder: String

        @OptionGroup var hidden: HiddenOption

        func run() async throws {
            let lint = LabLint(try LabSelection(folder, hidden: hidden))
            let flaws = try await lint.flaws()
            Terminal.say(LabLint.text(flaws, of: lint.labs))
            if flaws.contains(where: \.isError) { throw ExitCode(1) }
        }
    }

    /// `grader lab test DIR`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Whether a lab's solution, skeleton and mutants get what they should.",
            discussion: """
                The solution has to pass every check. The skeleton has to pass those that lab.yml gives it, and no other. \
                Each mutant has to fail the checks that its file names, pass all others, and have its mistake named.

                Exit status: 0 they do, 1 something is otherwise, 2 usage, 3 the grader could not do its work.
                """)

        @Argument(help: "The folder of a lab, or one that holds labs.")
        var folder: String

        @Option(help: "Only these: solution, skeleton, or the names of mutants, with commas between.")
        var only: String?

        @Option(help: "How many are tried at the same time; by default as many as processors.")
        var workers: Int?

        @OptionGroup var hidden: HiddenOption

        @OptionGroup var kernelOption: KernelOption

        func validate() throws {
            if let workers, !(1...64).contains(workers) {
                throw ValidationError("--workers takes a number from 1 to 64")
            }
        }

        func run() async throws {
            let selection = try LabSelection(folder, hidden: hidden, kernel: kernelOption)
            let lint = LabLint(selection)
            let flaws = try await lint.flaws()
            guard !flaws.contains(where: \.isError) else {
                Terminal.say(LabLint.text(flaws, of: lint.labs))
                Terminal.complain("nothing was tried: correct these first")
                throw ExitCode(1)
            }
            let trial = LabTrial(selection, workers: workers ?? ProcessInfo.processInfo.activeProcessorCount)
            try await trial.run(only: only)
        }
    }
}
