import Grading
import TargetProtocol
import VirtualMachine
import Words

/// As ``Written``, and in the file or on the disk behind the place.
struct Stored: CommandExperiment {
    static let word = "stored"
    static let manual = "Bytes at the address change, and the file or the disk behind the place has them too"
    static let fields = Question.fields()
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields)
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let judge = try WriteJudge(dialogue)
        let trial = try await judge.trials(wanting: true)
        let verdict = try await judge.judged(trial, .place)
        // A refusal that is allowed leaves nothing to store.
        guard verdict.isPass, trial.effect != .nothing else { return verdict }
        let address = judge.address
        guard
            let (name, place) = dialogue.bench.target.places.first(where: {
                $0.value.address <= address && address < $0.value.address + $0.value.length
            })
        else { throw Unjudged.rubric("`command` names no place of the target") }
        let answer = try await dialogue.bench.send(
            .stored(place: name, offset: address - place.address), work: Patience.commandWork)
        guard case .word(let stored) = answer else { throw Unjudged.machine("the target answered \(answer.line)") }
        let written = MemoryWrite.number(trial.write.slot)
        guard stored != written else { return verdict }
        return .wrong(
            .missing, "what was written is in memory, and not in the file or on the disk behind it",
            expected: hex(written), actual: hex(stored))
    }
}
