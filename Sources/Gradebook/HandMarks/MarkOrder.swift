package import Results
import Words

/// A mark by hand that somebody wants to give, or to take back.
package struct MarkOrder: Sendable, Hashable {
    /// The student's id.
    package var student: String
    /// The id of a check, or of an item of the policy.
    package var item: String
    /// Points; nil takes the marks of before back.
    package var points: Hundredths?
    /// The reason, which the student reads.
    package var why: String
    /// The number of the attempt; nil for the one that counts.
    package var attempt: Int?
    /// Whether more than the item's points are meant.
    package var mayExceed: Bool

    package init(
        student: String, item: String, points: Hundredths?, why: String, attempt: Int? = nil, mayExceed: Bool = false
    ) {
        self.student = student
        self.item = item
        self.points = points
        self.why = why
        self.attempt = attempt
        self.mayExceed = mayExceed
    }
}

/// Why marks by hand were not entered: none of them was.
package struct MarkRefusal: Error, Sendable, CustomStringConvertible {
    /// Which of the orders, from 0.
    package let order: Int
    /// ``GradebookError`` or ``MarkFlaw``.
    package let reason: any Error & Sendable & CustomStringConvertible

    package var description: String { reason.description }
}

/// What is wrong with a mark or a comment that somebody wants to give.
package enum MarkFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    /// More points than the item has.
    case tooMany(item: String, points: Hundredths, most: Hundredths)
    /// The student has no attempt to mark.
    case nothingHandedIn(student: String)
    /// The student has no such attempt; `known` are the numbers of those there are.
    case noAttempt(Int, student: String, known: [Int])
    /// Two orders are about the same item of a student.
    case twice(student: String, item: String)
    /// The attempt has no such file or line.
    case noLine(String, Int, student: String, has: String)
    /// No comment of the student has this number.
    case noComment(Int64, student: String)

    package var description: String {
        switch self {
        case .tooMany(let item, let points, let most):
            "give at most \(Self.text(most)) points for \(item.visibleLine), or add --above: "
                + "\(Self.text(points)) is more than it has"
        case .nothingHandedIn(let student):
            "\(student.visibleLine) has handed in nothing, and a mark belongs to an attempt: an item with `of: student` in "
                + "the policy can be marked without one"
        case .noAttempt(let number, let student, let known):
            "\(student.visibleLine) has no attempt \(number): there "
                + (known.count == 1 ? "is " : "are ") + known.map(String.init).joined(separator: ", ")
        case .twice(let student, let item):
            "\(item.visibleLine) of \(student.visibleLine) is marked twice: leave one"
        case .noLine(let path, let line, let student, let has):
            "there is no line \(line) of \(path.visibleLine) in what \(student.visibleLine) handed in: \(has.visibleLine)"
        case .noComment(let id, let student):
            "there is no comment \(id) for \(student.visibleLine)"
        }
    }

    private static func text(_ points: Hundredths) -> String {
        let rest = points.count % 100
        let decimals = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
        return rest == 0 ? "\(points.count / 100)" : "\(points.count / 100).\(decimals)"
    }
}
