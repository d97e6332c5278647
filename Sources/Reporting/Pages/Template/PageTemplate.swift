/// A template of a page, read once: text with tags in it, a part of Mustache (mustache(5)).
///
///     {{name}}             a value, escaped for HTML
///     {{.}}                the value at hand
///     {{#name}}...{{/name}}  once for each element of a list; once where the value is there, and is not false
///     {{^name}}...{{/name}}  where the value is not there, false, or an empty list
///     {{> name}}           another template
///
/// Names that the value at hand does not have are looked up in those around it. A tag for a section or another template that
/// stands alone in its line leaves no line.
struct PageTemplate: Sendable {
    /// What a template is made of.
    indirect enum Part: Sendable {
        case text([UInt8])
        case value(String)
        case section(String, [Part])
        case inverted(String, [Part])
        case template(String)
    }

    /// What is wrong with a template: one of ours, which the tests show.
    struct Flaw: Error, CustomStringConvertible {
        let description: String
    }

    let parts: [Part]

    /// Reads a template.
    ///
    /// - Throws: ``Flaw``.
    init(_ text: some Sequence<UInt8>) throws(Flaw) {
        var reader = TemplateReader(Array(text))
        parts = try reader.parts(of: nil, beginsLine: false)
    }
}

/// Reads a template from its first byte to its last.
private struct TemplateReader {
    private let bytes: [UInt8]
    private var place = 0
    private static let (lineEnd, blank, tab, open, close): (UInt8, UInt8, UInt8, UInt8, UInt8) = (
        0x0a, 0x20, 0x09, 0x7b, 0x7d
    )

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads to the end of a section, or of the template.
    ///
    /// - Parameters:
    ///   - section: The section's name; nil for the whole template.
    ///   - beginsLine: Whether nothing but blanks has stood in this line so far.
    /// - Returns: What it is made of.
    /// - Throws: What is wrong with it.
    mutating func parts(of section: String?, beginsLine: Bool) throws(PageTemplate.Flaw) -> [PageTemplate.Part] {
        var parts: [PageTemplate.Part] = []
        var text: [UInt8] = []
        var beginsLine = beginsLine
        var indent: [UInt8] = []
        func keep() {
            if !text.isEmpty { parts.append(.text(text)) }
            text = []
        }
        while place < bytes.count {
            if beginsLine { indent = blanks() }
            let words = upToTag()
            if !words.isEmpty {
                text += indent + words
                (indent, beginsLine) = ([], false)
            }
            guard place < bytes.count else { break }
            if bytes[place] == Self.lineEnd {
                text += indent + [Self.lineEnd]
                (indent, beginsLine) = ([], true)
                place += 1
                continue
            }
            let (kind, name) = try tag()
            let standsAlone = kind != nil && beginsLine && endsLine()
            if !standsAlone {
                text += indent
                indent = []
            }
            keep()
            switch kind {
            case nil: parts.append(.value(name))
            case "#": parts.append(.section(name, try self.parts(of: name, beginsLine: standsAlone)))
            case "^": parts.append(.inverted(name, try self.parts(of: name, beginsLine: standsAlone)))
            case "/":
                guard name == section else { throw PageTemplate.Flaw(description: "{{/\(name)}} ends nothing") }
                return parts
            default:
                guard indent.isEmpty else { throw PageTemplate.Flaw(description: "{{> \(name)}} is indented") }
                parts.append(.template(name))
            }
            beginsLine = standsAlone
        }
        keep()
        if let section { throw PageTemplate.Flaw(description: "{{#\(section)}} has no end") }
        return parts
    }

    private mutating func blanks() -> [UInt8] {
        let start = place
        while place < bytes.count, bytes[place] == Self.blank || bytes[place] == Self.tab { place += 1 }
        return Array(bytes[start..<place])
    }

    private var isAtTag: Bool {
        place + 1 < bytes.count && bytes[place] == Self.open && bytes[place + 1] == Self.open
    }

    /// Text up to a tag or the end of the line.
    private mutating func upToTag() -> [UInt8] {
        let start = place
        while place < bytes.count, bytes[place] != Self.lineEnd, !isAtTag { place += 1 }
        return Array(bytes[start..<place])
    }

    /// Whether only blanks follow in this line. The line's end is read then.
    private mutating func endsLine() -> Bool {
        var end = place
        while end < bytes.count, bytes[end] == Self.blank || bytes[end] == Self.tab { end += 1 }
        guard end == bytes.count || bytes[end] == Self.lineEnd else { return false }
        place = min(end + 1, bytes.count)
        return true
    }

    /// A tag's kind (nil for a value) and name.
    private mutating func tag() throws(PageTemplate.Flaw) -> (kind: Character?, name: String) {
        let start = place + 2
        var end = start
        while end + 1 < bytes.count, bytes[end] != Self.close || bytes[end + 1] != Self.close { end += 1 }
        let words = String(decoding: bytes[start..<min(end, bytes.count)], as: UTF8.self)
        let kind = words.first.flatMap { "#^/>".contains($0) ? $0 : nil }
        let name = words.dropFirst(kind == nil ? 0 : 1).drop { $0 == " " }
        guard end + 1 < bytes.count, !name.isEmpty,
            name.utf8.allSatisfy({ byte in
                (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || byte == 0x2e
            })
        else { throw PageTemplate.Flaw(description: "{{\(words.prefix(40))}} is no tag that templates here have") }
        place = end + 2
        return (kind, String(name))
    }
}
