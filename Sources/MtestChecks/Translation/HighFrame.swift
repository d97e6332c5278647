import Grading
import Mistakes
import MtestProtocol
import Paging

/// As `translation`, or `written` where the command has a value, of a page above 4 GiB of physical memory.
struct HighFrame: CommandExperiment {
    static let word = "high-frame"
    static let manual =
        "As `translation`, or as `written` where the command has a value; the page lies above 4 GiB (machine: `high-memory`)"
    static let fields = Question.fields()
    let question: Question

    /// The first physical address that does not fit in 32 bits.
    private static let border: UInt64 = 1 << 32

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let command = try dialogue.command()
        guard let address = command.address else { throw Unjudged.rubric("`command` names no place") }
        let walk = try await dialogue.bench.walk(address)
        guard let physical = walk.physical, physical >= Self.border else {
            throw Unjudged.machine("the page of “\(command.shown)” does not lie above 4 GiB")
        }
        let low = physical & (Self.border - 1)
        guard let value = command.value else {
            let verdict = try await TranslationJudge(dialogue: dialogue, pageSize: nil, withTrace: false).verdict()
            return Self.named(verdict, address, low: low)
        }
        let before = try await dialogue.bench.look { $0.bytes(at: low, count: MemoryWrite.width) }
        let verdict = try await WriteJudge(dialogue).written(.place)
        guard !verdict.isPass else { return verdict }
        let after = try await dialogue.bench.look { $0.bytes(at: low, count: MemoryWrite.width) }
        return before != after && after == MemoryWrite.little(value) ? Self.named(verdict) : verdict
    }

    /// A claim that is the right address without its upper 32 bits, or with those of a negative int.
    private static func named(_ verdict: Verdict, _ address: UInt64, low: UInt64) -> Verdict {
        guard let line = verdict.finding?.actual,
            case .translated(let claim) = FindPageAnswer.read([line], for: address).outcome
        else { return verdict }
        let negative = low | ~(border - 1)
        return [low, negative].contains(claim.physicalAddress) ? named(verdict) : verdict
    }

    private static func named(_ verdict: Verdict) -> Verdict {
        var verdict = verdict
        verdict.finding?.mistake = .frameNumberTruncated
        return verdict
    }
}
