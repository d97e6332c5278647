import Grading
import Mistakes
import Words

/// The module unloads, its file is gone, and it loads again.
struct Reloads: BenchExperiment {
    static let word = "reloads"
    static let manual = "It unloads, /proc/mtest is gone, and it loads again"
    static let fields: [Field] = []
    let family = ""
    let provokesHang = false

    init(_: inout CheckFields) {}

    func verdict(on bench: any Bench) async throws -> Verdict {
        if let errno = try await bench.unload() {
            return .wrong(.refused, "it does not unload: \(errnoName(errno))")
        }
        // Loaded again at once it would be where it was, and what was left behind would find its code.
        try await bench.settle()
        if try await bench.hasProcEntry("mtest") {
            return .wrong(
                .leaked, "/proc/mtest is still there after unloading", expected: "no /proc/mtest",
                actual: "/proc/mtest", mistake: .procEntryLeftBehind)
        }
        try await bench.load()
        return try await bench.hasProcEntry("mtest")
            ? .pass : .wrong(.missing, "no /proc/mtest after loading again", expected: "/proc/mtest", actual: "nothing")
    }
}
