import Gradebook
import Reporting
import Words

/// What is said about students whose verdicts are of an earlier rubric, kernel or grader.
enum Standing {
    /// One sentence about what is still to be graded, without control characters; nil where that is nothing. `results` is
    /// the folder of the gradebook, as the person wrote it.
    static func sentence(_ pending: [Work], results: String) -> String? {
        guard !pending.isEmpty else { return nil }
        let students = Set(pending.map(\.student))
        var checks: [String] = []
        for check in pending.flatMap(\.checks) where !checks.contains(check) { checks.append(check) }
        let shown = checks.prefix(3).map(\.visibleLine).joined(separator: ", ")
        let what =
            checks.count > 3 ? "\(checks.count) checks (\(shown), ...)" : "\(shown)"
        return
            "\(students.count) \(students.count == 1 ? "student has" : "students have") not been graded by the present rubric "
            + "and grader in \(what): what they had before counts until `grader batch --out \(results.visibleLine)` grades them from "
            + "the sources in the gradebook"
    }

    /// What is said about a grading of everything that was interrupted; nil where there is none.
    static func sentence(interruptedIn gradebook: Gradebook, results: String) throws -> String? {
        guard let regrading = try gradebook.latestRegrading(), regrading.isAnew, regrading.ended == nil,
            let plan = try gradebook.adopted()
        else { return nil }
        let left = try gradebook.preview(plan, isAnew: true).count
        guard left > 0 else { return nil }
        return "a grading anew that was begun \(UTCDate.text(regrading.begun)) has not come to its end: \(left) "
            + "\(left == 1 ? "submission has" : "submissions have") the verdicts of before. `grader batch --out \(results.visibleLine) "
            + "--no-only-changed` goes on, `grader batch --out \(results.visibleLine) --call-off` goes back"
    }

    /// Both sentences, of a gradebook that is reported.
    static func sentences(_ gradebook: Gradebook, results: String) throws -> [String] {
        try [sentence(gradebook.waiting(), results: results), sentence(interruptedIn: gradebook, results: results)]
            .compactMap(\.self)
    }
}
