import Words

/// A write of eight bytes, and the memory around it in the process that it was about.
struct MemoryWrite: Sendable {
    let address: UInt64
    let value: UInt64
    /// The command, as it was written.
    let text: String
    let before: Stretch
    let after: Stretch

    init(_ text: String, at address: UInt64, value: UInt64, before: Stretch, after: Stretch) {
        self.address = address
        self.value = value
        self.text = text
        self.before = before
        self.after = after
    }

    /// Bytes of an `unsigned long`.
    static let width = 8

    /// What of the memory around a write is different after it.
    enum Effect: Sendable, Hashable {
        /// No byte that is known.
        case nothing
        /// The eight bytes at the address are the value, and no other byte changed.
        case exact
        /// Some of these eight bytes changed to something else, and no other byte changed.
        case within
        /// Other bytes than these eight changed.
        case beyond
    }

    /// Where the eight bytes lie in both stretches.
    var slotRange: Range<Int> { before.range(address, count: Self.width) ?? 0..<Self.width }
    /// The value's bytes, least significant first.
    var little: [UInt8] { Self.little(value) }
    /// What is there now.
    var slot: [UInt8] { Array(after.bytes[slotRange]) }
    /// What was there; nil where part of it is not known.
    var old: [UInt8]? {
        guard slotRange.allSatisfy(before.isKnown(at:)) else { return nil }
        return Array(before.bytes[slotRange])
    }

    /// Indices of the bytes that are different now.
    var changes: [Int] {
        guard before != after else { return [] }
        return before.bytes.indices.filter { before.bytes[$0] != after.bytes[$0] && before.isKnown(at: $0) }
    }

    /// What the write has done.
    var effect: Effect {
        guard changes.allSatisfy(slotRange.contains) else { return .beyond }
        if slot == little { return .exact }
        let isFresh = slotRange.contains { !before.isKnown(at: $0) && after.isMapped(at: $0) } && shown != nil
        let isChanged = old.map { $0 != slot } ?? (isFresh || changes.contains(where: slotRange.contains))
        return isChanged ? .within : .nothing
    }

    /// How the value shows at the address itself; nil where it does not.
    var shown: WriteShape? { WriteShape.of(readings, old: old, new: slot) }

    /// The numbers that the command's value may be taken for: the right one first.
    var readings: [WriteShape.Reading] { WriteShape.readings(value, text) }

    /// What is there if nothing is written.
    var untouched: [UInt8] {
        before.bytes.indices.map { before.isKnown(at: $0) ? before.bytes[$0] : after.bytes[$0] }
    }

    /// What a correct module leaves.
    var expected: [UInt8] {
        var bytes = untouched
        bytes.replaceSubrange(slotRange, with: little)
        return bytes
    }

    /// The number that eight bytes are, the least significant first.
    static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

    static func little(_ value: UInt64) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    /// What was wanted and what came, from the same address on: the first bytes that differ are among them, and the word
    /// at the address where it is near.
    func window(_ wanted: [UInt8]) -> (wanted: String, came: String) {
        Self.window(wanted, after.bytes, from: before.start, near: slotRange.lowerBound)
    }

    /// Sixteen bytes of two stretches that begin at the same address, which is written with `label` before it.
    static func window(
        _ wanted: [UInt8], _ came: [UInt8], from start: UInt64, near index: Int, label: String = ""
    ) -> (wanted: String, came: String) {
        let count = min(16, wanted.count)
        let first = zip(wanted, came).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? index
        let isNear = abs(first - index) < count
        let from = max(0, min(isNear ? min(first, index) : first, wanted.count - count))
        let address = label + hex(start &+ UInt64(from))
        return (
            "\(address): \(text(wanted[from..<from + count]))", "\(address): \(text(came[from..<from + count]))"
        )
    }

    /// Bytes as a report shows them.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
