/// Why a text is not an address: one sentence for the person who typed it.
public struct AddressTextError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// A refusal with this sentence.
    public static func unreadable(_ sentence: String) -> AddressTextError { AddressTextError(description: sentence) }
}

extension VirtualAddress {
    /// Reads what people type: hexadecimal with or without `0x`, `_` or `'` between digits, decimal as `10#N`.
    public init(parsing text: String) throws(AddressTextError) { self.init(try Self.number(text)) }

    /// The number that a text stands for, read as by ``init(parsing:)``.
    public static func number(_ text: String) throws(AddressTextError) -> UInt64 {
        var digits = Array(text.utf8.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x5f && $0 != 0x27 })
        let isDecimal = digits.starts(with: "10#".utf8)
        if isDecimal {
            digits.removeFirst(3)
        } else if digits.count > 1, digits[0] == 0x30, digits[1] | 0x20 == 0x78 {
            digits.removeFirst(2)
        }
        guard !digits.isEmpty else {
            throw AddressTextError(
                description: "an address is missing: write it in hexadecimal, such as 0x7f116269a000")
        }
        let radix: UInt64 = isDecimal ? 10 : 16
        var value: UInt64 = 0
        for digit in digits {
            guard let one = Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt64.init), one < radix else {
                throw AddressTextError(
                    description: isDecimal
                        ? "after 10# only the digits 0 to 9 may stand"
                        : "type a hexadecimal number (digits 0-9 and a-f, with or without 0x), or a decimal one as 10#N"
                )
            }
            let (product, tooMuch) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(one)
            guard !tooMuch, !carry else {
                throw AddressTextError(description: "that is more than 64 bits: an address has at most 64")
            }
            value = sum
        }
        return value
    }

    /// The nearest canonical address: the translated bits kept, the others made equal to the highest of them.
    public func canonical(_ depth: PagingDepth) -> VirtualAddress {
        let spare = Int64(64 - depth.addressBits)
        return VirtualAddress(UInt64(bitPattern: (Int64(bitPattern: value) << spare) >> spare))
    }
}
