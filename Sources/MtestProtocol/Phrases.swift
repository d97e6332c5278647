/// Phrases to look for in a line, all of them in one pass over it.
struct Phrases {
    /// The phrases that begin with a byte, at that byte's place.
    private let byFirstByte: [[[UInt8]]]

    /// Phrases of ASCII in lower case, none of them empty.
    init(_ phrases: [String]) {
        var table = [[[UInt8]]](repeating: [], count: 256)
        for phrase in phrases {
            let bytes = Array(phrase.utf8)
            if let first = bytes.first { table[Int(first)].append(bytes) }
        }
        byFirstByte = table
    }

    /// Whether one of them occurs, in whatever case.
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
