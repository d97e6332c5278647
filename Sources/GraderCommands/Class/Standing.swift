import Gradebook
import Words

/// What is said about students whose verdicts are of an earlier rubric, kernel or grader.
enum Standing {
    /// One sentence, without control characters; nil where there is nobody.
    ///
    /// - Parameters:
    ///   - pending: What is still to be graded.
    ///   - results: The folder of the gradebook, as the person wrote it.
    static func sentence(_ pending: [Work], results: String) -> String? {
        guard !pending.isEmpty else { return nil }
        let students = Set(pending.map(\.student))
        var checks: [String] = []
        for check in pending.flatMap(\.checks) where !checks.contains(check) { checks.append(check) }
        let shown = checks.prefix(3).map(\.visibleLine).joined(separator: ", ")
        let what =
            checks.count > 3 ? "\(checks.count) checks (\(shown), ...)" : "\(shown)"
        return "\(students.count) \(students.count == 1 ? "student has" : "students have") not been graded by the present rubric "
            + "and grader in \(what): what they had before counts until `grader batch --out \(results.visibleLine)` grades them from "
            + "the sources in the gradebook"
    }
}
