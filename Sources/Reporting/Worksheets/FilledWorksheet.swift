package import Results

/// A platform's file with the marks in it, and whom it says nothing about.
package struct FilledWorksheet: Sendable {
    /// The file's bytes.
    package var bytes: [UInt8]
    /// Students who were given a mark.
    package var filled: Int
    /// Names in the file that have no result; their cells are as they were.
    package var withoutResult: [String]
    /// Names in the file of students with checks that the grader could not do; their cells are as they were, since the
    /// mark would charge them for it.
    package var notJudged: [String]
    /// Students of the class who are not in the file.
    package var notInFile: [Student]
}

/// How a platform's maximum and the rubric's go together.
package enum WorksheetScale: Sendable, Hashable {
    /// They have to be equal.
    case points
    /// Marks are multiplied so that full marks are the platform's maximum.
    case proportional

    /// The mark as the platform shall have it, to the hundredth.
    func mark(_ score: Double, of maxScore: Double, platform: Double?, who: String) throws(WorksheetFlaw) -> Double {
        guard let platform, abs(platform - maxScore) > 0.005 else { return score }
        switch self {
        case .points:
            throw WorksheetFlaw(
                "the file's maximum is \(Points.text(platform)), the rubric's is \(Points.text(maxScore)) (\(who)): "
                    + "set the assignment's points to \(Points.text(maxScore)), or add --scale")
        case .proportional: return maxScore > 0 ? score * platform / maxScore : 0
        }
    }
}
