import Grading
import TargetProtocol
import VirtualMachine
import Words

/// As ``Written``, and in what the kernel keeps: in the file or on the disk behind the place, or in a page that it would have
/// taken back had nobody written to it.
struct Stored: CommandExperiment {
    static let word = "stored"
    static let manual =
        "Bytes at the address change, and last: the file or the disk behind the place has them too, and a page stays that "
        + "the kernel may take back"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let verdict = try await judge(try WriteJudge(dialogue))
        guard verdict.isPass else { return verdict }
        for template in question.more {
            let judge = try WriteJudge(dialogue, template)
            let further = try await self.judge(judge).asked(judge.command.shown)
            guard further.isPass else { return further }
        }
        return verdict
    }

    private func judge(_ judge: WriteJudge) async throws -> Verdict {
        let bench = judge.bench
        let trial = try await judge.trials(wanting: true)
        let verdict = try await judge.judged(trial, .place)
        // A refusal that is allowed leaves nothing to store.
        guard verdict.isPass, trial.effect != .nothing else { return verdict }
        let address = judge.address
        guard
            let (name, place) = bench.target.places.first(where: {
                $0.value.address <= address && address < $0.value.address + $0.value.length
            })
        else { throw Unjudged.rubric("`command` names no place of the target") }
        let answer = try await bench.send(
            .stored(place: name, offset: address - place.address), work: Patience.commandWork)
        guard case .word(let stored) = answer else { throw Unjudged.machine("the target answered \(answer.line)") }
        let written = MemoryWrite.number(trial.write.slot)
        guard stored != written else { return verdict }
        return .wrong(
            .missing,
            "what “\(judge.command.shown)” wrote does not last: the file, the disk, or the page that the kernel wanted back "
                + "does not have it",
            expected: hex(written), actual: hex(stored))
    }
}
