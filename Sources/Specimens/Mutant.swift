import FoundationEssentials
import Yams

/// The reference module with one mistake put in, as a file of `Tests/Mutants` describes it.
package struct Mutant: Hashable, Sendable {
    /// The file's name without `.yml`.
    package let id: String
    /// What is wrong with it, as a sentence.
    package let title: String
    /// The id of the mistake that a check has to name.
    package let diagnosis: String
    /// What has to be done for the mistake to show.
    package let setup: String
    /// Whether it hangs: grading it costs time limits.
    package let hangs: Bool
    /// At least one.
    package let edits: [Edit]

    /// Makes the edits.
    ///
    /// - Parameter reference: The sources of the reference module, by file name.
    /// - Returns: The sources of the mutant, by file name.
    /// - Throws: `Edit.Misfit`.
    package func sources(of reference: [String: String]) throws(Edit.Misfit) -> [String: String] {
        var sources = reference
        for edit in edits { try edit.apply(to: &sources) }
        return sources
    }

    /// The ids of all mutants.
    ///
    /// - Parameter root: The project's folder.
    /// - Returns: The ids, sorted.
    /// - Throws: That the folder cannot be read.
    package static func ids(root: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(root)/Tests/Mutants")
            .filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
    }

    /// Reads the file of one mutant.
    ///
    /// - Parameters:
    ///   - id: One of `ids(root:)`.
    ///   - root: The project's folder.
    /// - Returns: The mutant.
    /// - Throws: `MutantFlaw`, or that the file cannot be read.
    package static func read(_ id: String, root: String) throws -> Mutant {
        let text = try String(contentsOfFile: "\(root)/Tests/Mutants/\(id).yml", encoding: .utf8)
        do {
            let mutant = try Mutant(yaml: text)
            guard mutant.id == id else { throw MutantFlaw.other(field: "id", text: mutant.id) }
            return mutant
        } catch let flaw as MutantFlaw { throw MutantFlaw.file("Tests/Mutants/\(id).yml", flaw.description) }
    }

    /// Reads the text of a mutant's file.
    ///
    /// - Throws: `MutantFlaw`, or that the text is no YAML.
    init(yaml: String) throws {
        var fields = try Self.fields(Yams.compose(yaml: yaml), called: "the file")
        id = try Self.text(fields.removeValue(forKey: "id"), called: "id")
        title = try Self.text(fields.removeValue(forKey: "title"), called: "title")
        diagnosis = try Self.text(fields.removeValue(forKey: "diagnosis"), called: "diagnosis")
        setup = try Self.text(fields.removeValue(forKey: "setup"), called: "setup")
        let flag = fields.removeValue(forKey: "hangs")
        guard flag == nil || flag?.bool != nil else { throw MutantFlaw.other(field: "hangs", text: "no truth value") }
        hangs = flag?.bool ?? false
        guard let nodes = fields.removeValue(forKey: "edits")?.sequence, !nodes.isEmpty else {
            throw MutantFlaw.missing("edits")
        }
        edits = try nodes.map { node in
            var fields = try Self.fields(node, called: "an edit")
            let edit = try Edit(
                file: fields.removeValue(forKey: "file")?.string ?? "mtest.c",
                find: Self.text(fields.removeValue(forKey: "find"), called: "find"),
                replace: Self.text(fields.removeValue(forKey: "replace"), called: "replace"))
            if let extra = fields.keys.min() { throw MutantFlaw.unknown(extra) }
            return edit
        }
        if let extra = fields.keys.min() { throw MutantFlaw.unknown(extra) }
    }

    private static func fields(_ node: Node?, called name: String) throws -> [String: Node] {
        guard let mapping = node?.mapping else { throw MutantFlaw.missing(name) }
        return Dictionary(mapping.map { ($0.key.string ?? "", $0.value) }) { first, _ in first }
    }

    private static func text(_ node: Node?, called field: String) throws -> String {
        guard let text = node?.string else { throw MutantFlaw.missing(field) }
        return text
    }
}

/// What is wrong with a mutant's file.
package enum MutantFlaw: Error, CustomStringConvertible {
    /// A field that is not there, or is no text.
    case missing(String)
    /// A field that no mutant has.
    case unknown(String)
    /// A field with a value that it cannot have.
    case other(field: String, text: String)
    /// The file, and what is wrong with it.
    case file(String, String)

    /// The field or the file, and what is wrong with it.
    package var description: String {
        switch self {
        case .missing(let field): "`\(field)` is missing"
        case .unknown(let field): "`\(field)` is no field of a mutant"
        case .other(let field, let text): "`\(field)` cannot be \(text)"
        case .file(let file, let flaw): "\(file): \(flaw)"
        }
    }
}
