/// Reads a line from left to right. A method that does not find what it looks for leaves the position unchanged.
struct LineScanner {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }
    var text: String { String(decoding: rest, as: UTF8.self) }

    /// Skips exactly this text; returns false when the line does not continue with it.
    mutating func skip(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        let isHere = text.withUTF8Buffer { rest.starts(with: $0) }
        if isHere { rest = rest.dropFirst(length) }
        return isHere
    }

    mutating func skipBlanks() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }

    /// Skips everything up to and including this text, and returns what stands before it; nil when it does not occur.
    mutating func cut(through text: StaticString) -> ArraySlice<UInt8>? {
        let length = text.utf8CodeUnitCount
        guard length > 0, rest.count >= length else { return nil }
        return text.withUTF8Buffer { needle in
            var start = rest.startIndex
            let last = rest.endIndex - length
            while start <= last {
                if rest[start] == needle[0], rest[start..<(start + length)].elementsEqual(needle) {
                    let before = rest[..<start]
                    rest = rest[(start + length)...]
                    return before
                }
                start += 1
            }
            return nil
        }
    }

    /// Reads decimal digits that fit in 32 bits.
    mutating func decimal() -> Int32? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 10, let value = Int32(String(decoding: digits, as: UTF8.self)) else {
            return nil
        }
        rest = rest[digits.endIndex...]
        return value
    }

    /// Reads hexadecimal digits that fit in 64 bits, with or without `0x`.
    mutating func hexadecimal() -> UInt64? {
        let body = rest.starts(with: "0x".utf8) ? rest.dropFirst(2) : rest
        let digits = body.prefix(17).prefix { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
        }
        guard (1...16).contains(digits.count), let value = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        rest = rest[digits.endIndex...]
        return value
    }

    /// Reads a symbol's name, such as `mtest_write` or `__list_add_valid.cold`.
    mutating func symbol() -> String? {
        let name = rest.prefix { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x5F || byte == 0x2E || byte == 0x24
        }
        guard let first = name.first, !(0x30...0x39).contains(first), name.count <= 512 else { return nil }
        rest = rest[name.endIndex...]
        return String(decoding: name, as: UTF8.self)
    }
}
