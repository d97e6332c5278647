/// Changes inputs as a broken disk, a cut connection or a person of ill will would. What it makes follows from its seed
/// alone, so that a failure can be repeated.
package struct Mutator: RandomNumberGenerator {
    /// No input grows beyond this: bytes.
    package static let limit = 256 << 10

    private var state: UInt64

    /// A mutator whose changes follow from `seed`.
    package init(seed: UInt64) { state = seed }

    /// The next number of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// An input made of one or several of a corpus.
    ///
    /// - Parameter corpus: honest inputs.
    /// - Returns: one of them with one to five changes; at most ``limit`` bytes.
    package mutating func input(from corpus: [[UInt8]]) -> [UInt8] {
        guard var bytes = corpus.randomElement(using: &self) else { return [] }
        for _ in 0..<Int.random(in: 1...5, using: &self) {
            change(&bytes, corpus)
            if bytes.count > Self.limit { bytes.removeSubrange(Self.limit...) }
        }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
        switch Int.random(in: 0..<13, using: &self) {
        case 0:
            guard let index = bytes.indices.randomElement(using: &self) else { return }
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1:
            guard let index = bytes.indices.randomElement(using: &self) else { return }
            bytes[index] = .random(in: 0...255, using: &self)
        case 2: bytes.removeSubrange(place(in: bytes)...)
        case 3: bytes.removeSubrange(stretch(of: bytes))
        case 4:
            let part = bytes[stretch(of: bytes)]
            let times = Int.random(in: 1...40, using: &self)
            bytes.insert(contentsOf: (0..<times).flatMap { _ in part }, at: place(in: bytes))
        case 5:
            guard let other = corpus.randomElement(using: &self) else { return }
            bytes.replaceSubrange(stretch(of: bytes), with: other[stretch(of: other)])
        case 6, 7: replaceNumber(&bytes)
        case 8: moveLine(&bytes)
        case 9: nest(&bytes)
        case 10:
            let length = Int.random(in: 1...70_000, using: &self)
            let byte = Self.bytes.randomElement(using: &self) ?? 0
            bytes.insert(contentsOf: repeatElement(byte, count: length), at: place(in: bytes))
        default:
            let piece = Self.pieces.randomElement(using: &self) ?? ""
            if Bool.random(using: &self) {
                bytes.insert(contentsOf: piece.utf8, at: place(in: bytes))
            } else {
                bytes.replaceSubrange(stretch(of: bytes), with: piece.utf8)
            }
        }
    }

    private mutating func place(in bytes: [UInt8]) -> Int { Int.random(in: 0...bytes.count, using: &self) }

    /// Mostly short ones: a long one leaves little of the input.
    private mutating func stretch(of bytes: [UInt8]) -> Range<Int> {
        let start = place(in: bytes)
        let most = [1, 4, 16, 64, 1024, bytes.count].randomElement(using: &self) ?? 1
        return start..<min(start + Int.random(in: 0...most, using: &self), bytes.count)
    }

    /// A number of the text becomes one that is too large, too small or none.
    private mutating func replaceNumber(_ bytes: inout [UInt8]) {
        let starts = bytes.indices.filter { index in
            isDigit(bytes[index]) && (index == 0 || !isDigit(bytes[index - 1]))
        }
        guard let start = starts.randomElement(using: &self) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: (Self.numbers.randomElement(using: &self) ?? "").utf8)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// A line appears at another place, or a thousand times.
    private mutating func moveLine(_ bytes: inout [UInt8]) {
        let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        guard let line = lines.randomElement(using: &self).map({ Array($0) + [0x0a] }) else { return }
        let times = [1, 1, 2, 1000].randomElement(using: &self) ?? 1
        let part = (0..<times).flatMap { _ in line }.prefix(Self.limit)
        let ends = bytes.indices.filter { bytes[$0] == 0x0a }
        bytes.insert(contentsOf: part, at: ends.randomElement(using: &self).map { $0 + 1 } ?? 0)
    }

    /// Something is opened and opened again, and never closed, or closed as often.
    private mutating func nest(_ bytes: inout [UInt8]) {
        let (open, close) = Self.nests.randomElement(using: &self) ?? ("[", "]")
        let depth = [3, 200, 2000, 50_000].randomElement(using: &self) ?? 3
        var part = Array(String(repeating: open, count: depth).utf8)
        if Bool.random(using: &self) { part += Array(String(repeating: close, count: depth).utf8) }
        bytes.insert(contentsOf: part, at: place(in: bytes))
    }

    private static let bytes: [UInt8] = [0, 0x20, 0x30, 0x39, 0x41, 0x5b, 0x80, 0xff, 0x0a, 0x09, 0x22, 0x2c]

    private static let nests = [
        ("[", "]"), ("{", "}"), ("(", ")"), ("{\"a\":", "}"), ("- ", ""), ("? ", ""), ("\"", "\""), ("a: {", "}"),
        ("/*", "*/"),
    ]

    private static let numbers = [
        "0", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "0xffffffffffffffff", "0x10000000000000000", "4294967296",
        "2147483648", "190:20:30:40:50:60:10:10:10:10:10:10", "1e308", "-1e308", "1e999", "nan", "inf", "-inf", "1.5",
        "-0", "0x", "512", "65536", "1_000",
        "340282366920938463463374607431768211456", "99999999999999999999999999999999999999999999", "~", "true", "",
        "\u{0661}\u{0662}", "\u{ff11}",
    ]

    private static let pieces =
        numbers + [
            "\0", "\r", "\r\n", "\n", "\t", "\u{feff}", "\u{202e}", "\u{0301}\u{0301}\u{0301}", "\u{1f468}\u{200d}",
            "\u{1b}[2J", "\u{85}", "\u{2028}", "%s%n", "../", "/", "\\", "\"", "'", "`", ";", ",", ":", "=", "#", "{}",
            "[]", "&a ", "*a", "<<: *a\n", "!!binary ", "--- \n", "...\n", "null", "{{", "}}", "(", ")", "->", "0x",
            "[mtest.findpage] ", "vaddr = ", "PID = ", "RIP: 0010:", "Call Trace:\n", "\u{10ffff}", "10#",
        ]
}
