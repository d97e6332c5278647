import ArgumentParser
import FoundationEssentials
import Installation
import ModuleBuild
import Skeleton
import Words

/// `grader new DIR`
struct NewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "A fresh copy of the skeleton, or the starting point of one lab.",
        discussion: "The folder has to be empty, or not to be there yet.")

    @Argument(help: "The folder that becomes yours.")
    var folder: String

    @Option(help: "Leave out the TODOs of the labs after this one.")
    var lab: Int?

    @Flag(help: "With --lab: the labs before it are solved already.")
    var solved = false

    @Flag(help: "Only write what an editor needs into a folder that is there, anew for the kernel that is there.")
    var editor = false

    @OptionGroup var labs: LabsOption

    func validate() throws {
        if editor, lab != nil { throw ValidationError("--editor is about a folder that is there: give it alone.") }
        if solved, lab == nil {
            throw ValidationError("--solved goes with --lab: it is about the labs before that one.")
        }
    }

    func run() async throws {
        let installation = try labs.installation()
        let home = installation.home
        let help = EditorHelp(folder)
        if editor {
            guard try help.replace(for: installation.kernels) else {
                throw Failure(
                    description: "there is no kernel yet: run `grader kernels fetch` first, then this again", status: 2)
            }
            return Terminal.say(
                "\(folder.visibleLine)/\(CompileCommands.file) is written: restart your editor's clangd.\n")
        }
        let own = try lab.flatMap { try ownLab($0, installation.labs.labs) }
        var files =
            try own.map { try SkeletonFolder("\($0)/skeleton").files(Self.beginning) }
            ?? lab.map { try startingPoint($0, home: home) } ?? skeleton(home: home)
        let open = OpenTasks(in: files.map(\.text))
        let source = files.first { $0.text.contains("TODO") }?.name ?? "mtest.c"
        let contract = own.map { "\($0)/CONTRACT.md" } ?? installation.labs.path(of: "CONTRACT.md")
        if let contract = try? String(contentsOfFile: contract, encoding: .utf8) {
            files.append(("CONTRACT.md", contract))
        }
        let commands = try help.text(of: files.map(\.name), for: installation.kernels)
        if let commands { files.append((CompileCommands.file, commands)) }
        try NewFolder(folder).fill(files)
        Terminal.say(report(open, in: source, labs: installation.labs.labs, knowsKernel: commands != nil))
    }

    /// The skeleton as it is, with all its TODOs.
    private static let beginning = StartingPoint(lab: 0, solvesEarlier: false)

    /// The folder of a lab that begins with a skeleton of its own, about another module; nil for the others.
    private func ownLab(_ lab: Int, _ labs: String) throws -> String? {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: labs)) ?? []).sorted()
        let folders = names.filter { $0.hasPrefix("\(lab)-") }.map { "\(labs)/\($0)" }
        guard let own = folders.first(where: { FileManager.default.fileExists(atPath: "\($0)/skeleton") }) else {
            return nil
        }
        guard !solved else {
            throw Failure(
                description: "lab \(lab) is about a module of its own, which no earlier lab begins: leave out --solved",
                status: 2)
        }
        return own
    }

    private func skeleton(home: String) throws -> [(name: String, text: String)] {
        try SkeletonFolder("\(home)/kmod-skeleton").files(Self.beginning)
    }

    private func startingPoint(_ lab: Int, home: String) throws -> [(name: String, text: String)] {
        guard FileManager.default.fileExists(atPath: "\(home)/kmod-solution") else {
            throw Failure(
                description: "--lab needs kmod-solution/, which is not installed: "
                    + "leave the option out for the whole skeleton",
                status: 2)
        }
        let solution = try SkeletonFolder("\(home)/kmod-solution")
        guard solution.labs.contains(lab) else {
            let labs = solution.labs.map { "\($0)" }.joined(separator: ", ")
            throw Failure(description: "there is no lab \(lab): the labs are \(labs)", status: 2)
        }
        return solution.files(StartingPoint(lab: lab, solvesEarlier: solved))
    }

    private func report(_ open: OpenTasks, in source: String, labs handouts: String, knowsKernel: Bool) -> String {
        var text = "\(folder.visibleLine) is yours. "
        if let first = open.names.first, let last = open.names.last {
            text += "Look for TODO in \(source): there are \(open.names.count), from \(first) to \(last)."
        }
        text += "\n"
        let labs = LabFolders.names(in: handouts)
        if let first = open.firstLab, let handout = labs.first(where: { $0.hasPrefix("\(first)-") }) {
            text += "The handout:  \(handouts)/\(handout)/README.md\n"
        }
        text += "To grade it:  grader check \(folder.visibleLine)\n"
        guard !knowsKernel else { return text }
        return text + "There is no kernel yet. After the first check run `grader new --editor \(folder.visibleLine)`,\n"
            + "then your editor knows the kernel's names.\n"
    }
}
