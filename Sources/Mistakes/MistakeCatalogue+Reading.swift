import BoundedYAML
import FoundationEssentials
import Yams

extension MistakeCatalogue {
    /// A catalogue that cannot be used, with the place to correct. It is told to the instructor.
    package struct Flaw: Error, Sendable, Hashable, CustomStringConvertible {
        /// The file as it was named.
        package let file: String
        /// The line, from 1; nil where the whole file is meant.
        package let line: Int?
        /// What is wrong, and what is allowed.
        package let reason: String

        /// A flaw, from its parts.
        package init(file: String, line: Int?, reason: String) {
            self.file = file
            self.line = line
            self.reason = reason
        }

        /// The sentence, with file and line.
        package var description: String {
            "the catalogue of mistakes is not usable: \(file)\(line.map { ":\($0)" } ?? ""): \(reason)"
        }
    }

    /// Reads a file.
    ///
    /// - Throws: ``Flaw``.
    package static func read(_ file: String) throws(Flaw) -> MistakeCatalogue {
        guard FileManager.default.fileExists(atPath: file) else {
            throw Flaw(
                file: file, line: nil, reason: "there is no such file: copy the one of the courseware to this place")
        }
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw Flaw(file: file, line: nil, reason: "it cannot be read as UTF-8")
        }
        return try parse(text, file: file)
    }

    /// Reads a file's text; `file` is its name in a ``Flaw``.
    ///
    /// - Throws: ``Flaw``.
    package static func parse(_ text: String, file: String) throws(Flaw) -> MistakeCatalogue {
        let root: Node?
        do { root = try BoundedYAML.compose(text) } catch {
            throw Flaw(file: file, line: error.line, reason: error.reason)
        }
        let reader = EntryReader(file: file)
        guard let root, let mapping = root.mapping else {
            throw Flaw(file: file, line: nil, reason: "`mistakes:` with a list is missing")
        }
        for (key, _) in mapping where key.string != "mistakes" {
            throw reader.flaw("`\(key.string ?? "?")` is no field of a catalogue: it has `mistakes`", key)
        }
        guard let list = root["mistakes"]?.sequence else {
            throw reader.flaw("`mistakes:` with a list is missing", root["mistakes"] ?? root)
        }
        var entries: [Entry] = []
        var seen: Set<Mistake> = []
        for node in list {
            let entry = try reader.entry(node)
            guard seen.insert(entry.mistake).inserted else {
                throw reader.flaw("two mistakes have the id \(entry.mistake)", node["id"] ?? node)
            }
            entries.append(entry)
        }
        return MistakeCatalogue(entries)
    }
}

/// Reads one entry of `mistakes:`; says which field is wrong.
private struct EntryReader {
    let file: String

    private static let fields = ["id", "sentence", "lesson", "hint"]

    func entry(_ node: Node) throws(MistakeCatalogue.Flaw) -> MistakeCatalogue.Entry {
        guard let mapping = node.mapping else { throw flaw("a mistake has the fields \(Self.list)", node) }
        for (key, _) in mapping where !Self.fields.contains(key.string ?? "") {
            throw flaw("`\(key.string ?? "?")` is no field of a mistake: it has \(Self.list)", key)
        }
        guard let id = try text("id", of: node) else { throw flaw("a mistake has to have an `id`", node) }
        guard id.utf8.allSatisfy({ 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }) else {
            throw flaw("an `id` has lower-case letters, digits and hyphens, and “\(id)” has others", node["id"] ?? node)
        }
        guard let sentence = try text("sentence", of: node) else {
            throw flaw("the mistake \(id) has to have a `sentence`", node)
        }
        return MistakeCatalogue.Entry(
            Mistake(id), sentence: sentence, lesson: try text("lesson", of: node), hint: try text("hint", of: node))
    }

    func flaw(_ reason: String, _ node: Node) -> MistakeCatalogue.Flaw {
        MistakeCatalogue.Flaw(file: file, line: node.mark?.line, reason: reason)
    }

    private static var list: String { fields.map { "`\($0)`" }.joined(separator: ", ") }

    /// A field that is a text; nil where it is not there.
    private func text(_ field: String, of node: Node) throws(MistakeCatalogue.Flaw) -> String? {
        guard let value = node[field] else { return nil }
        // A number, a truth value or nothing has another tag than a text has.
        guard value.tag == Tag(.str), let text = value.string, !text.isEmpty else {
            throw flaw("`\(field)` has to be a text", value)
        }
        return text
    }
}
