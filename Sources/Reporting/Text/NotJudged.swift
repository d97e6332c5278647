/// The words for checks that the grader could not carry out. Each report puts before them what its reader should do.
enum NotJudged {
    /// For example `the grader failed on 4 checks`.
    static func reason(_ count: Int) -> String { "the grader failed on \(count) \(count == 1 ? "check" : "checks")" }
}
