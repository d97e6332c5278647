import Gradebook
import Reporting
import Results
import Words

/// What is said about students whose verdicts are of an earlier rubric, kernel or grader.
enum Standing {
    /// One sentence about what is still to be graded, without control characters; nil where that is nothing. `results` is
    /// the folder of the gradebook, as the person wrote it.
    static func sentence(_ pending: [Work], results: String) -> String? {
        sentence(pending.map { ($0.student, $0.checks) }, results: results)
    }

    private static func sentence(_ all: [(student: String, checks: [String])], results: String) -> String? {
        guard !all.isEmpty else { return nil }
        let students = Set(all.map(\.student)).count
        var (checks, seen): ([String], Set<String>) = ([], [])
        for check in all.flatMap(\.checks) where seen.insert(check).inserted { checks.append(check) }
        let shown = checks.prefix(3).map(\.visibleLine).joined(separator: ", ")
        let what = checks.count > 3 ? "\(checks.count) checks (\(shown), ...)" : shown
        return
            "\(students) \(students == 1 ? "student has" : "students have") not been graded by the present rubric and grader in "
            + "\(what): what they had before counts until `grader batch --out \(results.visibleLine)` grades them from the sources "
            + "in the gradebook"
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

    /// Both sentences, of a class that is reported.
    static func sentences(_ classResult: ClassResult, of gradebook: Gradebook, results: String) throws -> [String] {
        let outdated = classResult.students.map { ($0.student.id, $0.current?.outdated ?? []) }
        return try [
            sentence(outdated.filter { !$0.1.isEmpty }, results: results),
            sentence(interruptedIn: gradebook, results: results),
        ].compactMap(\.self)
    }
}
