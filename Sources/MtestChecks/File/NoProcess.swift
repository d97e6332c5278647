import Glibc
import Grading
import Mistakes
import MtestProtocol
import Paging

/// A command about a process that does not exist is answered with that.
struct NoProcess: CommandExperiment {
    static let word = "no-process"
    static let manual =
        "ESRCH, or an answer that says so: the command is about a process that does not exist"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await dialogue.firstFlaw { try await flaw(of: $0, dialogue) } ?? .pass
    }

    private func flaw(of command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict? {
        let outcome = try await dialogue.askForNothing(command, dereferencing: .missingProcessDereferenced)
        if outcome.result < 0, outcome.errno == ESRCH { return nil }
        let listing = ListVMAAnswer.read(outcome.lines)
        if listing.noSuchProcess != nil, listing.processes.allSatisfy(\.vmas.isEmpty) { return nil }
        let said = outcome.lines.isEmpty ? "" : "\n" + AnswerLines.shown(outcome.lines)
        return .wrong(
            outcome.result < 0 ? .refused : .accepted,
            "there is no such process, and neither the return value nor the answer to “\(command.shown)” says so",
            expected: "no such process, and -1 with ESRCH", actual: outcome.described + said,
            mistake: try await mistake(outcome, listing, command, dialogue))
    }

    /// Which process was taken, where the answer shows it. A module that answers with nothing at all has not reported
    /// that there is none.
    private func mistake(
        _ outcome: WriteOutcome, _ listing: ListVMAAnswer, _ command: FilledCommand, _ dialogue: Dialogue
    ) async throws -> Mistake? {
        let bench = dialogue.bench
        let shell = question.writer == .shell ? try await bench.shell().pid : nil
        func taken(_ pid: Int32?) -> Mistake? {
            guard let pid else { return nil }
            if let asked = command.pid, asked >> 32 != 0, Int32(truncatingIfNeeded: asked) == pid {
                return .pidTruncated
            }
            if pid == shell { return .wrongProcessCurrent }
            return command.hasPID && bench.processes.contains { $0.pid == pid } ? .pidIgnored : nil
        }
        if case .wrote = WriteValueAnswer.read(outcome.lines).outcome { return command.hasPID ? .pidIgnored : nil }
        let listed = listing.processes.filter { !$0.vmas.isEmpty }
        guard listed.isEmpty else { return listed.lazy.compactMap { taken($0.pid) }.first }
        guard let address = command.address else { return outcome.result < 0 ? nil : .missingProcessNotReported }
        let answer = FindPageAnswer.read(outcome.lines, for: address)
        if let mistake = taken(answer.trace.process?.pid) { return mistake }
        switch answer.outcome {
        case .translated(let claim):
            for pid in bench.processes.map(\.pid) + [shell].compactMap(\.self)
            where try await bench.walk(address, of: pid).physical == claim.physicalAddress { return taken(pid) }
            return nil
        case .notFound, .none: return outcome.result < 0 ? nil : .missingProcessNotReported
        case .noSuchProcess, .ambiguous, .unreadable: return nil
        }
    }
}
