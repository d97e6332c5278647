/// Why a text is not an address: one sentence for the person who typed it.
public struct AddressTextError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence, without a full stop.
    public let description: String

    /// An error with this sentence.
    public static func unreadable(_ sentence: String) -> AddressTextError { AddressTextError(description: sentence) }
}

extension VirtualAddress {
    /// Reads an address as people type it: hexadecimal with or without `0x`, or decimal as `10#N`; `_` or `'` may stand
    /// between digits.
    ///
    /// - Throws: ``AddressTextError``.
    public init(parsing text: String) throws(AddressTextError) { self.init(try Self.number(text)) }

    /// The number in a text, read as in ``init(parsing:)``.
    ///
    /// - Throws: ``AddressTextError``.
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
                description: "write an address in hexadecimal, such as 0x7f116269a000: the address is missing")
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

    /// The canonical address with the same translated bits: the bits above them become equal to the highest of them.
    public func canonical(_ depth: PagingDepth) -> VirtualAddress {
        let spare = Int64(64 - depth.addressBits)
        return VirtualAddress(UInt64(bitPattern: (Int64(bitPattern: value) << spare) >> spare))
    }
}
