import Glibc
import Grading
import Mistakes
import TargetProtocol
import VirtualMachine

/// The target can change its address space afterwards: no lock is kept.
struct LockReleased: CommandExperiment {
    static let word = "lock-released"
    static let manual = "The target can change its address space afterwards: no lock is kept"
    static let fields = Question.fields() + [PageSize.field]
    /// The hang is the target's, at its next mmap(), and no command's.
    let provokesHang = true
    let question: Question
    let pageSize: UInt64?

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        pageSize = try PageSize.read(&fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        if pageSize != nil, let address = command.address {
            try Tables.require(pageSize, of: try await dialogue.bench.walk(address))
        }
        let outcome = try await dialogue.ask(command)
        guard outcome.result == dialogue.bytes(of: command).count || Dialogue.isRefusal(outcome) else {
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
        return .pass
    }
}
