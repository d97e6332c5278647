import Grading
import Mistakes
import Words

/// The module unloads, its file is gone, and it loads again.
struct Reloads: BenchExperiment {
    static let word = "reloads"
    static let manual = "It unloads, its file is gone, and it loads again"
    static let fields: [Field] = []
    let family = ""
    let provokesHang = false

    /// The module's file.
    private let file: String

    init(_ fields: inout CheckFields) { file = fields.moduleFile }

    func verdict(on bench: any Bench) async throws -> Verdict {
        if let errno = try await bench.unload() {
            return .wrong(.refused, "it does not unload: \(errnoName(errno))")
        }
        // Loaded again at once it would be where it was, and what was left behind would find its code.
        try await bench.settle()
        if try await bench.hasProcEntry(procEntry(file)) {
            return .wrong(
                .leaked, "\(file) is still there after unloading", expected: "no \(file)",
                actual: file, mistake: .procEntryLeftBehind)
        }
        try await bench.load()
        return try await bench.hasProcEntry(procEntry(file))
            ? .pass : .wrong(.missing, "no \(file) after loading again", expected: file, actual: "nothing")
    }
}
