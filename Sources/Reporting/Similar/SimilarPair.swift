package import Results

/// Two submissions that share code beyond what everybody was given.
package struct SimilarPair: Sendable, Hashable {
    /// One of the two.
    package struct Side: Sendable, Hashable {
        /// The name as shown to people; student text.
        package let name: String
        /// Whose it is; nil for a submission of an earlier year.
        package let student: Student?
        /// The share of its own code that is in the other one, 0...1.
        package let share: Double

        /// A submission with its name.
        package init(name: String, student: Student?, share: Double) {
            self.name = name
            self.student = student
            self.share = min(max(share, 0), 1)
        }
    }

    package let first: Side
    package let second: Side
    /// Letters of code that both have, names and texts counted as one letter each.
    package let length: Int
    /// The page that shows both, relative to the class page.
    package let page: String

    /// A pair with what was found.
    package init(first: Side, second: Side, length: Int, page: String) {
        self.first = first
        self.second = second
        self.length = length
        self.page = page
    }

    /// From here on a pair is one to look at, whoever it is.
    static let nearlyIdentical = 0.8

    /// How much of the one that copied more is in the other, 0...1.
    package var share: Double { max(first.share, second.share) }

    /// For example `87 %`.
    var percent: String { Self.percent(share) }

    static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
