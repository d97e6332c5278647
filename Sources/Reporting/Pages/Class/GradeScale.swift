/// The marks from which the grades begin, as an instructor writes them: `A=90%,B=75%,C=60%`, or points without the sign.
package struct GradeScale: Sendable, Hashable {
    /// Where a grade begins.
    struct Boundary: Sendable, Hashable {
        /// The grade's name.
        let name: String
        let value: Double
        /// Whether ``value`` is a share of the points to be had, in percent.
        let isShare: Bool

        /// In points, where `maxScore` are to be had.
        func points(of maxScore: Double) -> Double { isShare ? value / 100 * maxScore : value }
    }

    /// From the highest one down.
    let boundaries: [Boundary]

    /// Reads `A=90%,B=75%`.
    ///
    /// - Throws: ``FeedbackFlaw`` for what is no such list.
    package init(_ text: String) throws(FeedbackFlaw) {
        var boundaries: [Boundary] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = DelimitedText.trimmed(sides.first ?? "")
            let number = DelimitedText.trimmed(sides.count > 1 ? sides[1] : "")
            let isShare = number.hasSuffix("%")
            guard !name.isEmpty, let value = Double(isShare ? String(number.dropLast()) : number), value.isFinite,
                value >= 0, !isShare || value <= 100
            else {
                throw FeedbackFlaw(
                    "write the grades as A=90%,B=75%,C=60%, or with points: “\(part)” is not of this form")
            }
            boundaries.append(Boundary(name: name, value: value, isShare: isShare))
        }
        self.boundaries = boundaries.sorted { $0.value > $1.value }
    }
}

/// Blanks at the ends.
enum DelimitedText {
    static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
