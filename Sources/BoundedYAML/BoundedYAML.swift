package import Yams

/// A YAML text that cannot be used.
package struct YAMLFlaw: Error, Sendable, Hashable, CustomStringConvertible {
    /// From 1; nil where the whole text is meant.
    package let line: Int?
    /// What is wrong, without a full stop.
    package let reason: String

    /// The reason, with its line.
    package var description: String { (line.map { "line \($0): " } ?? "") + reason }
}

/// YAML of people, read with limits: a text of a hundred bytes could be a tree of a billion nodes, or one so deep that
/// reading it ends the program.
package enum BoundedYAML {
    /// Largest text: bytes. The largest lab has 60,000.
    package static let limit = 4 << 20
    /// How deep lists and mappings may lie in one another. A lab has five levels.
    package static let depth = 100

    /// What kinds of value are told apart. Nothing here is a moment, a merged mapping or a default value, and each kind that
    /// is looked for costs a regular expression for each word of a lab.
    private static let resolver = Resolver.default.removing(.timestamp).removing(.merge).removing(.value)

    /// Reads one document; nil for an empty text.
    ///
    /// - Throws: ``YAMLFlaw``, also for what only large trees need: anchors.
    package static func compose(_ text: String) throws(YAMLFlaw) -> Node? {
        guard text.utf8.count <= limit else {
            throw YAMLFlaw(line: nil, reason: "it is larger than \(limit >> 20) MiB")
        }
        if let line = lineTooDeep(in: text) {
            throw YAMLFlaw(line: line, reason: "lists and fields lie in one another more than \(depth) deep")
        }
        if let line = lineWithAnchor(in: text) {
            throw YAMLFlaw(
                line: line, reason: "anchors (&) are not understood: write it out, or put the text in quotes")
        }
        let node: Node?
        do { node = try Yams.compose(yaml: text, resolver) } catch { throw flaw(error) }
        if let node, let refusal = refusal(of: node) { throw refusal }
        return node
    }

    /// The line where a text may become too deep; nil where it cannot. Brackets are counted wherever they stand, so that a
    /// text is refused that has more than ``depth`` of them open.
    private static func lineTooDeep(in text: String) -> Int? {
        var (line, open, indent) = (1, 0, 0)
        var isIndent = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if byte == UInt8(ascii: "\n") { line += 1 }
                (isIndent, indent) = (true, 0)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(open - 1, 0)
            default: break
            }
            // Each level of a block begins at least a column further to the right.
            let opensBlock = byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?")
            if isIndent, opensBlock { indent += 1 } else { isIndent = false }
            if open > depth || indent > 2 * depth { return line }
        }
        return nil
    }

    /// The line where a value begins with &: an anchor, since no plain text may begin with it. A line of a longer text that
    /// begins so is refused too.
    private static func lineWithAnchor(in text: String) -> Int? {
        var (line, open) = (1, 0)
        // Whether a value may begin here, and whether that is known only once a blank has come.
        var (mayBegin, mayBeginAfterBlank, isTag) = (true, false, false)
        // The mark that ends a text in quotes, and whether the next byte of it is no mark.
        var (quote, isEscaped) = (UInt8(0), false)
        for byte in text.utf8 {
            if quote != 0 {
                if byte == UInt8(ascii: "\n") { line += 1 }
                let ends = byte == quote && !isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped && quote == UInt8(ascii: "\"")
                if ends { (quote, mayBegin, mayBeginAfterBlank) = (0, false, false) }
                continue
            }
            switch byte {
            case UInt8(ascii: "&") where mayBegin: return line
            case UInt8(ascii: "\"") where mayBegin, UInt8(ascii: "'") where mayBegin: quote = byte
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if byte == UInt8(ascii: "\n") { line += 1 }
                (mayBegin, mayBeginAfterBlank, isTag) = (true, false, false)
            case 0x20, 0x09:
                mayBegin = mayBegin || mayBeginAfterBlank
                isTag = false
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open += 1
                (mayBegin, mayBeginAfterBlank) = (true, true)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                open = max(open - 1, 0)
                (mayBegin, mayBeginAfterBlank) = (false, false)
            case UInt8(ascii: ","): (mayBegin, mayBeginAfterBlank) = (open > 0, open > 0)
            case UInt8(ascii: ":"): (mayBegin, mayBeginAfterBlank) = (open > 0, true)
            // An entry of a list, where a value may begin; elsewhere they are text.
            case UInt8(ascii: "-") where mayBegin, UInt8(ascii: "?") where mayBegin:
                (mayBegin, mayBeginAfterBlank) = (false, true)
            // A tag stands before what it is about.
            case UInt8(ascii: "!") where mayBegin: (mayBegin, mayBeginAfterBlank, isTag) = (false, true, true)
            default:
                mayBegin = false
                if mayBeginAfterBlank, !isTag { mayBeginAfterBlank = false }
            }
        }
        return nil
    }

    /// Digits of a number in base 60 beyond which Yams' arithmetic may overflow, which ends the program.
    private static let longestInBase60 = 18

    private static func refusal(of node: Node) -> YAMLFlaw? {
        // 190:20:30 is a number to YAML 1.1.
        if let scalar = node.scalar, scalar.string.utf8.count > longestInBase60, scalar.string.contains(":"),
            scalar.string.utf8.allSatisfy({ (0x30...0x3a).contains($0) || "+-_".utf8.contains($0) })
        {
            return YAMLFlaw(
                line: node.mark?.line, reason: "numbers in base 60 are not understood: write decimal digits, or quotes")
        }
        if let mapping = node.mapping {
            for (key, value) in mapping {
                if let flaw = refusal(of: key) ?? refusal(of: value) { return flaw }
            }
        }
        if let sequence = node.sequence {
            for item in sequence { if let flaw = refusal(of: item) { return flaw } }
        }
        return nil
    }

    private static func flaw(_ error: any Error) -> YAMLFlaw {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            YAMLFlaw(line: mark.line, reason: "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            YAMLFlaw(line: context.mark.line, reason: "`\(keys.first?.prefix(60) ?? "?")` is given twice")
        default: YAMLFlaw(line: nil, reason: "this is not YAML")
        }
    }
}
