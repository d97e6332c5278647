import Grading
import Mistakes

/// The module loads and its file is there.
struct Loads: BenchExperiment {
    static let word = "loads"
    static let manual = "It loads, and its file is there"
    static let fields: [Field] = []
    let family = ""
    let provokesHang = false

    /// The module's file.
    private let file: String

    init(_ fields: inout CheckFields) { file = fields.moduleFile }

    func verdict(on bench: any Bench) async throws -> Verdict {
        if try await bench.hasProcEntry(procEntry(file)) { return .pass }
        let made = try await bench.newProcEntries().prefix(4).map { "/proc/\($0)" }
        guard !made.isEmpty else {
            return .wrong(
                .missing, "it loads, but there is no \(file)", expected: file, actual: "nothing")
        }
        let names = made.joined(separator: ", ")
        return .wrong(
            .missing, "it makes \(names), and has to make \(file)", expected: file, actual: names,
            mistake: .procEntryNamedOtherwise)
    }
}

/// The name that a file of /proc has there.
func procEntry(_ file: String) -> String { String(file.drop { $0 == "/" }.drop { $0 != "/" }.dropFirst()) }
