import Grading
import Mistakes
import MtestProtocol

/// An answer to listvma, to be compared with /proc/PID/maps.
struct Listing {
    let bench: any Bench
    let answer: ListVMAAnswer

    /// How the command ended: with an answer, or with a wrong return value, which is a verdict.
    enum Asked {
        case answered(Listing)
        case refused(Verdict)
    }

    /// Writes the command, and reads the answer.
    static func ask(_ dialogue: Dialogue) async throws -> Asked {
        let command = try dialogue.command()
        let outcome = try await dialogue.ask(command)
        if let flaw = dialogue.lengthFlaw(outcome, command) { return .refused(flaw) }
        return .answered(Listing(bench: dialogue.bench, answer: ListVMAAnswer.read(outcome.lines)))
    }

    /// Sentences about the answer's spelling.
    var styleNotes: [String] { answer.styleNotes.map(\.sentence) }

    /// Compares the VMAs of one process, all of them or those that begin where `isStable` says.
    ///
    /// - Throws: ``Incident`` when the process has ended meanwhile; ``Unjudged``.
    func compare(with process: TargetProcess, where isStable: (UInt64) -> Bool = { _ in true }) async throws -> Verdict
    {
        guard let text = try await bench.text("/proc/\(process.pid)/maps") else {
            throw Unjudged.machine("no /proc/\(process.pid)/maps")
        }
        let vmas = MapsFile.vmas(text)
        // A process without VMAs has ended, and a module that lists none would be right.
        guard !vmas.isEmpty else { throw try await bench.death(of: process.pid) }
        let truth = vmas.filter { isStable($0.start) }
        var listed = answer.vmas(ofPID: process.pid)
        if listed.isEmpty, answer.processes.count == 1, answer.processes[0].pid == nil {
            listed = answer.processes[0].vmas
        }
        let given = listed.filter { isStable($0.start) }
        if given.isEmpty, let other = answer.processes.first(where: { same($0.vmas, truth) }) {
            return .wrong(
                .wrong, "the VMAs of process \(process.pid) stand under another process's header",
                expected: "Process = \(process.name), PID = \(process.pid)",
                actual: "Process = \(other.name ?? "?"), PID = \(other.pid.map { "\($0)" } ?? "?")",
                mistake: .wrongProcessHeader)
        }
        for index in 0..<max(truth.count, given.count) {
            let want = index < truth.count ? truth[index].description : nil
            let got = index < given.count ? VMA(given[index]).description : nil
            guard want != got else { continue }
            return .wrong(
                given.isEmpty ? .missing : .wrong,
                "VMA \(index + 1) of \(truth.count) of process \(process.pid) differs from /proc/\(process.pid)/maps",
                expected: want ?? "nothing more", actual: got ?? "nothing more",
                mistake: ListingDiagnosis.name(truth: truth, listed: given))
        }
        return .pass
    }

    private func same(_ listed: [ListedVMA], _ truth: [VMA]) -> Bool {
        listed.count == truth.count && zip(listed, truth).allSatisfy { VMA($0) == $1 }
    }
}
