import Grading
import MtestProtocol

/// The command does its work at all: what every other check of it needs.
struct Lists: CommandExperiment {
    static let word = "lists"
    static let manual = "One of the commands is answered with VMAs of the target, whatever else is wrong with them"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    /// VMAs that have to be among those listed. A number that equals the start of one may be chance; three are none.
    private static let few = 3

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let bench = dialogue.bench
        var last: Verdict?
        for command in try dialogue.commands() {
            let outcome = try await dialogue.ask(command)
            let listed = ListVMAAnswer.read(outcome.lines).processes.flatMap(\.vmas)
            guard let text = try await bench.text("/proc/\(bench.target.pid)/maps") else {
                throw Unjudged.machine("no /proc/\(bench.target.pid)/maps")
            }
            // Ends count as well: a mistake about the one says nothing about the other.
            let truth = MapsFile.vmas(text)
            let starts = Set(truth.map(\.start)).intersection(listed.map(\.start))
            let ends = Set(truth.map(\.end)).intersection(listed.map(\.end))
            // Where no address is right, the letters of all VMAs in their order still are those of the target.
            let letters = truth.map(\.permissions)
            let isByLetters = ListVMAAnswer.read(outcome.lines).processes.contains { process in
                letters.count >= Self.few && process.vmas.map { VMA($0).permissions } == letters
            }
            if max(starts.count, ends.count) >= Self.few || isByLetters {
                return try await MapsReference.forgery(bench, bench.target, truth) ?? .pass
            }
            last = .silence(of: command, outcome, expected: "VMAs of process \(bench.target.pid)").asked(command.shown)
        }
        return last ?? .pass
    }
}
