/// A number exactly as a module printed it, never corrected.
struct PrintedNumber: Equatable {
    /// The number; nil when it does not fit in 64 bits.
    let value: UInt64?
    let hasPrefix: Bool
    let hasUpperCase: Bool
    /// The number of digits, leading zeros included.
    let digits: Int
    /// What the digits are in base 10; nil where one of them is a letter, or where it does not fit in 64 bits.
    let decimalValue: UInt64?

    /// A whole word of hexadecimal digits, with or without `0x`; nil for any other word. `0x` twice (`"0x%#lx"`), and
    /// an `UL` or `h` behind the digits belong to the number.
    init?(hexadecimal word: ArraySlice<UInt8>) {
        var rest = word
        let hasPrefix = Self.dropPrefix(&rest)
        if hasPrefix { _ = Self.dropPrefix(&rest) }
        Self.dropSuffix(&rest, hasPrefix)
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
        decimalValue = Self.decimal(rest)
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
        value = Self.decimal(rest)
        decimalValue = value
        hasPrefix = false
        hasUpperCase = false
        digits = rest.count
    }

    /// The same digits read in base 10.
    init?(decimalDigitsOf number: PrintedNumber) {
        guard let value = number.decimalValue else { return nil }
        self.value = value
        decimalValue = value
        hasPrefix = number.hasPrefix
        hasUpperCase = false
        digits = number.digits
    }

    /// Whether the digits may as well be decimal: no letter among them, and no `0x`.
    var mayBeDecimal: Bool { decimalValue != nil && !hasPrefix }

    /// Whether it looks like an address rather than a count: `0x`, or five digits and more.
    var looksLikeAddress: Bool { hasPrefix || digits >= 5 }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var sum: UInt64 = 0
        for byte in digits {
            guard byte.isDigit else { return nil }
            let (product, overflow) = sum.multipliedReportingOverflow(by: 10)
            let (total, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
            guard !overflow, !carry else { return nil }
            sum = total
        }
        return sum
    }

    /// Removes a leading `0x`, and returns whether there was one.
    private static func dropPrefix(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "0"), bytes.dropFirst().first?.lowercased == UInt8(ascii: "x") else {
            return false
        }
        bytes = bytes.dropFirst(2)
        return true
    }

    /// `0x1000UL`, `139e37123h`.
    private static func dropSuffix(_ bytes: inout ArraySlice<UInt8>, _ hasPrefix: Bool) {
        if hasPrefix {
            while let last = bytes.last?.lowercased, last == UInt8(ascii: "u") || last == UInt8(ascii: "l") {
                bytes.removeLast()
            }
        } else if bytes.count > 5, bytes.last?.lowercased == UInt8(ascii: "h") {
            bytes.removeLast()
        }
    }
}
