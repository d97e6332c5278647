/// Classes of ASCII bytes. A byte that is not ASCII counts as part of a word, so that a number with a stray byte in it
/// is not read as a number.
extension UInt8 {
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isUpperCase: Bool { (0x41...0x5A).contains(self) }
    var isLetter: Bool { isUpperCase || (0x61...0x7A).contains(self) }
    var isWord: Bool { isDigit || isLetter || self == UInt8(ascii: "_") || self >= 0x80 }
    var lowercased: UInt8 { isUpperCase ? self | 0x20 : self }

    /// 0-15 for a hexadecimal digit of either case.
    var hexadecimalDigit: UInt64? {
        switch self {
        case 0x30...0x39: UInt64(self - 0x30)
        case 0x41...0x46: UInt64(self - 0x41 + 10)
        case 0x61...0x66: UInt64(self - 0x61 + 10)
        default: nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// The slice without blanks at either end.
    var trimmed: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first.isBlank { slice.removeFirst() }
        while let last = slice.last, last.isBlank { slice.removeLast() }
        return slice
    }

    /// The bytes as text; a broken UTF-8 sequence becomes U+FFFD.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// Whether the slice, in upper or lower case, begins with an ASCII text, which must be given in lower case.
    func begins(withLowercase text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { needle in
            zip(self, needle).allSatisfy { $0.lowercased == $1 }
        }
    }

    /// The first index at which an ASCII text stands, in upper or lower case; the text must be given in lower case.
    func firstIndex(ofLowercase text: StaticString) -> Int? {
        let length = text.utf8CodeUnitCount
        guard length > 0, count >= length else { return nil }
        return text.withUTF8Buffer { needle in
            let first = needle[0]
            return (startIndex...(endIndex - length)).first { start in
                self[start].lowercased == first
                    && needle.indices.allSatisfy { self[start + $0].lowercased == needle[$0] }
            }
        }
    }

    /// The last index at which exactly this text stands.
    func lastIndex(of text: StaticString) -> Int? {
        let length = text.utf8CodeUnitCount
        guard length > 0, count >= length else { return nil }
        return text.withUTF8Buffer { needle in
            let first = needle[0]
            return (startIndex...(endIndex - length)).last { start in
                self[start] == first && needle.indices.allSatisfy { self[start + $0] == needle[$0] }
            }
        }
    }
}
