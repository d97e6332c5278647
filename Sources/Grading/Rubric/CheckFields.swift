package import TargetProtocol
import Yams

/// The fields of one check as its file has them. Each reader takes the fields that it knows;
/// ``refuseRest(of:former:)`` then refuses those that no reader took, with file and line.
package struct CheckFields {
    /// The id of the check, once it is read.
    package internal(set) var id = ""
    /// The machine and the processes of the check, once they are read.
    package internal(set) var setup = Setup()
    /// What the target does before the check.
    package internal(set) var before: [TargetRequest] = []
    /// The module's file that the check is about, an absolute path, once it is read.
    package internal(set) var moduleFile = ""
    /// What the target program of ``setup`` knows; nil where its sources are not at hand.
    package internal(set) var target: TargetManifest?
    /// Names of the fields that a reader took, given or not.
    private var known: Set<String> = []

    private let mapping: [(key: Node, value: Node)]
    private let line: Int?
    private let file: String

    init(_ node: Node, file: String) throws(RubricFlaw) {
        guard let mapping = node.mapping else {
            throw RubricFlaw(file: file, line: node.mark?.line, reason: "a check is a list of fields")
        }
        self.mapping = mapping.map { ($0.key, $0.value) }
        self.file = file
        line = node.mark?.line
    }

    /// Whether the field is given.
    package func has(_ name: String) -> Bool { node(name) != nil }

    /// Largest number of points of one check, and of entries of one list: more is a typing error, and would make sums that no
    /// report can show.
    static let mostPoints = 1000.0
    static let mostEntries = 100

    /// A text that has to be there and not be empty.
    package mutating func text(_ name: String) throws(RubricFlaw) -> String {
        guard let text = try optionalText(name), !text.isEmpty else { throw flaw(name, "is missing") }
        return text
    }

    /// A text; nil where the field is not given.
    package mutating func optionalText(_ name: String) throws(RubricFlaw) -> String? {
        guard let node = take(name) else { return nil }
        return try text(node, name, "has to be a text")
    }

    /// A list of texts; empty where the field is not given.
    package mutating func texts(_ name: String) throws(RubricFlaw) -> [String] {
        guard let node = take(name) else { return [] }
        guard let sequence = node.sequence else { throw flaw(name, "has to be a list of texts") }
        guard sequence.count <= Self.mostEntries else { throw flaw(name, "has more than \(Self.mostEntries) entries") }
        var texts: [String] = []
        for item in sequence { texts.append(try text(item, name, "has to be a list of texts")) }
        return texts
    }

    /// `true` or `false`; false where the field is not given.
    package mutating func flag(_ name: String) throws(RubricFlaw) -> Bool {
        guard let node = take(name) else { return false }
        guard node.tag == Tag(.bool), let flag = node.bool else { throw flaw(name, "has to be true or false") }
        return flag
    }

    /// A whole number in a range; `nil` where the field is not given.
    package mutating func number(_ name: String, in range: ClosedRange<Int>) throws(RubricFlaw) -> Int? {
        guard let node = take(name) else { return nil }
        guard node.tag == Tag(.int), let number = node.int, range.contains(number) else {
            throw flaw(name, "has to be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Points: a number above 0.
    mutating func points(_ name: String) throws(RubricFlaw) -> Double {
        guard let node = take(name), [Tag(.int), Tag(.float)].contains(node.tag), let points = node.float, points > 0,
            points <= Self.mostPoints
        else { throw flaw(name, "has to be a number above 0, at most \(Int(Self.mostPoints))") }
        return points
    }

    /// One of some words; nil where the field is not given.
    package mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String) throws(RubricFlaw)
        -> Word?
    {
        guard let given = try optionalText(name) else { return nil }
        guard let word = Word(rawValue: given) else {
            throw flaw(name, "is none of \(Word.allCases.map(\.rawValue).joined(separator: ", ")): \(given)")
        }
        return word
    }

    /// A text or a number, as it is written; nil where the field is not given.
    package mutating func scalar(_ name: String) throws(RubricFlaw) -> String? {
        guard let node = take(name) else { return nil }
        return try scalar(node, name)
    }

    /// A list of texts or numbers, as they are written; empty where the field is not given.
    package mutating func scalars(_ name: String) throws(RubricFlaw) -> [String] {
        guard let node = take(name) else { return [] }
        guard let sequence = node.sequence, sequence.count <= Self.mostEntries else {
            throw flaw(name, "has to be a list of at most \(Self.mostEntries) values")
        }
        var scalars: [String] = []
        for item in sequence { scalars.append(try scalar(item, name)) }
        return scalars
    }

    private func scalar(_ node: Node, _ name: String) throws(RubricFlaw) -> String {
        guard let text = node.scalar?.string, [Tag(.str), Tag(.int)].contains(node.tag), !text.isEmpty else {
            throw flaw(name, "has to be a text or a whole number")
        }
        return text
    }

    /// A mapping from words to texts; empty where the field is not given.
    package mutating func pairs(_ name: String) throws(RubricFlaw) -> [(key: String, value: String)] {
        guard let node = take(name) else { return [] }
        guard let mapping = node.mapping else { throw flaw(name, "has to map words to words") }
        var pairs: [(key: String, value: String)] = []
        for (key, value) in mapping {
            pairs.append((try text(key, name, "has to map words"), try text(value, name, "has to map words to words")))
        }
        return pairs
    }

    /// Which check a flaw is in, for the end of its sentence.
    private var place: String {
        guard let id = node("id")?.scalar?.string, !id.isEmpty else { return "" }
        return " (in the check \(id.prefix(60)))"
    }

    /// A flaw of a field, at its line where it is given and else at the check's.
    package func flaw(_ name: String, _ reason: String) -> RubricFlaw {
        RubricFlaw(file: file, line: node(name)?.mark?.line ?? line, reason: "`\(name)` \(reason)\(place)")
    }

    /// Refuses the fields that no reader took.
    ///
    /// - Parameters:
    ///   - kind: the word of the check's kind, for the message.
    ///   - former: names that fields had before, and their names now.
    /// - Throws: ``RubricFlaw``, at the first such field.
    func refuseRest(of kind: String, former: [String: String]) throws(RubricFlaw) {
        for (key, _) in mapping where !known.contains(key.string ?? "") {
            let name = key.string ?? "?"
            let advice =
                former[name].map { "is called `\($0)` now" }
                ?? "is no field of a check with `expect: \(kind)`, so it would have no effect"
            throw RubricFlaw(file: file, line: key.mark?.line, reason: "`\(name)` \(advice)")
        }
    }

    /// The fields that may influence the verdict, as they are written: all but those that people read and those that
    /// count.
    var decisive: [String: String] {
        var decisive: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.string, !CheckReader.undecisive.contains(name) else { continue }
            decisive[name] = Self.written(value)
        }
        return decisive
    }

    /// What no text of a rubric has in it.
    private static let separator = "\u{1f}"

    /// The texts of a field that is a list of texts, as ``decisive`` has it.
    static func texts(inWritten list: String) -> [String] {
        guard list.hasPrefix("["), list.hasSuffix("]") else { return [] }
        return list.dropFirst().dropLast().split(separator: separator).map(String.init)
    }

    private static func written(_ node: Node) -> String {
        if let sequence = node.sequence { return "[\(sequence.map(written).joined(separator: separator))]" }
        if let mapping = node.mapping {
            let entries = mapping.map { "\(written($0.key)):\(written($0.value))" }.sorted()
            return "{\(entries.joined(separator: separator))}"
        }
        return node.string ?? ""
    }

    private func node(_ name: String) -> Node? { mapping.first { $0.key.string == name }?.value }

    private mutating func take(_ name: String) -> Node? {
        known.insert(name)
        return node(name)
    }

    /// A number, `true` or nothing is no text unless it is quoted.
    private func text(_ node: Node, _ name: String, _ reason: String) throws(RubricFlaw) -> String {
        guard let text = node.scalar?.string, node.tag == Tag(.str) else {
            let isNumber = node.scalar != nil && node.tag != Tag(.null)
            throw RubricFlaw(
                file: file, line: node.mark?.line ?? line,
                reason: "`\(name)` \(reason)" + (isNumber ? ": put it in quotes" : "") + place)
        }
        return text
    }
}
