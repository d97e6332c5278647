import FoundationEssentials
import Grading
import Results
import Words

/// Whether a handout and the checks of its lab say the same.
struct HandoutLint {
    let lab: LabOnDisk
    /// Those of the lab.
    let checks: [Rubric.Check]
    /// Those of all labs: a handout may name checks of others.
    let all: [Rubric.Check]
    /// Ids of checks in which something is wrong: their points may be.
    let flawed: Set<String>

    /// Endings of files, which are no names of checks.
    private static let endings: Set = ["c", "h", "ko", "yml", "md", "S", "txt", "html"]

    func flaws() -> [LabFlaw] {
        let file = "\(lab.folder)/README.md"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            return [LabFlaw(file, nil, "the handout is missing: students read it first")]
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return unnamed(in: text) + unknown(in: lines, file) + wrongPoints(in: lines, file)
    }

    /// Checks that no word of the handout leads to: by their ids, or by what the ids of a family begin with, as `proc.`.
    private func unnamed(in text: String) -> [LabFlaw] {
        let words = Set(text.matches(of: /`([^`\n]+)`/).map { String($0.1) })
        return checks.compactMap { check in
            let family = check.id.split(separator: ".").first.map(String.init) ?? check.id
            let isNamed = words.contains { word in
                word == check.id || word == "\(family)." || word == "\(family).*"
                    || word.split(separator: " ").contains { $0 == check.id }
            }
            guard !isNamed else { return nil }
            return LabFlaw(
                check.file, check.line,
                "`id`: README.md does not name \(check.id): put `\(check.id)` or `\(family).` into it")
        }
    }

    /// Names in the form of this lab's checks that no check has.
    private func unknown(in lines: [Substring], _ file: String) -> [LabFlaw] {
        let ids = Set(all.map(\.id))
        let families = Set(checks.compactMap { $0.id.split(separator: ".").first })
        var flaws: [LabFlaw] = []
        for (number, line) in lines.enumerated() {
            for match in line.matches(of: /`(?:grader explain )?([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)`/) {
                let id = "\(match.1).\(match.2)"
                guard families.contains(match.1), !Self.endings.contains(String(match.2)), !ids.contains(id) else {
                    continue
                }
                flaws.append(LabFlaw(file, number + 1, "it names the check \(id), which is not in the rubric"))
            }
        }
        return flaws
    }

    /// Points of a row of a table that begins with a check's name, and of a row or sentence about all of them.
    private func wrongPoints(in lines: [Substring], _ file: String) -> [LabFlaw] {
        let right = checks.filter { !flawed.contains($0.id) }
        let points = Dictionary(right.map { ($0.id, $0.heading.points) }) { first, _ in first }
        let sum = right.count == checks.count ? points.values.reduce(0, +) : nil
        var flaws: [LabFlaw] = []
        for (number, line) in lines.enumerated() {
            func compare(_ said: Double?, _ right: Double?, of what: String) {
                guard let said, let right, abs(said - right) > 1e-9 else { return }
                flaws.append(
                    LabFlaw(
                        file, number + 1,
                        "it says \(said.plain) points for \(what), and lab.yml gives \(right.plain)"))
            }
            if let match = line.firstMatch(of: /^\s*\|\s*`([^`]+)`.*\|\s*([0-9]+(?:\.[0-9]+)?)\s*\|\s*$/) {
                if let right = points[String(match.1)] { compare(Double(match.2), right, of: String(match.1)) }
            } else if let match = line.firstMatch(
                of: /^\s*\|\s*\**(?:all|total|sum|together)\b.*\|\s*\**([0-9]+(?:\.[0-9]+)?)\**\s*\|\s*$/.ignoresCase())
            {
                compare(Double(match.1), sum, of: "all checks")
            } else if let match = line.firstMatch(
                of: /([0-9]+(?:\.[0-9]+)?) points (?:in all|in total|together|altogether)/.ignoresCase())
            {
                compare(Double(match.1), sum, of: "all checks")
            }
        }
        return flaws
    }
}

extension Double {
    /// Without `.0`.
    var plain: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
