import BoundedYAML
import Dispatch
import FoundationEssentials
import Installation
import Results
import Synchronization
import Words
import Yams

/// What is checked and what it is worth: the `lab.yml` files below `labs/`.
package struct Rubric: Sendable {
    /// In the order of the labs.
    package let checks: [Check]

    /// The folder of a module that is right in everything: below that of the installation (``Assignment/model``), or an
    /// absolute path. Nil where there is none.
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
        let names = LabFolders.names(in: folder)
        // On all processors: everybody who waits for a verdict waits for this first.
        let read = Mutex<[Int: Result<[Check], RubricFlaw>]>([:])
        DispatchQueue.concurrentPerform(iterations: names.count) { index in
            let file = "\(folder)/\(names[index])/lab.yml"
            let result = Result { () throws(RubricFlaw) in try Self.read(file: file, lab: names[index], vocabulary) }
            read.withLock { $0[index] = result }
        }
        let results = read.withLock { $0 }
        var checks: [Check] = []
        for index in names.indices { checks += try results[index]?.get() ?? [] }
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
            for other in check.needs.flatMap(\.checks) + (check.unlike.map { [$0] } ?? []) {
                guard let found = checks.first(where: { $0.id == other }), found.module != check.module else {
                    continue
                }
                throw RubricFlaw(
                    file: check.file, line: check.line,
                    reason: "\(check.id) is about the module \(check.module), and names \(other), which is about "
                        + "\(found.module)")
            }
            guard let unlike = check.unlike, !seen.contains(unlike) else { continue }
            throw RubricFlaw(
                file: check.file, line: check.line, reason: "`unlike` of \(check.id) names no check: \(unlike)")
        }
        try examineNeeds(checks)
    }

    /// The name of the module that a lab is about; nil where it names none.
    private static func module(of root: Node?, file: String) throws(RubricFlaw) -> String? {
        guard let node = root?["module"] else { return nil }
        // MODULE_NAME_LEN is 56 with the NUL (include/linux/moduleparam.h).
        guard let name = node.string, name.wholeMatch(of: /[A-Za-z0-9_]{1,55}/) != nil else {
            throw RubricFlaw(
                file: file, line: node.mark?.line,
                reason: "`module` has to be the name of a module: letters, digits and _, at most 55")
        }
        return name
    }

    /// The modules that its labs are about, in the order of the labs, each once.
    package var modules: [String] {
        checks.map(\.module).reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
    }

    /// The checks of the labs that are about one module, with the module to compare with.
    package func part(module: String, of assignment: Assignment) -> Rubric {
        let own = checks.filter { $0.module == module }
        guard module != assignment.module else { return Rubric(checks: own, model: assignment.model) }
        let folders = own.map { URL(filePath: $0.file).deletingLastPathComponent().path }
        let solution = folders.map { "\($0)/solution" }.first { FileManager.default.fileExists(atPath: $0) }
        return Rubric(checks: own, model: solution)
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
        for (key, _) in mapping where !["title", "module", "given", "checks"].contains(key.string ?? "") {
            throw RubricFlaw(
                file: file, line: key.mark?.line,
                reason: "`\(key.string ?? "?")` is no field of a lab: title, module, given, checks")
        }
        let module = try module(of: root, file: file) ?? vocabulary.assignment.module
        let reader = CheckReader(vocabulary: vocabulary, file: file, module: module)
        var checks: [Check] = []
        for node in list { checks.append(try reader.check(node, lab: lab)) }
        return checks
    }
}
