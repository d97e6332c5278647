/// One field of an entry, with its name in the processor manual and its name in Linux.
public struct EntryField: Sendable, Hashable {
    /// The bits of the field in the entry.
    public let bits: ClosedRange<Int>
    /// The field's name in the Intel SDM (volume 3, tables 4-14 to 4-20), or the manual's word for the bits: `ignored`,
    /// `reserved`.
    public let manual: String
    /// The field's name in Linux (arch/x86/include/asm/pgtable_types.h); empty when Linux has none.
    public let linux: String
    /// The field's value, shifted down.
    public let value: UInt64
    /// The meaning of this value in this entry, as a clause.
    public let meaning: String

    init(_ bits: ClosedRange<Int>, _ manual: String, _ linux: String, in raw: UInt64, _ meaning: String) {
        self.bits = bits
        self.manual = manual
        self.linux = linux
        value = raw >> UInt64(bits.lowerBound) & Self.ones(bits.count)
        self.meaning = meaning
    }

    private static func ones(_ count: Int) -> UInt64 { count >= 64 ? .max : 1 << UInt64(count) - 1 }

    /// Whether every bit of the field is clear.
    public var isClear: Bool { value == 0 }

    /// The field's bits as text: `7` or `51:12`.
    public var bitText: String {
        bits.count == 1 ? "\(bits.lowerBound)" : "\(bits.upperBound):\(bits.lowerBound)"
    }
}
