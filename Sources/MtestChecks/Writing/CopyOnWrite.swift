import Grading
import Paging

/// Written to a page of the target alone, or refused; the page that others see is as it was.
struct CopyOnWrite: CommandExperiment {
    static let word = "copy-on-write"
    static let manual = "Written to a page of the target alone, or refused; the page that others see is as it was"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        try question.requireValue(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        let verdict = try await Self.verdict(try WriteJudge(dialogue), dialogue)
        guard verdict.isPass else { return verdict }
        for template in question.more {
            let judge = try WriteJudge(dialogue, template)
            do {
                let other = try await Self.verdict(judge, dialogue)
                // That such a page is not written at all is a matter of the check that is about it.
                if other.finding?.symptom == .changed { return other.asked(judge.command.shown) }
            } catch let incident as Incident where incident.symptom == .crashed {
                return verdict
            }
        }
        return verdict
    }

    private static func verdict(_ judge: WriteJudge, _ dialogue: Dialogue) async throws -> Verdict {
        let original = try await dialogue.bench.walk(judge.address).physical
        let trial = try await judge.trials(wanting: true)
        // Of several trials the first may have given the target a page of its own.
        if let physical = trial.surroundings.walks.first?.physical, physical == original {
            let page = Stretch.firstByte(ofPage: physical)
            if let old = trial.before.frames[page], let new = trial.after.frames[page], old != new {
                let (wanted, came) = MemoryWrite.window(
                    old, new, from: page, near: Int(physical - page), label: "physical address ")
                // Which page it is, the rubric knows; the offset in it may be wrong as well.
                return .wrong(
                    .changed, "a page that others see too was changed", expected: wanted, actual: came,
                    also: trial.effect == .beyond ? trial.landing?.mistakes.first : nil)
            }
        }
        return try await judge.judged(trial, .place)
    }
}
