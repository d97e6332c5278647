/// An address by the name of a place, as rubrics write it: `page`, `stack+0x40`, `data.end-8`. An offset is decimal, or
/// hexadecimal with `0x`.
struct PlaceExpression: Sendable, Hashable {
    /// The place.
    let name: String
    /// Whether it is about the first address behind the place, rather than its first one.
    let isEnd: Bool
    /// What is added, modulo 2^64.
    let offset: UInt64

    /// Reads a word; nil for one of another form. Whether the place is there is not looked at.
    init?(_ word: some StringProtocol) {
        let word = String(word)
        let sign = word.firstIndex { $0 == "+" || $0 == "-" }
        var head = word[..<(sign ?? word.endIndex)]
        isEnd = head.hasSuffix(".end")
        if isEnd { head = head.dropLast(4) }
        guard let first = head.first, first.isASCII, first.isLetter,
            head.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { return nil }
        name = String(head)
        guard let sign else {
            offset = 0
            return
        }
        let digits = word[word.index(after: sign)...]
        guard !digits.hasPrefix("+"), !digits.hasPrefix("-"),
            let number = digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
        else { return nil }
        offset = word[sign] == "+" ? number : 0 &- number
    }

    /// The address in a place.
    func address(start: UInt64, length: UInt64) -> UInt64 { start &+ (isEnd ? length : 0) &+ offset }
}
