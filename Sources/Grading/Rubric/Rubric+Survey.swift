import BoundedYAML
import FoundationEssentials
package import Installation
import Words
import Yams

/// Everything that is wrong with the rubric of some labs, and what can be read of them all the same.
package struct RubricSurvey: Sendable {
    /// The checks that can be read, in the order of the labs.
    package let checks: [Rubric.Check]
    /// In the order of files and lines.
    package let flaws: [RubricFlaw]

    /// Reads all labs of a folder, and of the folder of hidden checks.
    package init(labs: LabFolders, _ vocabulary: RubricVocabulary) {
        var flaws: [RubricFlaw] = []
        func read(_ folder: String) -> [Rubric.Check] {
            LabFolders.names(in: folder).flatMap { name in
                let lab = LabText(file: "\(folder)/\(name)/lab.yml", lab: name)
                let (checks, found) = lab.survey(vocabulary)
                flaws += found
                return checks
            }
        }
        let checks = Rubric.joined(read(labs.labs), hidden: labs.hidden.map(read) ?? [])
        flaws += Self.flaws(between: checks, isWhole: flaws.isEmpty)
        self.checks = checks
        self.flaws = Set(flaws).sorted { ($0.file, $0.line ?? 0, $0.reason) < ($1.file, $1.line ?? 0, $1.reason) }
    }

    /// What can only be seen of all checks together. Each check is looked at beside others that name nobody, need by need,
    /// so that one flaw does not hide the next.
    ///
    /// - Parameter isWhole: whether all checks could be read; else a check that is named may be one that could not.
    private static func flaws(between checks: [Rubric.Check], isWhole: Bool) -> [RubricFlaw] {
        var flaws: [RubricFlaw] = []
        func examine(_ checks: [Rubric.Check]) {
            do { try Rubric.examine(checks) } catch {
                if isWhole || !error.reason.contains("names no check") { flaws.append(error) }
            }
        }
        var seen: [String: Int] = [:]
        var distinct: [Rubric.Check] = []
        for check in checks {
            if let first = seen[check.id] { examine([distinct[first], check].map(\.alone)) } else {
                seen[check.id] = distinct.count
                distinct.append(check)
            }
        }
        let alone = distinct.map(\.alone)
        for (index, check) in distinct.enumerated() {
            var others = alone
            if check.unlike != nil {
                others[index].unlike = check.unlike
                examine(others)
                others[index].unlike = nil
            }
            for need in check.needs {
                others[index].needs = [need]
                examine(others)
            }
        }
        // Circles show only with all of them in place.
        if flaws.isEmpty { examine(distinct) }
        return flaws
    }
}

extension Rubric.Check {
    /// The check without what it says of others.
    fileprivate var alone: Rubric.Check {
        var check = self
        check.needs = []
        check.unlike = nil
        return check
    }
}

/// The text of a `lab.yml`, read as often as it takes to find all its flaws: a field that is told is taken out, or replaced
/// by one that is right, and the rest is read again. Lines keep their numbers.
private struct LabText {
    let file: String
    let lab: String

    /// More flaws than anybody reads at once, and an end for a text that cannot be mended.
    private static let mostFlaws = 200

    /// What stands for a required field, so that those after it are read.
    private static let substitutes = [
        "id": "a-check", "title": "a title", "points": "1", "why": "a reason", "hints": "[vague, plain]",
        "expect": "builds",
    ]

    func survey(_ vocabulary: RubricVocabulary) -> (checks: [Rubric.Check], flaws: [RubricFlaw]) {
        guard isFileOfPeople(file), let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            return ([], [RubricFlaw(file: file, line: nil, reason: "it is no file of UTF-8, or larger than 16 MiB")])
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var flaws: [RubricFlaw] = []
        // Checks with a flaw are not told of: what stands in for their fields is nobody's.
        var flawed: Set<Int> = []
        var mended: Set<String> = []
        while flaws.count < Self.mostFlaws {
            do throws(RubricFlaw) {
                let checks = try Rubric.parse(lines.joined(separator: "\n"), file: file, lab: lab, vocabulary)
                let places = Self.places(of: lines)
                return (
                    checks.filter { check in
                        !flawed.contains { index in
                            places.indices.contains(index) && places[index].lines.contains(check.line ?? 0)
                        }
                    }, flaws
                )
            } catch {
                flaws.append(error)
                let places = Self.places(of: lines)
                guard let line = error.line, let index = places.firstIndex(where: { $0.lines.contains(line) }) else {
                    return ([], flaws)
                }
                flawed.insert(index)
                let field = error.reason.firstMatch(of: /^`([^`]*)`/).map { String($0.1) } ?? ""
                let place = places[index]
                if !field.isEmpty, mended.insert("\(index) \(field)").inserted, place.mend(field, &lines) { continue }
                place.replace(&lines)
            }
        }
        return ([], flaws)
    }

    /// The lines of each check.
    private static func places(of lines: [String]) -> [Place] {
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

    /// Where a check stands.
    private struct Place {
        let lines: Range<Int>
        let node: Node

        /// Takes a field out, or puts one in its place that is right; false where that cannot be done.
        func mend(_ field: String, _ text: inout [String]) -> Bool {
            let keys = (node.mapping.map(Array.init) ?? []).compactMap { key, _ in
                key.mark.map { (name: key.string ?? "", line: $0.line, column: $0.column) }
            }
            guard let first = keys.first, Set(keys.map(\.line)).count == keys.count else { return false }
            guard let index = keys.firstIndex(where: { $0.name == field }) else {
                return LabText.substitutes[field].map { insert(field, $0, &text, column: first.column) } ?? false
            }
            let key = keys[index]
            let end = index + 1 < keys.count ? keys[index + 1].line : lines.upperBound
            let indent = String(text[key.line - 1].prefix(key.column - 1))
            let substitute = LabText.substitutes[field].map { "\(field): \($0)" }
            // The first field of a check stands behind the dash, which has to stay.
            text[key.line - 1] = substitute.map { indent + $0 } ?? (index == 0 ? indent + "part: core" : "")
            for line in key.line..<max(end - 1, key.line) { text[line] = "" }
            return true
        }

        /// Puts a field that is missing in the place of an empty line or a comment of the check, if there is one: no line
        /// may change its number.
        private func insert(_ field: String, _ value: String, _ text: inout [String], column: Int) -> Bool {
            for line in lines.dropFirst() where line <= text.count {
                let content = text[line - 1].trimmingPrefix { $0 == " " }
                guard content.isEmpty || content.hasPrefix("#") else { continue }
                text[line - 1] = String(repeating: " ", count: column - 1) + "\(field): \(value)"
                return true
            }
            return false
        }

        /// Puts a whole check in the place of one that cannot be mended, so that the list stays as long as it was.
        func replace(_ text: inout [String]) {
            let first = lines.lowerBound - 1
            guard text.indices.contains(first) else { return }
            let indent = text[first].prefix { $0 == " " }
            text[first] =
                "\(indent)- {id: a-check-\(first), title: t, points: 1, why: w, hints: [a, b], expect: builds}"
            for line in lines.dropFirst() where line <= text.count { text[line - 1] = "" }
        }
    }
}
