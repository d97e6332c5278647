package import Paging

/// Numbers as learners type them: in any base that C or a shell knows, with a unit, or as a small calculation.
///
/// ```
/// 275   0x113   0b100010011   8#423   1,024   512 GiB   2^39   1<<39   0x7f0000000000 + 4 KiB
/// ```
/// Bare digits are decimal, for `275` is what a walk's index is printed as; with a letter among them they are hexadecimal.
/// What could mean two things is refused rather than guessed, for a guess may cost the learner a try.
package enum AnswerText {
    /// The number that a text stands for.
    ///
    /// - Parameters:
    ///   - text: What was typed, blanks around it or not.
    ///   - unit: The unit that is asked for, in bytes: an answer with a unit is counted in it. 1 for a number of bytes.
    /// - Returns: The number, in `unit` where a unit was typed.
    /// - Throws: `AddressTextError` with a sentence for the learner.
    package static func number(_ text: String, unit: UInt64 = 1) throws(AddressTextError) -> UInt64 {
        guard text.utf8.count <= 200 else { throw .unreadable("That is too long for an answer.") }
        var calculation = try AnswerCalculation(text)
        let value = try calculation.value()
        guard calculation.hasUnit, unit > 1 else { return value }
        guard value % unit == 0 else {
            throw .unreadable("That is no whole number of \(ByteUnit.name(of: unit)), which the question asks for.")
        }
        return value / unit
    }

    /// What can be typed, for a text that is no number.
    static let sentence =
        "That is not read as a number. Write it in any base: 275, 0x113, 0b100010011 or 8#423; 1,024, 2^39, 1<<39 and "
        + "512 GiB are read too. Digits alone are decimal; with a letter a to f among them they are hexadecimal."

    static let tooLarge = "That is more than 64 bits, and no answer is (^ is read as a power, as in 2^39)."

    /// One number without sign, unit or operator.
    static func plain(_ text: Substring) throws(AddressTextError) -> UInt64 {
        if text.contains(",") {
            let groups = text.filter { $0 != " " }.split(separator: ",", omittingEmptySubsequences: false)
            let isRight =
                1...3 ~= groups[0].count && groups.dropFirst().allSatisfy { $0.count == 3 }
                && groups.allSatisfy { $0.allSatisfy(\.isDecimalDigit) }
            guard isRight else { throw .unreadable("A comma stands only between thousands, as in 1,024.") }
        }
        let digits = text.lowercased().filter { !"_', ".contains($0) }
        if text.contains(".") {
            throw .unreadable("Write a whole number without a point in it, for example 1024 or 1,024.")
        }
        if let hash = digits.firstIndex(of: "#") {
            guard let base = Int(digits[..<hash]), 2...36 ~= base else {
                throw .unreadable("Before # stands a base from 2 to 36, as in 8#423.")
            }
            return try read(digits[digits.index(after: hash)...], base, after: "\(base)#")
        }
        for (mark, base) in [("0x", 16), ("0b", 2), ("0o", 8)] where digits.hasPrefix(mark) {
            return try read(digits.dropFirst(2), base, after: mark)
        }
        let isDecimal = digits.allSatisfy(\.isDecimalDigit)
        if isDecimal, digits.count > 1, digits.hasPrefix("0"), digits.contains(where: { $0 != "0" }) {
            throw .unreadable(
                "With a 0 in front, \(digits.prefix(24)) could be octal, binary or decimal: write 8#423, 0b100010011 or 275."
            )
        }
        return try read(digits[...], isDecimal ? 10 : 16, after: nil)
    }

    private static func read(_ digits: Substring, _ base: Int, after mark: String?) throws(AddressTextError) -> UInt64 {
        let isRight =
            !digits.isEmpty
            && digits.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) && Int(String($0), radix: base) != nil }
        guard isRight else {
            throw .unreadable(mark.map { "After \($0) stand digits of base \(base) only." } ?? sentence)
        }
        guard let value = UInt64(digits, radix: base) else { throw .unreadable(tooLarge) }
        return value
    }
}

/// Units of memory. `k`, `kB` and `KiB` are one thing here, as in the kernel: 1024 bytes.
package enum ByteUnit {
    private static let prefixes = ["", "k", "m", "g", "t", "p", "e"]

    /// The bytes of a unit, for example 1024 for `KiB`; nil for what is none.
    package static func bytes(of word: some StringProtocol) -> UInt64? {
        let word = word.lowercased()
        if ["b", "byte", "bytes"].contains(word) { return 1 }
        for (power, prefix) in prefixes.enumerated().dropFirst() {
            // `e` and `eb` are hexadecimal digits.
            let spellings = power == 6 ? ["eib"] : [prefix, prefix + "b", prefix + "i", prefix + "ib"]
            if spellings.contains(word) { return 1 << (10 * UInt64(power)) }
        }
        return nil
    }

    /// The unit of so many bytes, a power of 1024.
    static func name(of bytes: UInt64) -> String {
        let power = min(bytes.trailingZeroBitCount / 10, prefixes.count - 1)
        return power == 0 ? "bytes" : prefixes[power].uppercased() + "iB"
    }
}

extension Character {
    /// One of 0 to 9; `isNumber` is also true of other scripts' digits.
    var isDecimalDigit: Bool { isASCII && isNumber }
}
