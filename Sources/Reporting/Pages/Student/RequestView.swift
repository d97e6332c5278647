import Results

/// A request for another look, as the student's page shows it, with what came of it.
struct RequestView {
    let what: String
    let asked: String?
    let text: String
    /// What came of it; nil while it is open.
    let answer: String?
    let reason: String?
    let when: String?
    let isOpen: Bool

    /// The requests of a student, oldest first.
    ///
    /// - Parameters:
    ///   - student: As the student may see it.
    ///   - hidden: The ids of checks whose verdicts the student may not see.
    /// - Returns: The requests.
    static func all(of student: StudentResult, hidden: Set<String>) -> [RequestView] {
        let titles = Dictionary(
            student.attempts.flatMap(\.result.checks).map { ($0.id, $0.title) }, uniquingKeysWith: { $1 })
        return student.requests.map { request in
            RequestView(request, title: titles[request.check], isHidden: hidden.contains(request.check), of: student)
        }
    }

    private init(_ request: RegradeRequest, title: String?, isHidden: Bool, of student: StudentResult) {
        what = title ?? (isHidden ? "a hidden check" : request.check)
        asked = request.asked.map { UTCDate.text($0, zone: student.timeZone) }
        text = request.text
        isOpen = request.answer == nil
        when = request.answer?.given.map { UTCDate.text($0, zone: student.timeZone) }
        switch request.answer?.kind {
        case nil: (answer, reason) = (nil, nil)
        case .said: (answer, reason) = ("answered", request.answer?.text)
        case .marked: (answer, reason) = ("marked by hand", isHidden ? nil : request.answer?.text)
        case .regraded:
            let status = isHidden ? nil : request.answer.flatMap { CheckResult.Status(rawValue: $0.text) }
            (answer, reason) = ("graded again" + (status.map { ": \(CheckView.word($0)) now" } ?? ""), nil)
        }
    }
}
