import PageSnapshots
import Paging

/// One number of an exercise and how it is drawn: `va = address`, `i = number 0..511`.
package struct Given: Sendable, Hashable {
    /// How a number is drawn.
    package enum Source: Sendable, Hashable {
        /// Any canonical address of user space, inside a page.
        case address
        /// The start of a physical page, below 16 GiB.
        case page
        case number(ClosedRange<UInt64>)
        case oneOf([Expression])
        /// An address inside a place of the lesson's snapshot.
        case inside(String)
        /// The first address of a place.
        case startOf(String)
        case formula(Expression)
    }

    /// The name that formulas use.
    package let name: String
    /// How the number is drawn.
    package let source: Source

    /// Reads a line of a lesson's file.
    ///
    /// - Throws: ``LessonFlaw``.
    package init(_ line: String) throws(LessonFlaw) {
        guard let equals = line.firstIndex(of: "=") else {
            throw LessonFlaw("“\(line)” is not of the form name = source")
        }
        let name = Self.trimmed(line[..<equals])
        let text = Self.trimmed(line[line.index(after: equals)...])
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            throw LessonFlaw("“\(line)” does not begin with a name")
        }
        self.name = name
        let words = text.split(separator: " ").map(String.init)
        switch words.first {
        case "address" where words.count == 1: source = .address
        case "page" where words.count == 1: source = .page
        case "number" where words.count == 2:
            let ends = words[1].split(separator: ".", omittingEmptySubsequences: true).map(String.init)
            guard ends.count == 2, let low = Self.number(ends[0]), let high = Self.number(ends[1]), low <= high else {
                throw LessonFlaw("“\(text)” is no range such as number 0..511")
            }
            source = .number(low...high)
        case "one" where words.count > 3 && words[1] == "of":
            var choices: [Expression] = []
            for word in words.dropFirst(2) { choices.append(try Expression(word)) }
            source = .oneOf(choices)
        case "inside" where words.count == 2: source = .inside(words[1])
        case "start" where words.count == 3 && words[1] == "of": source = .startOf(words[2])
        default: source = .formula(try Expression(text))
        }
    }

    private static func number(_ text: String) -> UInt64? {
        try? VirtualAddress.number(text.hasPrefix("0x") ? text : "10#\(text)")
    }

    private static func trimmed(_ text: Substring) -> String {
        text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    /// Draws the number.
    func draw(_ numbers: inout SeededNumbers, scope: Expression.Scope, snapshot: Snapshot) throws(LessonFlaw) -> UInt64
    {
        switch source {
        case .address:
            // Above the lowest gibibyte, so that no index is an accident of zeros; never page-aligned.
            return UInt64.random(in: 1 << 30...(1 << 47) - 1, using: &numbers) | 1 << 3
        case .page: return UInt64.random(in: 0x100...0x3f_ffff, using: &numbers) << 12
        case .number(let range): return UInt64.random(in: range, using: &numbers)
        case .oneOf(let choices):
            return try choices[Int.random(in: choices.indices, using: &numbers)].value(in: scope)
        case .inside(let name):
            let place = try Self.place(name, snapshot)
            return place.address + UInt64.random(in: 0..<max(place.length, 1), using: &numbers)
        case .startOf(let name): return try Self.place(name, snapshot).address
        case .formula(let formula): return try formula.value(in: scope)
        }
    }

    private static func place(_ name: String, _ snapshot: Snapshot) throws(LessonFlaw) -> Snapshot.Place {
        guard let place = snapshot.place(name) else { throw LessonFlaw("the snapshot has no place \(name)") }
        return place
    }
}
