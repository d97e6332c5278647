import BoundedYAML
import FoundationEssentials
import TargetProtocol
import Words
import Yams

/// The text of a `lab.yml`, read as often as it takes to find all its flaws: what is told is replaced by something that is
/// right, and the rest is read again.
struct LabText {
    private let file: String
    /// The text as it is now.
    private var lines: [String]
    /// The number of each line in the file, from 1.
    private var origins: [Int]
    /// What stands for a place that the target does not have.
    private var place = "0"

    /// What came of reading a file.
    struct Survey {
        /// Those of which something can be read.
        private(set) var checks: [Rubric.Check] = []
        /// In the order in which they were found.
        private(set) var flaws: [RubricFlaw] = []
        /// Ids of checks with a flaw.
        private(set) var flawed: Set<String> = []
        /// Ids of checks of which nothing can be read.
        private(set) var lost: Set<String> = []

        /// More flaws than anybody reads at once, and an end for a text that cannot be mended.
        private static let mostFlaws = 200

        /// Reads a file.
        init(file: String, lab: String, _ vocabulary: RubricVocabulary) {
            guard isFileOfPeople(file), let whole = try? String(contentsOfFile: file, encoding: .utf8) else {
                flaws = [RubricFlaw(file: file, line: nil, reason: "it is no file of UTF-8, or larger than 16 MiB")]
                return
            }
            var text = LabText(whole, file: file)
            text.place = vocabulary.targets?[Setup().program]?.places.min().map { "{\($0)}" } ?? "0"
            let ids = text.places.map { $0.node["id"]?.scalar?.string }
            var (flawedPlaces, lostPlaces): (Set<Int>, Set<Int>) = ([], [])
            var mended: Set<String> = []
            while flaws.count < Self.mostFlaws {
                do throws(RubricFlaw) {
                    checks = try text.checks(lab: lab, vocabulary)
                    break
                } catch {
                    let places = text.places
                    let index = places.firstIndex { $0.lines.contains(error.line ?? 0) }
                    let field = error.reason.firstMatch(of: /^`([^`]*)`/).map { String($0.1) } ?? ""
                    let isNew = mended.insert("\(index ?? -1) \(field)").inserted
                    // What is still wrong where something stands in for a field is nobody's flaw.
                    if isNew || field.isEmpty { flaws.append(text.original(error)) }
                    guard let index else { break }
                    flawedPlaces.insert(index)
                    if isNew, !field.isEmpty, text.mend(field, in: places[index]) { continue }
                    guard lostPlaces.insert(index).inserted else { break }
                    text.replace(places[index])
                }
            }
            // Both count the checks of the file.
            if checks.count == ids.count {
                checks = checks.indices.filter { !lostPlaces.contains($0) }.map { checks[$0] }
            } else {
                checks = []
                lostPlaces = Set(ids.indices)
            }
            lost = Set(lostPlaces.compactMap { ids.indices.contains($0) ? ids[$0] : nil })
            flawed = Set(flawedPlaces.compactMap { ids.indices.contains($0) ? ids[$0] : nil })
        }
    }

    private init(_ text: String, file: String) {
        self.file = file
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        origins = Array(1...max(lines.count, 1))
    }

    /// The checks, with their lines in the file.
    private func checks(lab: String, _ vocabulary: RubricVocabulary) throws(RubricFlaw) -> [Rubric.Check] {
        try Rubric.parse(lines.joined(separator: "\n"), file: file, lab: lab, vocabulary).map { check in
            var check = check
            check.line = check.line.map(origin)
            return check
        }
    }

    private func original(_ flaw: RubricFlaw) -> RubricFlaw {
        RubricFlaw(file: flaw.file, line: flaw.line.map(origin), reason: flaw.reason)
    }

    private func origin(_ line: Int) -> Int { origins.indices.contains(line - 1) ? origins[line - 1] : line }

    // MARK: - Where checks stand

    /// Where a check stands in the text as it is now.
    private struct Place {
        let lines: Range<Int>
        let node: Node

        /// The fields, where each begins on a line of its own; else none.
        var keys: [(name: String, line: Int, column: Int)] {
            let keys = (node.mapping.map(Array.init) ?? []).compactMap { key, _ in
                key.mark.map { (name: key.string ?? "", line: $0.line, column: $0.column) }
            }
            return Set(keys.map(\.line)).count == keys.count ? keys : []
        }
    }

    /// The places of all checks.
    private var places: [Place] {
        guard let root = try? BoundedYAML.compose(lines.joined(separator: "\n")),
            let list = root["checks"]?.sequence
        else { return [] }
        let starts = list.compactMap { $0.mark?.line }
        // The list ends where the next field of the lab begins.
        let after = (root.mapping.map(Array.init) ?? []).compactMap { $0.key.mark?.line }
        return zip(starts, list).enumerated().map { index, entry in
            let next = starts.dropFirst(index + 1).first
            let end = next ?? after.filter { $0 > entry.0 }.min() ?? lines.count + 1
            return Place(lines: entry.0..<max(end, entry.0 + 1), node: entry.1)
        }
    }

    // MARK: - What stands in

    /// What stands for a field that a check has to have.
    private static let substitutes = [
        "title": "a title", "points": "1", "why": "a reason", "hints": "[vague, plain]", "expect": "builds",
        "id": "a-check",
    ]

    /// Takes a field out, or puts one in its place that is right; false where that cannot be done.
    private mutating func mend(_ field: String, in place: Place) -> Bool {
        let keys = place.keys
        guard let first = keys.first else { return false }
        var substitute = Self.substitutes[field].map {
            "\(field): \($0)" + (field == "id" ? "-\(origin(first.line))" : "")
        }
        // The same words, with a place that is there: that is nearly always what is wrong.
        if field == "command", let command = place.node["command"]?.scalar?.string {
            let words = command.replacing(/\{[^}]*\}?/, with: self.place).filter { $0 != "\"" && $0 != "\\" }
            substitute = "command: \"\(words)\""
        }
        guard let index = keys.firstIndex(where: { $0.name == field }) else {
            guard let substitute else { return false }
            let line = keys.count > 1 ? keys[1].line : place.lines.upperBound
            lines.insert(String(repeating: " ", count: first.column - 1) + substitute, at: line - 1)
            origins.insert(origin(first.line), at: line - 1)
            return true
        }
        let key = keys[index]
        let end = index + 1 < keys.count ? keys[index + 1].line : place.lines.upperBound
        let indent = String(lines[key.line - 1].prefix(key.column - 1))
        // The first field of a check stands behind the dash, which has to stay.
        lines[key.line - 1] = substitute.map { indent + $0 } ?? (index == 0 ? indent + "part: core" : "")
        for line in key.line..<max(end - 1, key.line) where line < lines.count { lines[line] = "" }
        return true
    }

    /// Puts a whole check in the place of one that cannot be mended, so that the list stays as long as it was.
    private mutating func replace(_ place: Place) {
        let first = place.lines.lowerBound - 1
        guard lines.indices.contains(first) else { return }
        let indent = lines[first].prefix { $0 == " " }
        lines[first] =
            "\(indent)- {id: a-check-\(first), title: t, points: 1, why: w, hints: [a, b], expect: builds}"
        for line in place.lines.dropFirst() where line <= lines.count { lines[line - 1] = "" }
    }
}
