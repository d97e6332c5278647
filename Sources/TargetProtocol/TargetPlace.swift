/// A place in a target's memory, as the target announces it: `place NAME ADDRESS LENGTH [canary]`, in hexadecimal
/// without `0x` (`place` and `canary_place` of labs/targets/common/memory.c).
package struct TargetPlace: Sendable, Hashable {
    /// Its name, without blanks.
    package let name: String
    /// Virtual address of its first byte.
    package let address: UInt64
    /// Bytes.
    package let length: UInt64
    /// Whether its pages begin with canaries (``Canaries``).
    package let hasCanary: Bool

    /// A place as it is.
    package init(name: String, address: UInt64, length: UInt64, hasCanary: Bool = false) {
        self.name = name
        self.address = address
        self.length = length
        self.hasCanary = hasCanary
    }

    /// Reads a line; nil when it announces no place.
    package init?(line: String) {
        let words = line.split(separator: " ")
        guard words.count == 4 || words.count == 5 && words[4] == "canary", words[0] == "place",
            let address = UInt64(words[2], radix: 16), let length = UInt64(words[3], radix: 16),
            // Code in the guest's kernel can print such a line too. A place ends below the last page of all addresses.
            length <= .max - Self.page, address <= .max - Self.page - length
        else { return nil }
        self.init(name: String(words[1]), address: address, length: length, hasCanary: words.count == 5)
    }

    private static let page: UInt64 = 4096

    /// The line, without its newline.
    package var line: String {
        "place \(name) \(String(address, radix: 16)) \(String(length, radix: 16))\(hasCanary ? " canary" : "")"
    }
}
