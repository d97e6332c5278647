import FoundationEssentials
import Yams

/// What is checked and what it is worth: the `lab.yml` files below `labs/`.
package struct Rubric: Sendable, Hashable {
    /// One check.
    package struct Check: Sendable, Hashable {
        package let id: String
        package let lab: String
        package let title: String
        /// Points, more than 0.
        package let points: Double
        package let why: String
        package let hints: [String]
        /// The command that is written to /proc/mtest, with `{place+offset}`, `{pid}` and `{value}` to be filled in.
        package let command: String
        package let expectation: Expectation
        /// Bytes of the page that has to be found there for the check to be about anything; nil for any.
        package let pageSize: UInt64?
        /// Whether the check belongs to the core of its lab.
        package let isCore: Bool
    }

    /// What a correct module does with the command of a check.
    package enum Expectation: String, Sendable, Hashable, CaseIterable {
        /// It compiles without a remark. The command is not used.
        case builds
        /// It loads and /proc/mtest is there. The command is not used.
        case loads
        /// It unloads, /proc/mtest is gone, and it loads again. The command is not used.
        case reloads
        /// The command is echoed in the log and its length returned.
        case accepted
        /// EINVAL, and nothing in the log worse than informational.
        case refused
        /// ESRCH.
        case noProcess = "no-process"
        /// The VMAs of the target, exactly as /proc/PID/maps has them.
        case areas
        /// The VMAs of every process that has an address space.
        case allAreas = "all-areas"
        /// The physical address found by walking the tables from outside, or `translation not found`.
        case translation
        /// The value is in memory, its neighbours are as they were.
        case written
        /// Memory is as it was, and nothing else is claimed.
        case unwritten
    }

    /// In the order of the labs.
    package let checks: [Check]

    /// A rubric that cannot be used, with the place that is to be mended. The instructor's.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        package let file: String
        package let line: Int?
        package let reason: String

        package var description: String {
            "the rubric is not usable: \(file)\(line.map { ":\($0)" } ?? ""): \(reason)"
        }
    }

    /// Reads all labs of a folder.
    ///
    /// - Throws: ``Flaw``.
    package static func read(labs folder: String) throws(Flaw) -> Rubric {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        var checks: [Check] = []
        for name in names where FileManager.default.fileExists(atPath: "\(folder)/\(name)/lab.yml") {
            checks += try read(file: "\(folder)/\(name)/lab.yml", lab: name)
        }
        guard !checks.isEmpty else {
            throw Flaw(file: folder, line: nil, reason: "no lab.yml with checks is below it")
        }
        var seen: Set<String> = []
        for check in checks where !seen.insert(check.id).inserted {
            throw Flaw(file: folder, line: nil, reason: "two checks are named \(check.id)")
        }
        return Rubric(checks: checks)
    }

    private static func read(file: String, lab: String) throws(Flaw) -> [Check] {
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw Flaw(file: file, line: nil, reason: "cannot be read as UTF-8")
        }
        return try parse(text, file: file, lab: lab)
    }

    /// Reads one file's text.
    package static func parse(_ text: String, file: String, lab: String) throws(Flaw) -> [Check] {
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw Flaw(file: file, line: (error as? YamlError).flatMap(line), reason: "this is not YAML")
        }
        guard let list = root?["checks"]?.sequence else {
            throw Flaw(file: file, line: root?.mark?.line, reason: "`checks:` with a list is missing")
        }
        var checks: [Check] = []
        for node in list { checks.append(try CheckNode(node: node, file: file).check(lab: lab)) }
        return checks
    }

    private static func line(_ error: YamlError) -> Int? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: nil
        }
    }
}

/// One entry of `checks:`; says which field is wrong.
private struct CheckNode {
    let node: Node
    let file: String

    func check(lab: String) throws(Rubric.Flaw) -> Rubric.Check {
        let known: Set = ["id", "title", "points", "why", "hints", "command", "expect", "page", "part"]
        guard let mapping = node.mapping else { throw flaw("a check is a list of fields", node) }
        for (key, _) in mapping where !known.contains(key.string ?? "") {
            throw flaw("`\(key.string ?? "?")` is no field of a check", key)
        }
        let word = try text("expect")
        guard let expectation = Rubric.Expectation(rawValue: word) else {
            let words = Rubric.Expectation.allCases.map(\.rawValue).joined(separator: ", ")
            throw flaw("`expect: \(word)` is none of \(words)", node["expect"])
        }
        guard let points = node["points"]?.float, points > 0, points.isFinite else {
            throw flaw("`points` has to be a number above 0", node["points"])
        }
        let hints = node["hints"]?.sequence?.compactMap(\.string) ?? []
        guard hints.count >= 2 else { throw flaw("`hints` has to be a list of at least two", node["hints"]) }
        return Rubric.Check(
            id: try text("id"), lab: lab, title: try text("title"), points: points, why: try text("why"), hints: hints,
            command: node["command"]?.string ?? "", expectation: expectation,
            pageSize: node["page"]?.int.map { UInt64(max($0, 0)) }, isCore: node["part"]?.string != "hard")
    }

    private func text(_ field: String) throws(Rubric.Flaw) -> String {
        guard let text = node[field]?.string, !text.isEmpty else { throw flaw("`\(field)` is missing", node[field]) }
        return text
    }

    private func flaw(_ reason: String, _ at: Node?) -> Rubric.Flaw {
        Rubric.Flaw(file: file, line: (at ?? node).mark?.line, reason: reason)
    }
}

extension Rubric {
    /// The core part of every lab, or all of it.
    package func part(core: Bool) -> Rubric { core ? Rubric(checks: checks.filter(\.isCore)) : self }
}
