import FoundationEssentials
import Yams

/// What is checked and what it is worth: the `lab.yml` files below `labs/`.
package struct Rubric: Sendable, Hashable {
    /// In the order of the labs.
    package let checks: [Check]

    /// Some checks.
    package init(checks: [Check]) { self.checks = checks }

    /// A rubric that cannot be used, with the place that is to be mended. The instructor's.
    package struct Flaw: Error, Sendable, CustomStringConvertible {
        package let file: String
        package let line: Int?
        package let reason: String

        package var description: String {
            "the rubric is not usable: \(file)\(line.map { ":\($0)" } ?? ""): \(reason)"
        }
    }

    /// The core part of every lab, or all of it.
    package func part(core: Bool) -> Rubric { core ? Rubric(checks: checks.filter(\.isCore)) : self }

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
