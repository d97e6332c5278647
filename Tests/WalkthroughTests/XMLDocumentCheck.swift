import Foundation

/// Whether text is well-formed XML, and what is wrong if not.
enum XMLDocumentCheck {
    struct Flaw: Error, CustomStringConvertible { let description: String }

    /// Every start tag has its end, attributes are quoted, and `&` and `<` occur only where they may.
    static func parse(_ data: Data) throws {
        var open: [String] = []
        var rest = Substring(String(decoding: data, as: UTF8.self))
        while let start = rest.firstIndex(of: "<") {
            try check(text: rest[..<start])
            guard let end = rest[start...].firstIndex(of: ">") else { throw Flaw(description: "a tag has no end") }
            let tag = rest[rest.index(after: start)..<end]
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else {
                    throw Flaw(description: "</\(tag)> is out of place")
                }
            } else {
                guard tag.filter({ $0 == "\"" }).count % 2 == 0, !tag.contains("<") else {
                    throw Flaw(description: "<\(tag)> is no tag")
                }
                if !tag.hasSuffix("/") { open.append(String(tag.prefix { $0 != " " })) }
            }
            rest = rest[rest.index(after: end)...]
        }
        guard open.isEmpty else { throw Flaw(description: "\(open) never end") }
    }

    private static func check(text: Substring) throws {
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            guard ["lt;", "gt;", "amp;", "quot;", "#39;"].contains(where: { part.hasPrefix($0) }) else {
                throw Flaw(description: "a bare &")
            }
        }
    }
}
