/// Phrases to look for in a line, in one pass over the line.
struct Phrases {
    /// The phrases by their first byte: element N has those that begin with byte N.
    private let byFirstByte: [[[UInt8]]]

    /// From phrases in lower-case ASCII, none of them empty.
    init(_ phrases: [String]) {
        var table = [[[UInt8]]](repeating: [], count: 256)
        for phrase in phrases {
            let bytes = Array(phrase.utf8)
            if let first = bytes.first { table[Int(first)].append(bytes) }
        }
        byFirstByte = table
    }

    /// Whether one of the phrases occurs, in upper or lower case.
    func occur(in body: ArraySlice<UInt8>) -> Bool {
        var index = body.startIndex
        while index < body.endIndex {
            for phrase in byFirstByte[Int(body[index].lowercased)] where Self.matches(phrase, body, at: index) {
                return true
            }
            index += 1
        }
        return false
    }

    private static func matches(_ phrase: [UInt8], _ body: ArraySlice<UInt8>, at start: Int) -> Bool {
        guard body.endIndex - start >= phrase.count else { return false }
        var offset = 0
        while offset < phrase.count {
            if body[start + offset].lowercased != phrase[offset] { return false }
            offset += 1
        }
        return true
    }
}

extension Phrases: ExpressibleByArrayLiteral {
    init(arrayLiteral phrases: String...) { self.init(phrases) }
}
