/// The parts of an identifier or a word: `physical_page_addr`, `physPageAddr` and `virt2phys` have three.
enum WordParts {
    /// The longest word that is looked at, in bytes: no name that says something is longer.
    private static let longest = 48

    /// The kinds of the parts; ``WordKind/unknown`` for a word that is too long.
    static func kinds(of word: ArraySlice<UInt8>) -> [WordKind] {
        guard word.count <= longest else { return [.unknown] }
        let parts = parts(of: word)
        let kinds = parts.map { part in
            // A single letter says something only in a name such as `p_addr`.
            parts.count > 1 && part == "p" ? .physical : parts.count > 1 && part == "v" ? .virtual : WordKind(part)
        }
        return kinds.count == 1 ? expanded(parts[0], kinds) : kinds
    }

    /// `pgdval` names a level and a value.
    private static func expanded(_ part: String, _ kinds: [WordKind]) -> [WordKind] {
        guard kinds == [.index] || kinds == [.value], part.utf8.count > 3,
            let level = TraceLevel(rawValue: String(part.prefix(3)))
        else { return kinds }
        return [.level(level)] + kinds
    }

    /// The parts in lower case.
    static func parts(of word: ArraySlice<UInt8>) -> [String] {
        var parts: [String] = []
        var current: [UInt8] = []
        func end() {
            if !current.isEmpty { parts.append(String(decoding: current, as: UTF8.self).lowercased()) }
            current = []
        }
        for index in word.indices {
            let byte = word[index]
            if byte == UInt8(ascii: "_") {
                end()
                continue
            }
            let next = index + 1 < word.endIndex ? word[index + 1] : 0
            let isTwo = byte == UInt8(ascii: "2") && !current.isEmpty && next.isLetter
            if isTwo {
                end()
                parts.append("2")
                continue
            }
            if byte.isUpperCase, let last = current.last, !last.isUpperCase, last.isLetter { end() }
            current.append(byte)
        }
        end()
        return parts
    }
}
