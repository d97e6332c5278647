import Words

/// A write of eight bytes, and the memory around it.
struct MemoryWrite: Sendable {
    let address: UInt64
    let value: UInt64
    /// The command, as it was written.
    let text: String
    /// Where `before` and `after` begin.
    let start: UInt64
    let before: [UInt8]
    let after: [UInt8]

    init(_ text: String, at address: UInt64, value: UInt64, before: Stretch, after: Stretch) {
        self.address = address
        self.value = value
        self.text = text
        start = before.start
        self.before = before.bytes
        self.after = after.bytes
    }

    /// Bytes of an `unsigned long`.
    static let width = 8

    /// Where the eight bytes lie in `before` and `after`.
    var index: Int { Int(address &- start) }
    /// The value's bytes, least significant first.
    var little: [UInt8] { Self.little(value) }
    /// What is there now.
    var slot: [UInt8] { Array(after[index..<index + Self.width]) }
    /// What was there.
    var old: [UInt8] { Array(before[index..<index + Self.width]) }
    /// What a correct module leaves.
    var expected: [UInt8] {
        var bytes = before
        bytes.replaceSubrange(index..<index + Self.width, with: little)
        return bytes
    }

    static func little(_ value: UInt64) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    /// Sixteen bytes from the address on, or from where a stretch first differs from what it was.
    func dump(_ bytes: [UInt8]) -> String {
        guard bytes.count == before.count else { return Self.text(bytes[...]) }
        let first = zip(expected, after).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? index
        let from = min(first / Self.width * Self.width, bytes.count - 16)
        return "\(hex(start &+ UInt64(from))): \(Self.text(bytes[from..<from + 16]))"
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
