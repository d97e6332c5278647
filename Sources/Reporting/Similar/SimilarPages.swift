import Results
import Words

/// The list of pairs as its page shows it.
struct SimilarList {
    let title: String
    let rows: [Row]
    let hasRows: Bool
    let groups: [[Person]]
    let hasGroups: Bool
    let remarks: [String]

    /// A submission: a link where it is of this class.
    struct Person {
        let name: String
        let link: String?
    }

    struct Row {
        let rank: Int
        let first: Person
        let second: Person
        let firstShare: String
        let secondShare: String
        let length: Int
        let width: String
        let page: String
    }

    init(
        title: String, pairs: [SimilarPair], groups: [[SimilarPair.Side]], remarks: [String],
        link: (Student) -> String
    ) {
        self.title = "Similar submissions · \(title)"
        rows = pairs.enumerated().map { index, pair in
            Row(
                rank: index + 1, first: Person(pair.first, link: link), second: Person(pair.second, link: link),
                firstShare: SimilarPair.percent(pair.first.share), secondShare: SimilarPair.percent(pair.second.share),
                length: pair.length, width: Points.text(pair.share * 100),
                page: pair.page.split(separator: "/").last.map(String.init) ?? pair.page)
        }
        hasRows = !rows.isEmpty
        self.groups = groups.map { $0.map { Person($0, link: link) } }
        hasGroups = !groups.isEmpty
        self.remarks = remarks
    }
}

extension SimilarList.Person {
    init(_ side: SimilarPair.Side, link: (Student) -> String) {
        name = side.name
        self.link = side.student.map(link)
    }
}

/// Two texts side by side, with what both have marked.
struct PairPage {
    let title: String
    let classTitle: String
    let sides: [Side]

    struct Side {
        let person: SimilarList.Person
        let share: String
        let pieces: [Piece]
    }

    struct Piece {
        let text: String
        let isCopied: Bool
    }

    init(
        _ pair: SimilarPair, _ match: SimilarReport.Match, _ texts: [ComparedText], title: String,
        link: (Student) -> String
    ) {
        self.title = "\(pair.first.name.visibleLine) and \(pair.second.name.visibleLine)"
        classTitle = title
        sides = [(pair.first, match.first, match.copied[0]), (pair.second, match.second, match.copied[1])].map {
            side, place, copied in
            Side(
                person: SimilarList.Person(side, link: link), share: SimilarPair.percent(side.share),
                pieces: Self.pieces(texts[place].text, copied))
        }
    }

    /// The text cut where what is copied begins and ends; overlapping places are one.
    static func pieces(_ text: String, _ copied: [Range<Int>]) -> [Piece] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [Piece] = []
        var place = 0
        func add(_ range: Range<Int>, _ isCopied: Bool) {
            guard !range.isEmpty else { return }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[range])
            pieces.append(Piece(text: String(text), isCopied: isCopied))
        }
        for range in copied.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let start = max(range.lowerBound, place)
            let end = min(range.upperBound, scalars.count)
            guard start < end else { continue }
            add(place..<start, false)
            add(start..<end, true)
            place = end
        }
        add(place..<scalars.count, false)
        return pieces
    }
}
