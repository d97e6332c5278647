package import Mistakes
package import Results

/// What a check found out about the module: the student's pass or failure, and nothing else.
///
/// What is not the student's doing is no verdict; it is thrown (``Unjudged``, the machine's own errors).
package struct Verdict: Sendable, Hashable, Codable {
    /// What is wrong; nil when the check passed.
    package var finding: Finding?
    /// The command that decided, as a report shows it; nil where the check writes none.
    package var asked: String?
    /// Sentences about the spelling of answers that were understood and cost nothing.
    package var styleNotes: [String] = []

    /// The check passed.
    package static let pass = Verdict()

    /// Whether the check passed.
    package var isPass: Bool { finding == nil }

    /// What is wrong, and how it shows.
    package struct Finding: Sendable, Hashable, Codable {
        /// How it shows.
        package var symptom: Symptom
        /// One sentence without a full stop.
        package var message: String
        /// What a correct module does, as a report shows it; nil where the message says it.
        package var expected: String?
        /// What was seen, as a report shows it; nil where the message says it.
        package var actual: String?
        /// The mistake that the values themselves show; nil where they show none.
        package var mistake: Mistake?
        /// A second mistake that the same values show, for example the width beside the place; nil where they show none.
        package var also: Mistake?
        /// The student's line that it is about; nil where none is known.
        package var place: SourcePlace?
        /// The number that the secrets of the machine followed from on which it was seen; nil where it was seen on none.
        package var seed: Seed?
    }

    /// The check failed.
    package static func wrong(
        _ symptom: Symptom, _ message: String, expected: String? = nil, actual: String? = nil, mistake: Mistake? = nil,
        also: Mistake? = nil, place: SourcePlace? = nil
    ) -> Verdict {
        Verdict(
            finding: Finding(
                symptom: symptom, message: message, expected: expected, actual: actual, mistake: mistake, also: also,
                place: place))
    }

    /// The same verdict about a command.
    package func asked(_ command: String) -> Verdict {
        var verdict = self
        verdict.asked = verdict.asked ?? command
        return verdict
    }

    /// The same verdict, seen with the secrets of `seed`.
    func seen(with seed: Seed) -> Verdict {
        var verdict = self
        verdict.finding?.seed = seed
        return verdict
    }

    /// The same verdict with sentences about style, each once.
    package func noting(_ sentences: [String]) -> Verdict {
        var verdict = self
        for sentence in sentences where !verdict.styleNotes.contains(sentence) { verdict.styleNotes.append(sentence) }
        return verdict
    }

    /// The same verdict; a failure whose values name no mistake gets the name that `name` finds.
    package func named(by name: () async throws -> Mistake?) async rethrows -> Verdict {
        guard var finding, finding.mistake == nil else { return self }
        finding.mistake = try await name()
        var verdict = self
        verdict.finding = finding
        return verdict
    }
}

/// Why a check could not be judged. Never the student's fault.
package struct Unjudged: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whose fault it is.
    package enum Fault: Sendable, Hashable {
        /// The machine, or the grader in it.
        case machine
        /// The rubric asks for something that the machine or the target does not have.
        case rubric
    }

    /// Whose fault it is.
    package let fault: Fault
    /// One sentence without a full stop.
    package let description: String
    /// What is charged where an experiment with another module shows that this one did it; nil for what no module can be
    /// the cause of.
    package var charge: Verdict.Finding?

    /// What is inside the machine and what is seen from outside differ. That is the module's doing where it happens with no
    /// other.
    package static func contested(_ verdict: Verdict) -> Unjudged {
        Unjudged(
            fault: .machine, description: verdict.finding?.message ?? "the machine contradicts itself",
            charge: verdict.finding)
    }

    /// The machine did something that no module can answer for.
    package static func machine(_ reason: String) -> Unjudged { Unjudged(fault: .machine, description: reason) }

    /// The instructor's rubric asks for something that is not there.
    package static func rubric(_ reason: String) -> Unjudged {
        Unjudged(fault: .rubric, description: "the rubric is not usable: \(reason)")
    }
}

/// How one check ended in a run.
enum Ending: Sendable, Hashable, Codable {
    case verdict(Verdict)
    /// It was not tried: earlier checks showed that it would find out nothing new.
    /// `after` is the id of the failure that showed that, where it was one.
    case skipped(String, after: String? = nil)
    /// It was not tried: a check that it needs has not passed. `by` is the id of the failure that led there.
    case blocked(by: String, title: String)
    /// The machine, or the kernel on it, does not have what the check is about.
    case notApplicable(String)
    /// It could not be judged, for a reason that is not the student's.
    case unjudged(String)

    /// What a check has that no part of the run has judged.
    static let notJudged = Ending.unjudged("not judged: the run ended before this check")

    var finding: Verdict.Finding? {
        if case .verdict(let verdict) = self { verdict.finding } else { nil }
    }

    var isPass: Bool {
        if case .verdict(let verdict) = self { verdict.isPass } else { false }
    }

    /// Whether what was seen leaves the machine as good as it was: a wrong answer, and nothing else. Of output that was cut
    /// off records may still be unread, and the next check would take them for its own.
    var isHarmless: Bool {
        guard let finding else { return isPass }
        guard finding.mistake != .outputCutOff else { return false }
        return [.refused, .accepted, .unfound, .missing, .wrong, .unreadable, .claimed].contains(finding.symptom)
    }
}
