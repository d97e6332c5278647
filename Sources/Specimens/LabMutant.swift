import BoundedYAML
import FoundationEssentials
import Yams

/// The solution of a lab with one mistake put in, as a file of the lab's `mutants/` describes it, and what the lab's checks
/// have to make of it.
package struct LabMutant: Hashable, Sendable {
    /// The file's name without `.yml`.
    package let id: String
    /// What is wrong with it, as a sentence.
    package let title: String
    /// The id of the mistake that a check has to name; nil where none has to be named.
    package let diagnosis: String?
    /// The ids of the checks that it fails in every run; those that are blocked by them need not be among them.
    package let fails: [String]
    /// The ids of the checks that it fails in some runs and passes in others.
    package let perhaps: [String]
    /// At least one.
    package let edits: [Edit]
    /// Lines of the file, from 1, by the name of the field; those of the edits' texts by `edits` and their number.
    package let lines: [String: Int]

    /// Something that is wrong with a mutant's file.
    package struct Flaw: Error, Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1; nil where the whole file is meant.
        package let line: Int?
        /// The field in backquotes first, where there is one, and what is wrong with it.
        package let reason: String

        /// The line and the reason.
        package var description: String { (line.map { "line \($0): " } ?? "") + reason }
    }

    /// Reads the text of a mutant's file, and finds everything that is wrong with it.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - id: The file's name without `.yml`.
    ///   - mainFile: The file that edits without `file` are about; nil where they have to say it.
    /// - Returns: The mutant, unless something essential is wrong, and the flaws in the order of their lines.
    package static func read(_ text: String, id: String, mainFile: String?) -> (mutant: LabMutant?, flaws: [Flaw]) {
        let root: Node?
        do { root = try BoundedYAML.compose(text) } catch {
            return (nil, [Flaw(line: error.line, reason: error.reason)])
        }
        guard let mapping = root?.mapping else { return (nil, [Flaw(line: 1, reason: "it has no fields")]) }
        var reader = Reader(mapping)
        let title = reader.text("title", isRequired: true)
        let diagnosis = reader.text("diagnosis")
        _ = reader.text("setup")
        reader.flag("hangs")
        if let other = reader.text("id"), other != id {
            reader.complain("id", "has to be the file's name without .yml, \(id), or be left out: \(other.prefix(60))")
        }
        let fails = reader.texts("fails")
        if fails.isEmpty, !reader.hasFlaw("fails") {
            reader.complain("fails", "has to be a list of the checks that the mutant fails, for example [proc.loads]")
        }
        let perhaps = reader.texts("perhaps")
        let edits = reader.edits(mainFile: mainFile)
        reader.refuseRest()
        let flaws = reader.flaws.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
        guard let title, !edits.isEmpty else { return (nil, flaws) }
        return (
            LabMutant(
                id: id, title: title, diagnosis: diagnosis, fails: fails, perhaps: perhaps, edits: edits,
                lines: reader.lines), flaws
        )
    }

    /// Makes the edits.
    ///
    /// - Parameter solution: The sources of the lab's solution, by file name.
    /// - Returns: The sources of the mutant, and the edits that do not fit, by their number from 0.
    package func sources(of solution: [String: String]) -> (sources: [String: String], misfits: [Int: Edit.Misfit]) {
        var sources = solution
        var misfits: [Int: Edit.Misfit] = [:]
        for (number, edit) in edits.enumerated() {
            do { try edit.apply(to: &sources) } catch { misfits[number] = error }
        }
        return (sources, misfits)
    }
}

/// Takes the fields of a mutant's file one after another.
private struct Reader {
    private(set) var flaws: [LabMutant.Flaw] = []
    private(set) var lines: [String: Int] = [:]
    private var fields: [String: Node] = [:]
    private var flawed: Set<String> = []

    init(_ mapping: Node.Mapping) {
        for (key, value) in mapping {
            let name = key.string ?? "?"
            if fields[name] != nil { flaws.append(.init(line: key.mark?.line, reason: "`\(name)` stands there twice")) }
            fields[name] = value
            lines[name] = key.mark?.line
        }
    }

    func hasFlaw(_ name: String) -> Bool { flawed.contains(name) }

    mutating func complain(_ name: String, _ reason: String, line: Int? = nil) {
        flawed.insert(name)
        flaws.append(.init(line: line ?? lines[name] ?? 1, reason: "`\(name)` \(reason)"))
    }

    mutating func text(_ name: String, isRequired: Bool = false) -> String? {
        guard let node = fields.removeValue(forKey: name) else {
            if isRequired { complain(name, "is missing") }
            return nil
        }
        guard let text = node.scalar?.string, node.tag == Tag(.str), !text.isEmpty else {
            complain(name, "has to be a text")
            return nil
        }
        return text
    }

    mutating func flag(_ name: String) {
        guard let node = fields.removeValue(forKey: name) else { return }
        if node.tag != Tag(.bool) { complain(name, "has to be true or false") }
    }

    mutating func texts(_ name: String) -> [String] {
        guard let node = fields.removeValue(forKey: name) else { return [] }
        let texts = node.sequence?.compactMap { $0.tag == Tag(.str) ? $0.scalar?.string : nil }
        guard let texts, texts.count == node.sequence?.count else {
            complain(name, "has to be a list of texts")
            return []
        }
        return texts
    }

    mutating func edits(mainFile: String?) -> [Edit] {
        guard let nodes = fields.removeValue(forKey: "edits")?.sequence, !nodes.isEmpty else {
            complain("edits", "has to be a list of edits, each with `find` and `replace`")
            return []
        }
        var edits: [Edit] = []
        for (number, node) in nodes.enumerated() {
            let line = node.mark?.line
            lines["edits \(number)"] = line
            guard let mapping = node.mapping else {
                complain("edits", "has to be a list of edits, each with `find` and `replace`", line: line)
                continue
            }
            var values: [String: String] = [:]
            for (key, value) in mapping {
                let name = key.string ?? "?"
                guard ["file", "find", "replace"].contains(name) else {
                    complain(name, "is no field of an edit: file, find, replace", line: key.mark?.line)
                    continue
                }
                values[name] = value.scalar?.string
            }
            guard let find = values["find"], !find.isEmpty, let replace = values["replace"] else {
                complain("edits", "has an edit without a text to `find` or to `replace` it with", line: line)
                continue
            }
            guard let file = values["file"] ?? mainFile else {
                complain("edits", "has an edit without `file`, and the solution has several sources", line: line)
                continue
            }
            edits.append(Edit(file: file, find: find, replace: replace))
        }
        return edits
    }

    mutating func refuseRest() {
        for name in fields.keys.sorted() {
            complain(
                name, "is no field of a mutant: title, diagnosis, fails, perhaps, setup, hangs, edits")
        }
    }
}
