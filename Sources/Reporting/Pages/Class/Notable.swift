import Results

/// A student whom the class page names, and why.
struct Notable: Hashable {
    let student: Student
    let mark: String
    let why: String
    /// Where the reason is shown, if not on the student's page.
    var link: String?
    var linkText: String?
}

/// Who needs help, as far as marks and dates show it.
struct NeedsHelp {
    /// A mark below this share of the points is low.
    private static let low = 0.5
    /// Seconds without a new attempt after which somebody may have given up.
    private static let pause = 7 * 86400.0

    let students: [Notable]

    init(_ classResult: ClassResult) {
        let newest = classResult.students.flatMap { $0.attempts.compactMap(\.submitted) }.max()
        students = classResult.students.compactMap { student in
            Self.why(student, newest: newest).map { why in
                Notable(student: student.student, mark: student.markOfPossible, why: why)
            }
        }
    }

    private static func why(_ student: StudentResult, newest: Double?) -> String? {
        guard let current = student.current else {
            let isAbsent = student.problem == nil || student.problem == "nothing was handed in"
            return isAbsent ? "nothing handed in" : "nothing that could be graded"
        }
        guard student.mark != nil else { return nil }
        var reasons: [String] = []
        if student.score <= 0 {
            reasons.append(current.result.score > 0 ? "no points are left" : "no points")
        }
        let earlier = student.attempts.prefix { $0.number != current.number }
        if let best = earlier.max(by: { $0.result.score < $1.result.score }),
            best.result.score > current.result.score + 0.005
        {
            reasons.append(
                "fell from \(Points.text(best.result.score)) in attempt \(best.number) to \(Points.text(current.result.score))"
            )
        }
        let last = student.attempts.compactMap(\.submitted).max()
        if let newest, let last, newest - last >= pause, student.score < low * student.maxScore {
            let days = Int((newest - last) / 86400)
            reasons.append("nothing new for \(days) days before the class's last submission")
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}

/// Who stands at the boundary of a grade, the closest first: marks that are worth another look.
struct AtBoundary {
    /// Points on either side that count as being at it, as a share of the points to be had.
    static let reach = 0.015

    let students: [Notable]

    init(_ classResult: ClassResult, _ scale: GradeScale) {
        var found: [(distance: Double, notable: Notable)] = []
        for student in classResult.students where student.mark != nil {
            let near = scale.boundaries.map { boundary in
                (boundary, student.score - boundary.points(of: student.maxScore))
            }.min { abs($0.1) < abs($1.1) }
            guard let (boundary, distance) = near, abs(distance) <= Self.reach * student.maxScore + 1e-9 else {
                continue
            }
            let why =
                distance < -0.005
                ? "\(Points.text(-distance)) below \(boundary.name)"
                : distance < 0.005 ? "exactly at \(boundary.name)" : "\(Points.text(distance)) above \(boundary.name)"
            found.append((distance, Notable(student: student.student, mark: student.markOfPossible, why: why)))
        }
        // Below comes first: a point more would change the grade.
        students = found.sorted {
            ($0.distance >= -0.005 ? 1 : 0, abs($0.distance)) < ($1.distance >= -0.005 ? 1 : 0, abs($1.distance))
        }
        .map(\.notable)
    }
}

extension StudentResult {
    /// For example `12.5 / 40`; a dash where nothing was graded.
    var markOfPossible: String {
        !isGraded ? "–" : "\(Points.text(score)) / \(Points.text(maxScore))"
    }
}
