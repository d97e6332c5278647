import ArgumentParser
import FoundationEssentials
import Installation
import VirtualMachine

/// `grader measure clone|boot`: the times that `make bench` compares.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Milliseconds until a machine answers, cloned or booted.",
        shouldDisplay: false)

    enum Way: String, ExpressibleByArgument, CaseIterable { case clone, boot }

    @Argument(help: "clone or boot.")
    var way: Way

    @Option(help: "Number of measurements; their median is printed.")
    var times = 5

    func validate() throws {
        guard times > 0 else { throw ValidationError("--times has to be at least 1") }
    }

    func run() async throws {
        let progress = Progress()
        let installation = try Installation.find { progress.show($0) }
        let kernel = try await installation.kernel()
        let frozen = try await installation.machines(kernel).machine()
        let folder = installation.runFolder()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var samples: [Double] = []
        for _ in 0..<times {
            let start = ContinuousClock.now
            let machine = way == .clone ? try await frozen.clone() : try await frozen.bootAnew(ram: "\(folder)/ram")
            samples.append((ContinuousClock.now - start) / .milliseconds(1))
            machine.kill()
        }
        progress.clear()
        Terminal.say("\(Int(samples.sorted()[times / 2].rounded()))\n")
    }
}
