import Grading
import TargetProtocol
import VirtualMachine

/// The module is unloaded while a process has its file open: it refuses, or it goes, and nothing breaks.
struct UnloadsOpen: BenchExperiment {
    static let word = "unloads-open"
    static let manual = "It is unloaded while a process has its file open: it refuses or it goes, and nothing breaks"
    static let fields: [Field] = []
    let family = ""
    let provokesHang = false

    /// The module's file.
    private let file: String

    init(_ fields: inout CheckFields) { file = fields.moduleFile }

    func verdict(on bench: any Bench) async throws -> Verdict {
        let answer = try await bench.send(.hold, work: Patience.commandWork)
        guard answer == .done else {
            return .wrong(.refused, "\(file) cannot be opened for writing", expected: "open", actual: answer.line)
        }
        // Refusing is right, and so is going: procfs closes the open file for a module that removes its entry.
        let refusal = try await bench.unload()
        _ = try await bench.send(.release, work: Patience.commandWork)
        _ = try await bench.records()
        guard refusal == nil else { return .pass }
        try await bench.settle()
        try await bench.load()
        return .pass
    }
}
