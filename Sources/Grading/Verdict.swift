/// What a check came to, before it is given points.
enum Verdict: Sendable, Hashable {
    case pass
    case fail(Finding)
    /// Not observed at all.
    case skipped(String)
    /// Not the student's: the grader, the machine or its tables are at fault.
    case error(String)

    /// What is wrong, and how it shows.
    struct Finding: Sendable, Hashable {
        var symptom: Symptom
        var message: String
        var expected: String?
        var actual: String?
        /// The mistake that the values themselves show.
        var mistake: Mistake?
    }

    static func wrong(
        _ symptom: Symptom, _ message: String, expected: String? = nil, actual: String? = nil, mistake: Mistake? = nil
    ) -> Verdict {
        .fail(Finding(symptom: symptom, message: message, expected: expected, actual: actual, mistake: mistake))
    }
}
