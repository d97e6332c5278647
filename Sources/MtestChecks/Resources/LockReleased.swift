import Glibc
import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

/// The target can change its address space after each command: no lock is kept.
struct LockReleased: CommandExperiment {
    static let word = "lock-released"
    static let manual = "The target can change its address space after each command: no lock is kept"
    static let fields = Question.fields(Question.several) + [PageSize.field]
    /// The hang is the target's, at its next mmap(), and no command's.
    let provokesHang = true
    let question: Question
    let pageSize: UInt64?

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        pageSize = try PageSize.read(&fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        if pageSize != nil, let address = try dialogue.command().address {
            try Tables.require(pageSize, of: try await dialogue.bench.walk(address))
        }
        return try await dialogue.firstFlaw { try await flaw(after: $0, dialogue) } ?? .pass
    }

    private func flaw(after command: FilledCommand, _ dialogue: Dialogue) async throws -> Verdict? {
        let outcome = try await dialogue.ask(command)
        // What it returns is for other checks: this one is about what is left behind.
        guard outcome.result >= 0 || Dialogue.isRefusal(outcome) else {
            return .wrong(
                .refused, "“\(command.shown)” is not carried out", expected: "its length", actual: outcome.described)
        }
        do {
            _ = try await dialogue.bench.send(.map, work: Patience.commandWork)
        } catch let incident as Incident where incident.symptom == .hung {
            return .wrong(
                .hung, "after “\(command.shown)” the target cannot change its address space any more: mmap() hangs",
                expected: "mmap() and munmap() return", actual: incident.actual, mistake: .mmapLockKept)
        }
        return nil
    }
}
