/// FNV-1a, 64 bits: the same on every machine and in every run. It names cache entries and tells whether a text changed,
/// where nobody gains by a collision. It is no cryptographic hash.
package struct StableHash: Sendable {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of nothing.
    package init() {}

    /// Mixes a text in, with a mark at its end, so that `ab`, `c` and `a`, `bc` differ.
    package mutating func add(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        // No byte of UTF-8.
        mix(0xff)
    }

    /// Sixteen hexadecimal digits.
    package var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
