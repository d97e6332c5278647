import ArgumentParser
import Console
import Glibc
import Grading
import Installation
import LineEditing
import ModuleBuild
import MtestChecks
import Pictures
import Results
import StudentShell
import Words

/// `grader shell [DIR]`
struct ShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "A disposable machine with the module loaded, a target, and a prompt.",
        discussion: """
            Type what you would echo into /proc/mtest, with the name of a place for an address: findpage page. `help` \
            lists everything. Lines of a pipe or a file are carried out one after the other; the exit status is 1 when the \
            machine did not survive them.
            """)

    @Argument(help: "The folder with the module's sources.")
    var folder = "."

    @Option(
        name: .customLong("check"),
        help: "The situation of this check: its machine, its processes, what goes before, and its command.")
    var id: String?

    @Option(help: "A machine of another kind, for example gigantic, which has a page of 1 GiB.")
    var machine: MachineKind?

    @Option(help: "Repeats secrets and values; without it they are those with which the check last failed here.")
    var seed: UInt64?

    @Flag(help: "Also the situations of hidden checks.")
    var releaseHidden = false

    @OptionGroup var labs: LabsOption

    @OptionGroup var kernelOption: KernelOption

    func validate() throws {
        guard id == nil || machine == nil else {
            throw ValidationError("leave --machine out: a check has a machine of its own")
        }
    }

    func run() async throws {
        let progress = Progress()
        defer { progress.clear() }
        let submission = try found(folder)
        let installation = try labs.installation(kernel: kernelOption) { progress.show($0) }
        let course = try Course.read(labs: installation.labs)
        let check = try id.map { try Self.chosen($0, of: course.rubric(of: submission), releaseHidden: releaseHidden) }
        let kernel = try await installation.kernel()
        progress.show("building \(submission.moduleName)")
        let isConversation = ConsoleStream.input.isTerminal
        let shell = Shell(
            Workshop(
                folder: folder, installation: installation, kernel: kernel, course: course,
                seed: LastTime(folder: submission.root).seed(seed, of: check), check: check, machine: machine ?? .plain),
            on: Terminal.canvas, isConversation: isConversation
        ) { text in
            progress.clear()
            Terminal.say(text)
        }
        do {
            guard try await shell.begin() else { throw Failure(description: "mend it, then try again", status: 1) }
            progress.clear()
            try await converse(shell, isConversation)
        } catch {
            await shell.end()
            throw error
        }
        let isRunning = await shell.isRunning
        await shell.end()
        // A person has seen it; a script has not.
        if !isRunning, !isConversation { throw ExitCode(1) }
    }

    private func converse(_ shell: Shell, _ isConversation: Bool) async throws {
        let typing = Typing(isConversation: isConversation, vocabulary: shell.vocabulary)
        while true {
            let line = await typing.line(await shell.prompt, offered: await shell.takeOffer())
            try Task.checkCancellation()
            switch line {
            case .end: return
            case .interrupted: continue
            case .text(let text):
                await typing.source.remember(text)
                guard try await typing.interruptible(shell, { try await shell.carryOut(text) }) else { return }
            }
        }
    }

    /// The check of an id, where its situation may be seen.
    static func chosen(_ id: String, of rubric: Rubric, releaseHidden: Bool) throws -> Rubric.Check {
        guard let check = rubric.check(id) else {
            throw Failure(description: "no check is called \(id): `grader explain` lists them", status: 2)
        }
        guard !check.heading.isHidden || releaseHidden else {
            throw Failure(
                description:
                    "\(id) is a hidden check: its details are withheld until your instructor releases them. Try another",
                status: 2)
        }
        guard check.experiment is any BenchExperiment else {
            throw Failure(
                description: "\(id) is about the build and needs no machine: `grader check --check \(id)` tries it",
                status: 2)
        }
        return check
    }
}
