import ArgumentParser
import Debugging
import FoundationEssentials
import Glibc
import Grading
import Installation
import ModuleBuild
import MtestChecks
import VirtualMachine
import Words

/// `grader debug [DIR]`
struct DebugCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug", abstract: "gdb on the module, on a disposable machine, in the situation of a check.",
        discussion:
            "gdb stops in the function that carries out writes to the module's file. Besides gdb's own words: walk, vma, "
            + "places, ask; `help walk` tells more.")

    @Argument(help: "The folder with the module's sources.")
    var folder = "."

    @Option(name: .customLong("check"), help: "The id of the check: its machine, its processes, its command.")
    var id: String?

    @Option(help: "Repeats secrets and values; without it they are those with which the check last failed here.")
    var seed: UInt64?

    @Flag(help: "Print the commands for the gdb of an editor, and wait until it has come and gone.")
    var printInit = false

    @Option(help: "A file with commands of gdb, to be carried out without a prompt.")
    var script: String?

    @OptionGroup var labs: LabsOption

    @OptionGroup var kernelOption: KernelOption

    func run() async throws {
        let progress = Progress()
        let submission = try found(folder)
        let installation = try labs.installation(kernel: kernelOption) { progress.show($0) }
        let check = try self.check(of: submission, in: installation)
        if let script, access(script, R_OK) != 0 {
            throw Failure(description: "there is no file \(script.visibleLine) with commands of gdb", status: 2)
        }
        let debugger = GDB(path: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        guard printInit || debugger != nil else {
            throw Failure(description: DebuggingError.noDebugger.description, status: 3)
        }
        let kernel = try await installation.kernel()
        let folder = installation.runFolder()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        progress.show("building \(submission.moduleName)")
        let build = try await ModuleBuilder(headers: kernel.headers, system: kernel.system).build(
            submission, into: folder)
        guard case .built(let path, let debug) = build.status else {
            progress.clear()
            for remark in build.remarks { Terminal.say("\("\(remark)".visibleLine)\n") }
            throw Failure(description: "the module does not build: mend what stands above", status: 1)
        }
        progress.show("starting a machine")
        let module: DebuggedModule
        do {
            let seed = LastTime(folder: submission.root).seed(seed, of: check)
            let session = try await session(of: check, installation, kernel, seed)
            let subject = DebuggedModule.Subject(
                submission: submission, module: path, debug: debug, file: try file(of: submission, check, installation))
            module = try await DebuggedModule(
                subject, in: session, kernel: kernel, cache: installation.cache, folder: folder
            ) { session in
                try await check?.prepare(session)
                return try check?.filledCommand(on: session)
            }
        } catch let incident as Incident {
            progress.clear()
            throw Failure(
                description: "there is nothing to stop in: \(incident.description)".visibleLine, status: 1)
        }
        defer { module.end() }
        progress.clear()
        try await serve(module, debugger, folder: folder, greeting: greeting(submission, kernel, check, module))
    }

    /// The name in /proc of the file that the module is used by.
    private func file(of submission: Submission, _ check: Rubric.Check?, _ installation: Installation) throws -> String
    {
        let checks = try check.map { [$0] } ?? Course.read(labs: installation.labs).rubric(of: submission).checks
        return checks.first?.moduleFile.split(separator: "/").last.map(String.init) ?? submission.moduleName
    }

    /// The check of this id; nil where none is asked for.
    private func check(of submission: Submission, in installation: Installation) throws -> Rubric.Check? {
        guard let id else { return nil }
        let rubric = try Course.read(labs: installation.labs).rubric(of: submission)
        let ids = try CheckSelection(patterns: id, lab: nil).ids(of: rubric) ?? []
        guard ids.count == 1, let check = rubric.checks.first(where: { ids.contains($0.id) }) else {
            throw Failure(
                description:
                    "name one check: \(id.visibleLine) fits \(ids.count), \(ids.sorted().prefix(3).joined(separator: ", "))"
                    + (ids.count > 3 ? ", ..." : ""), status: 2)
        }
        return check
    }

    private func session(
        of check: Rubric.Check?, _ installation: Installation, _ kernel: Kernel, _ seed: Seed
    ) async throws -> Session {
        guard let check else {
            return try await Session(try await installation.machines(kernel).machine(), seed: seed)
        }
        return try await Situation(of: check, installation: installation, kernel: kernel, seed: seed).session()
    }

    private func greeting(
        _ submission: Submission, _ kernel: Kernel, _ check: Rubric.Check?, _ module: DebuggedModule
    ) -> String {
        var text = "\(submission.moduleName) on Linux \(kernel.release)"
        if let check { text += ", in the situation of \(check.id):\n  \(check.title)" }
        text += "\n"
        if let command = module.command {
            let shown = command.utf8.count > 80 ? "\(command.prefix(60))…" : command
            text += "`continue` writes the command of the check: \(shown.visibleLine)\n"
        } else {
            text += "`ask COMMAND` writes a command, for example: ask listvma\n"
        }
        if module.script.handler == nil {
            text += "Its function for writes to the module's file was not found: set a breakpoint yourself.\n"
        }
        return text + "More than gdb has: walk ADDR, vma ADDR, places, ask COMMAND. `quit` ends all.\n"
    }

    private func serve(_ module: DebuggedModule, _ debugger: GDB?, folder: String, greeting: String) async throws {
        if printInit {
            Terminal.say(module.script.text)
            // Whoever reads the commands sees their end, and may begin.
            let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
            dup2(nothing, STDOUT_FILENO)
            close(nothing)
            Terminal.complain("the machine waits for gdb at \(module.script.socket); Ctrl-C ends it")
            try await withTaskCancellationHandler {
                try await module.serve()
            } onCancel: {
                module.end()
            }
            try Task.checkCancellation()
            return
        }
        let file = "\(folder)/init.gdb"
        try Data(module.script.text.utf8).write(to: URL(filePath: file))
        if script == nil { Terminal.say(greeting) }
        async let served: Void = module.serve()
        // The machine ends with gdb: what gdb did not hear any more is told afterwards.
        try await debugger?.run(DebuggerScript.options + ["-x", file] + (script.map { ["-batch", "-x", $0] } ?? []))
        module.end()
        try await served
        if let words = module.lastWords { Terminal.say("\(words)\n") }
    }
}
