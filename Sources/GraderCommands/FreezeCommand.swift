import ArgumentParser
import Grading
import Installation
import MtestChecks

/// `grader freeze`
struct FreezeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze",
        abstract: "Boot the machines that grading clones, and keep them, so that later runs start at once.",
        discussion: "Machines that are in the cache already are left as they are.")

    @Flag(help: "Only the machines that the core part of the labs needs.")
    var core = false

    @Option(help: "A kind to leave out, for example gigantic, whose image is of 2.5 GiB; may be given several times.")
    var except: [MachineKind] = []

    @OptionGroup var labs: LabsOption

    @OptionGroup var kernelOption: KernelOption

    @OptionGroup var hidden: HiddenOption

    func run() async throws {
        let progress = Progress()
        defer { progress.clear() }
        let installation = try labs.installation(hidden, kernel: kernelOption) { progress.show($0) }
        let rubric = try Course.read(labs: installation.labs).whole.part(core: core)
        let booted = try await installation.kernel()
        let needed = Set(rubric.checks.map(\.setup.machine)).subtracting(except)
        let kinds = MachineKind.allCases.filter(needed.contains)
        for kind in kinds {
            let machines = installation.machines(booted) { progress.show("\(kind.rawValue): \($0)") }
            _ = try await machines.machine(changing: kind.change)
        }
        progress.clear()
        Terminal.say("ready to be cloned: \(kinds.map(\.rawValue).joined(separator: ", "))\n")
    }
}

extension MachineKind: ExpressibleByArgument {}
