/// A number exactly as a module printed it, never corrected.
struct PrintedNumber: Equatable {
    /// The number; nil when it does not fit in 64 bits.
    let value: UInt64?
    let hasPrefix: Bool
    let hasUpperCase: Bool
    /// The number of digits, leading zeros included.
    let digits: Int

    /// A whole word of hexadecimal digits, with or without `0x`; nil for any other word.
    init?(hexadecimal word: ArraySlice<UInt8>) {
        var rest = word
        let hasPrefix = Self.dropPrefix(&rest)
        guard !rest.isEmpty else { return nil }
        var value: UInt64? = 0
        var hasUpperCase = false
        for byte in rest {
            guard let digit = byte.hexadecimalDigit else { return nil }
            hasUpperCase = hasUpperCase || byte.isUpperCase
            value = value.flatMap { $0 >> 60 == 0 ? $0 << 4 | digit : nil }
        }
        self.value = value
        self.hasPrefix = hasPrefix
        self.hasUpperCase = hasUpperCase
        digits = rest.count
    }

    /// A decimal number, or a hexadecimal one with `0x`, as modules print an index, a pid or a flag.
    init?(decimal word: ArraySlice<UInt8>) {
        var rest = word
        if Self.dropPrefix(&rest) {
            guard let number = PrintedNumber(hexadecimal: word) else { return nil }
            self = number
            return
        }
        guard !rest.isEmpty, rest.allSatisfy(\.isDigit) else { return nil }
        value = rest.reduce(UInt64?.some(0)) { sum, byte in
            guard let (product, overflow) = sum?.multipliedReportingOverflow(by: 10), !overflow else { return nil }
            let (total, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
            return carry ? nil : total
        }
        hasPrefix = false
        hasUpperCase = false
        digits = rest.count
    }

    /// Removes a leading `0x`, and returns whether there was one.
    private static func dropPrefix(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "0"), bytes.dropFirst().first?.lowercased == UInt8(ascii: "x") else {
            return false
        }
        bytes = bytes.dropFirst(2)
        return true
    }
}
