import BoundedYAML
import FoundationEssentials
import Installation
import Results
import Words
import Yams

/// What is checked and what it is worth: the `lab.yml` files below `labs/`.
package struct Rubric: Sendable {
    /// In the order of the labs.
    package let checks: [Check]

    /// The folder of a module that is right in everything, below that of the installation (``Assignment/model``).
    package let model: String?

    /// A rubric of these checks alone.
    package init(checks: [Check], model: String? = nil) {
        self.checks = checks
        self.model = model
    }

    /// The core part of every lab, or all of it.
    package func part(core: Bool) -> Rubric {
        core ? Rubric(checks: checks.filter(\.heading.isCore), model: model) : self
    }

    /// Reads all labs of a folder, and those of a second one, whose checks are all hidden.
    ///
    /// - Throws: ``RubricFlaw``, before anything is built or boots.
    package static func read(labs folder: String, hidden: String? = nil, _ vocabulary: RubricVocabulary)
        throws(RubricFlaw) -> Rubric
    {
        var checks = try read(folder, vocabulary)
        if let hidden { checks = joined(checks, hidden: try read(hidden, vocabulary)) }
        try examine(checks)
        return Rubric(checks: checks, model: vocabulary.assignment.model)
    }

    /// The checks of a folder's labs.
    private static func read(_ folder: String, _ vocabulary: RubricVocabulary) throws(RubricFlaw) -> [Check] {
        var checks: [Check] = []
        for name in LabFolders.names(in: folder) {
            checks += try read(file: "\(folder)/\(name)/lab.yml", lab: name, vocabulary)
        }
        guard !checks.isEmpty else {
            throw RubricFlaw(file: folder, line: nil, reason: "no lab.yml with checks is below it")
        }
        return checks
    }

    /// Both, in the order of the labs; of one lab the hidden ones last.
    static func joined(_ checks: [Check], hidden: [Check]) -> [Check] {
        let hidden = hidden.map { check in
            var check = check
            check.heading.isHidden = true
            return check
        }
        let all = (checks + hidden).enumerated()
        return all.sorted { ($0.element.lab, $0.offset) < ($1.element.lab, $1.offset) }.map(\.element)
    }

    /// What can only be seen of all checks together.
    static func examine(_ checks: [Check]) throws(RubricFlaw) {
        var seen: Set<String> = []
        for check in checks where !seen.insert(check.id).inserted {
            throw RubricFlaw(file: check.file, line: check.line, reason: "`id` is the same for two checks: \(check.id)")
        }
        for check in checks {
            guard let unlike = check.unlike, !seen.contains(unlike) else { continue }
            throw RubricFlaw(
                file: check.file, line: check.line, reason: "`unlike` of \(check.id) names no check: \(unlike)")
        }
        try examineNeeds(checks)
    }

    private static func read(file: String, lab: String, _ vocabulary: RubricVocabulary) throws(RubricFlaw) -> [Check] {
        guard isFileOfPeople(file) else {
            throw RubricFlaw(file: file, line: nil, reason: "it is no file, or larger than 16 MiB")
        }
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw RubricFlaw(file: file, line: nil, reason: "cannot be read as UTF-8")
        }
        return try parse(text, file: file, lab: lab, vocabulary)
    }

    /// Reads one file's text.
    package static func parse(_ text: String, file: String, lab: String, _ vocabulary: RubricVocabulary)
        throws(RubricFlaw) -> [Check]
    {
        let root: Node?
        do { root = try BoundedYAML.compose(text) } catch {
            throw RubricFlaw(file: file, line: error.line, reason: error.reason)
        }
        guard let mapping = root?.mapping, let list = root?["checks"]?.sequence else {
            throw RubricFlaw(file: file, line: root?.mark?.line, reason: "`checks:` with a list is missing")
        }
        for (key, _) in mapping where !["title", "given", "checks"].contains(key.string ?? "") {
            throw RubricFlaw(
                file: file, line: key.mark?.line,
                reason: "`\(key.string ?? "?")` is no field of a lab: title, given, checks")
        }
        let reader = CheckReader(vocabulary: vocabulary, file: file)
        var checks: [Check] = []
        for node in list { checks.append(try reader.check(node, lab: lab)) }
        return checks
    }
}
