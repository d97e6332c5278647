import AgentProtocol
import ArgumentParser
import FoundationEssentials
import Installation
import VirtualMachine

/// `grader measure clone|boot|scatter`: the times that `make bench` compares. `grader measure frames`: how often answers
/// repeat.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Milliseconds until a machine answers, cloned or booted; how often frames repeat from seed to seed.",
        shouldDisplay: false)

    enum Way: String, ExpressibleByArgument, CaseIterable { case clone, boot, scatter, frames }

    @Argument(help: "clone, boot, scatter or frames.")
    var way: Way

    @Option(help: "Number of measurements, of which the median is printed; for frames, of seeds.")
    var times = 5

    @OptionGroup var labs: LabsOption

    @OptionGroup var kernelOption: KernelOption

    func validate() throws {
        guard times > 0 else { throw ValidationError("--times has to be at least 1") }
    }

    func run() async throws {
        let progress = Progress()
        let installation = try labs.installation(kernel: kernelOption) { progress.show($0) }
        let frozen = try await installation.machines(try await installation.kernel()).machine()
        progress.clear()
        if way == .frames {
            let census = try await FrameCensus(of: frozen, seeds: times) { progress.show("\($0)/\(times)") }
            progress.clear()
            return Terminal.say(census.table)
        }
        let folder = installation.runFolder()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var samples: [Double] = []
        for number in 0..<times {
            let start = ContinuousClock.now
            let machine = way == .boot ? try await frozen.bootAnew(ram: "\(folder)/ram") : try await frozen.clone()
            if way == .scatter {
                // Seconds of the processor: those of the clock depend on what else the host has to do.
                let before = machine.processorSeconds
                _ = try await machine.ask(.scatter(seed: UInt64(number + 1), program: "test"))
                samples.append((machine.processorSeconds - before) * 1000)
            } else {
                samples.append((ContinuousClock.now - start) / .milliseconds(1))
            }
            machine.kill()
        }
        Terminal.say("\(Int(samples.sorted()[times / 2].rounded()))\n")
    }
}
