import ArgumentParser
import Batching
import Installation

/// `grader work`: carries out the orders of a batch, a line of JSON each.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Carry out the orders of a batch from standard input.", shouldDisplay: false)

    @Option(help: "The file of orders of a cluster's job.")
    var orders: String?

    @Option(help: "The folder for the answers to these.")
    var answers: String?

    @Option(help: "The file by which the workers of a batch share memory.")
    var memory: String?

    @Option(help: "With --memory: bytes that each machine has without asking.")
    var share = 0

    @OptionGroup var labs: LabsOption

    @OptionGroup var kernelOption: KernelOption

    @OptionGroup var hidden: HiddenOption

    func run() async throws {
        var installation = try labs.installation(hidden, kernel: kernelOption)
        if let memory { installation.share(memory, bytes: share) }
        let grader = try BatchGrader(installation: installation, kernel: try await installation.kernel())
        if let orders, let answers {
            try await OrderFile(orders).carryOut(by: grader, into: answers)
            return
        }
        while let line = readLine() {
            let order = try Order(line: line.utf8)
            let outcome = try await grader.carryOut(order) { answer(.doing($0)) }
            answer(.done(outcome))
        }
    }

    private func answer(_ answer: Answer) {
        if let line = try? answer.line() { Terminal.say(String(decoding: line, as: UTF8.self) + "\n") }
    }
}
