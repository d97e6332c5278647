/// What stands anywhere in an answer, whether or not it can be read as one.
package enum AnswerText {
    /// Whether a number stands in the lines, in any spelling that C's formats have: hexadecimal with or without `0x`, in
    /// either case, with zeros in front; decimal, with or without a sign; octal. It may touch words (`pa0x1000`,
    /// `1000h`), but no other digits.
    ///
    /// It says that a number was printed, not what for: a small number stands in many lines by chance. Numbers below
    /// 0x1000 are therefore found only as words of their own.
    ///
    /// - Parameters:
    ///   - number: The number that would be right.
    ///   - lines: The answer, as it came.
    /// - Returns: Whether it is printed there. Linear in the length of the lines.
    package static func contains(_ number: UInt64, in lines: [String]) -> Bool {
        let spellings = Spellings(number)
        return lines.contains { line in
            var line = line
            return line.withUTF8 { spellings.occur(in: $0) }
        }
    }

    /// Whether all these numbers stand in the lines, each in any spelling, as ``contains(_:in:)`` finds one.
    ///
    /// - Parameters:
    ///   - numbers: The numbers that would be right, such as the first and last addresses of a process's VMAs.
    ///   - lines: The answer, as it came.
    /// - Returns: Whether none is missing. Linear in the length of the lines.
    package static func containsAll(_ numbers: [UInt64], in lines: [String]) -> Bool {
        var missing = Set(numbers)
        for line in lines where !missing.isEmpty {
            var line = line
            line.withUTF8 { bytes in
                _ = Spellings.scan(bytes) { run in
                    for value in Spellings.values(of: run) { missing.remove(value) }
                    return false
                }
            }
        }
        return missing.isEmpty
    }
}

/// The ways to print one number.
private struct Spellings {
    let number: UInt64

    init(_ number: UInt64) { self.number = number }

    func occur(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        Spellings.scan(bytes) { run in Spellings.values(of: run).contains(number) }
    }

    /// A run of hexadecimal digits, and what surrounds it.
    struct Run {
        let digits: UnsafeBufferPointer<UInt8>.SubSequence
        let hasPrefix: Bool
        let isNegative: Bool
        /// Whether a letter, a digit or an underscore touches it.
        let isGlued: Bool
    }

    /// Every run of hexadecimal digits in the text; stops where `body` returns true, and returns whether it did.
    static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Run) -> Bool) -> Bool {
        var index = 0
        while index < bytes.count {
            guard bytes[index].hexadecimalDigit != nil else {
                index += 1
                continue
            }
            var start = index
            let hasPrefix =
                bytes[index] == UInt8(ascii: "0") && index + 2 < bytes.count
                && bytes[index + 1].lowercased == UInt8(ascii: "x") && bytes[index + 2].hexadecimalDigit != nil
            if hasPrefix { start = index + 2 }
            var end = start
            while end < bytes.count, bytes[end].hexadecimalDigit != nil { end += 1 }
            // In `0x0x1000` the second prefix belongs to the number.
            if end < bytes.count, end == start + 1, bytes[start] == UInt8(ascii: "0"),
                bytes[end].lowercased == UInt8(ascii: "x")
            {
                index = start == index ? end + 1 : start
                continue
            }
            let before = index > 0 ? bytes[index - 1] : 0x20
            let after = end < bytes.count ? bytes[end] : 0x20
            let run = Run(
                digits: bytes[start..<end], hasPrefix: hasPrefix, isNegative: before == UInt8(ascii: "-"),
                isGlued: isPart(before) || isPart(after))
            if body(run) { return true }
            index = end
        }
        return false
    }

    private static func isPart(_ byte: UInt8) -> Bool { byte.isDigit || byte.isLetter || byte == UInt8(ascii: "_") }

    /// The numbers that a run can mean, each in one base.
    static func values(of run: Run) -> [UInt64] {
        // 64 bits have at most 64 digits; more are zeros in front, or no number.
        let digits = run.digits.drop { $0 == UInt8(ascii: "0") }
        guard digits.count <= 22 else { return [] }
        var found: [UInt64] = []
        for base: UInt64 in [16, 10, 8] {
            guard let value = value(of: digits, base: base) else { continue }
            // A small number inside a word is no number.
            if run.isGlued, !run.hasPrefix, value < 0x1000 { continue }
            found.append(value)
            // `%ld` prints addresses of the kernel's half with a sign.
            if base == 10, run.isNegative { found.append(0 &- value) }
        }
        return found + glued(digits)
    }

    /// `page139e37123` ends in a number although "e" is a digit too: the longest ends that begin behind a letter of the
    /// word before are not told apart, and only digits after the run's first letters count.
    private static func glued(_ digits: UnsafeBufferPointer<UInt8>.SubSequence) -> [UInt64] {
        let rest = digits.drop { !$0.isDigit }
        guard rest.count < digits.count, let value = value(of: rest, base: 16), value >= 0x1000 else { return [] }
        return [value]
    }

    private static func value(of digits: UnsafeBufferPointer<UInt8>.SubSequence, base: UInt64) -> UInt64? {
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = byte.hexadecimalDigit, digit < base else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: base)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }
}
