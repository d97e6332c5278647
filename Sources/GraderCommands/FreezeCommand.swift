import ArgumentParser
import Grading
import VirtualMachine

/// `grader freeze`
struct FreezeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze",
        abstract: "Boot the machines that grading clones, and keep them: nobody waits for them later.",
        discussion: "What is in the cache already is left as it is.")

    @Flag(help: "Those that the core part of the labs needs only.")
    var core = false

    @Option(help: "A kind to leave out, for example gigantic, whose image is of 2.5 GiB; may be given several times.")
    var except: [MachineKind] = []

    func run() async throws {
        let progress = Progress()
        defer { progress.clear() }
        let workplace = try Workplace.find()
        let rubric = try Rubric.read(labs: "\(workplace.home)/labs").part(core: core)
        let kernel = try await KernelCatalogue(folder: KernelCatalogue.defaultFolder).defaultKernel {
            progress.show($0)
        }
        let needed = Set(rubric.checks.map(\.situation.machine)).subtracting(except)
        let kinds = MachineKind.allCases.filter(needed.contains)
        for kind in kinds {
            _ = try await workplace.machine(kernel, changing: kind.change) { progress.show("\(kind.rawValue): \($0)") }
        }
        progress.clear()
        Terminal.say("ready to be cloned: \(kinds.map(\.rawValue).joined(separator: ", "))\n")
    }
}

extension MachineKind: ExpressibleByArgument {}
