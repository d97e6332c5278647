import Grading

/// What write(2) returns for commands that are understood. What they print and what they do is judged elsewhere.
struct Returns: CommandExperiment {
    static let word = "returns"
    static let manual =
        "The length of each command, whatever its answer; a `writeval` that leaves memory as it was may also fail with "
        + "EFAULT, EACCES or EPERM"
    static let fields = Question.fields(Question.several)
    let question: Question

    init(_ fields: inout CheckFields) throws(RubricFlaw) { question = try Question(&fields, Question.several) }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        for template in [question.command] + question.more {
            if let flaw = try await flaw(template, dialogue) { return flaw }
        }
        return .pass
    }

    private func flaw(_ template: CommandTemplate, _ dialogue: Dialogue) async throws -> Verdict? {
        guard template.firstWord == MtestCommandName.writeval.rawValue, template.namesValue else {
            let command = try dialogue.fill(template)
            return dialogue.lengthFlaw(try await dialogue.ask(command), command)?.asked(command.shown)
        }
        let trial = try await WriteJudge(dialogue, template).trials(wanting: true)
        let flaw =
            trial.isUnchanged
            ? dialogue.refusalFlaw(trial.outcome, trial.command) : dialogue.lengthFlaw(trial.outcome, trial.command)
        return flaw?.asked(trial.command.shown)
    }
}
