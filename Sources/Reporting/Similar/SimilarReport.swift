package import Results
import Words

/// The report on similar submissions: the pairs by what they share, groups of them, and a page for each pair with both
/// texts side by side.
package struct SimilarReport: Sendable {
    /// A pair that a comparison found.
    package struct Match: Sendable, Hashable {
        /// The places of both in the list of texts.
        package let first: Int
        package let second: Int
        /// Letters of code that both have.
        package let length: Int
        /// Of the first's and of the second's code, 0...1.
        package let shares: [Double]
        /// The places of it in both texts, in Unicode scalars.
        package let copied: [[Range<Int>]]

        /// A pair as it was found.
        package init(first: Int, second: Int, length: Int, shares: [Double], copied: [[Range<Int>]]) {
            self.first = first
            self.second = second
            self.length = length
            self.shares = shares
            self.copied = copied
        }
    }

    private let title: String
    private let texts: [ComparedText]
    private let matches: [Match]
    private let remarks: [String]
    private let link: @Sendable (Student) -> String
    private static let folder = "similar"

    /// The most similar pairs first, as the page about the class names them.
    package let pairs: [SimilarPair]

    /// A report.
    ///
    /// - Parameters:
    ///   - title: What the class is called.
    ///   - texts: What was compared.
    ///   - matches: What was found, the most similar pair first.
    ///   - remarks: What was left out, and how much more was found; a sentence each.
    ///   - link: Where the page of a student is, relative to the folder of the class page.
    package init(
        title: String, texts: [ComparedText], matches: [Match], remarks: [String],
        link: @escaping @Sendable (Student) -> String
    ) {
        self.title = title
        self.texts = texts
        self.matches = matches.filter { match in
            match.shares.count == 2 && match.copied.count == 2 && texts.indices.contains(match.first)
                && texts.indices.contains(match.second)
        }
        self.remarks = remarks
        self.link = link
        pairs = self.matches.enumerated().map { index, match in
            func side(_ place: Int, _ share: Double) -> SimilarPair.Side {
                SimilarPair.Side(name: texts[place].name, student: texts[place].student, share: share)
            }
            return SimilarPair(
                first: side(match.first, match.shares[0]), second: side(match.second, match.shares[1]),
                length: match.length, page: "\(Self.folder)/pair-\(index + 1).html")
        }
    }

    /// The path of the list, relative to the folder of the class page.
    package static let index = "\(folder)/index.html"

    /// Gives one page after the other: the list first.
    ///
    /// - Throws: what `body` throws.
    package func forEachPage(_ templates: PageTemplates, _ body: (Site.Page) throws -> Void) rethrows {
        try body(Site.Page(path: Self.index, text: templates.render(list, with: "similar")))
        for (index, match) in matches.enumerated() {
            let page = PairPage(pairs[index], match, texts, title: title, link: { "../" + link($0) })
            try body(Site.Page(path: pairs[index].page, text: templates.render(page, with: "pair")))
        }
    }

    private var list: SimilarList {
        SimilarList(title: title, pairs: pairs, groups: groups, remarks: remarks, link: { "../" + link($0) })
    }

    /// Those that are connected by pairs that are nearly identical; a pair alone is no group.
    package var groups: [[SimilarPair.Side]] {
        var group = Array(texts.indices)
        func root(_ place: Int) -> Int { group[place] == place ? place : root(group[place]) }
        for (match, pair) in zip(matches, pairs) where pair.share >= SimilarPair.nearlyIdentical {
            let (one, other) = (root(match.first), root(match.second))
            group[max(one, other)] = min(one, other)
        }
        return Dictionary(grouping: texts.indices, by: root).values.filter { $0.count > 2 }
            .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
            .map { $0.map { SimilarPair.Side(name: texts[$0].name, student: texts[$0].student, share: 1) } }
    }
}
