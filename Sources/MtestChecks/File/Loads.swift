import Grading
import Mistakes

/// The module loads and its file is there.
struct Loads: BenchExperiment {
    static let word = "loads"
    static let manual = "It loads, and /proc/mtest is there"
    static let fields: [Field] = []
    let family = ""
    let provokesHang = false

    init(_: inout CheckFields) {}

    func verdict(on bench: any Bench) async throws -> Verdict {
        if try await bench.hasProcEntry("mtest") { return .pass }
        let made = try await bench.newProcEntries().prefix(4).map { "/proc/\($0)" }
        guard !made.isEmpty else {
            return .wrong(
                .missing, "it loads, but there is no /proc/mtest", expected: "/proc/mtest", actual: "nothing")
        }
        let names = made.joined(separator: ", ")
        return .wrong(
            .missing, "it makes \(names), and has to make /proc/mtest", expected: "/proc/mtest", actual: names,
            mistake: .procEntryNamedOtherwise)
    }
}
