import Grading

/// The module loads and its file is there.
struct Loads: BenchExperiment {
    static let word = "loads"
    static let manual = "It loads, and /proc/mtest is there"
    static let fields: [Field] = []
    let family = ""
    let provokesHang = false

    init(_: inout CheckFields) {}

    func verdict(on bench: any Bench) async throws -> Verdict {
        try await bench.hasProcEntry("mtest")
            ? .pass
            : .wrong(.missing, "it loads, but there is no /proc/mtest", expected: "/proc/mtest", actual: "nothing")
    }
}
