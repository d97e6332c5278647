/// A number as platforms and spreadsheets write it in any language: `1000`, `1,000.00`, `1.000,00`, `1 000,00`,
/// `1'000.00`.
package enum SheetNumber: Sendable, Hashable {
    case number(Double)
    /// `1,000` or `1.000`: a thousand in one language and one in another.
    case ambiguous
    /// Not a number; also what only a program would write, such as `1e3`, `inf` and `0x10`.
    case none

    /// Reads a number.
    ///
    /// - Parameters:
    ///   - text: The cell; blanks at its ends do not count.
    ///   - decimal: The sign before the decimals in this file, where that is known, for what is ambiguous without.
    package init(_ text: String, decimal: Character? = nil) {
        var digits = DelimitedFile.trimmed(text)
        let isNegative = digits.hasPrefix("-") || digits.hasPrefix("\u{2212}")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        guard digits.count <= 24, digits.first?.isPlainDigit == true, digits.last?.isPlainDigit == true,
            digits.allSatisfy({ $0.isPlainDigit || Self.signs.contains($0) })
        else {
            self = .none
            return
        }
        let signs = digits.filter { Self.signs.contains($0) }
        guard let last = signs.last else {
            self = .init(digits, "", isNegative)
            return
        }
        let groups = digits.split(separator: last, omittingEmptySubsequences: false)
        // A sign that stands twice, a blank and an apostrophe separate thousands; so does what stands before another sign.
        let isThousands = groups.count > 2 || !Self.decimalSigns.contains(last)
        if isThousands {
            self = Self.isGrouped(digits, by: last) ? .init(digits.filter(\.isPlainDigit), "", isNegative) : .none
            return
        }
        let whole = String(groups[0])
        if let thousands = whole.first(where: { Self.signs.contains($0) }) {
            guard Self.isGrouped(whole, by: thousands) else {
                self = .none
                return
            }
        } else if groups[1].count == 3, whole.count <= 3, whole != "0" {
            guard let decimal else {
                self = .ambiguous
                return
            }
            if decimal != last {
                self = .init(digits.filter(\.isPlainDigit), "", isNegative)
                return
            }
        }
        self = .init(whole.filter(\.isPlainDigit), String(groups[1]), isNegative)
    }

    /// The number, where it is one.
    package var value: Double? { if case .number(let value) = self { value } else { nil } }

    /// The sign before the decimals that a text shows beyond doubt: `,` in `81,00`, `.` in `1,000.00`; nil for `81`.
    package static func decimalSign(of text: String) -> Character? {
        let text = DelimitedFile.trimmed(text)
        guard case .number = SheetNumber(text), let last = text.last(where: { signs.contains($0) }),
            decimalSigns.contains(last), text.count(where: { $0 == last }) == 1
        else { return nil }
        return last
    }

    private init(_ whole: String, _ decimals: String, _ isNegative: Bool) {
        self =
            Double("\(isNegative ? "-" : "")\(whole).\(decimals.isEmpty ? "0" : decimals)").map { .number($0) } ?? .none
    }

    private static let decimalSigns: Set<Character> = [".", ","]
    /// Signs between digits; the blanks are those of French and Swedish, the apostrophes those of Switzerland.
    private static let signs: Set<Character> = [".", ",", " ", "\u{a0}", "\u{202f}", "\u{2009}", "'", "\u{2019}"]

    /// Whether all groups but the first have three digits, and only this sign separates them.
    private static func isGrouped(_ text: String, by sign: Character) -> Bool {
        let groups = text.split(separator: sign, omittingEmptySubsequences: false)
        return groups.allSatisfy { $0.allSatisfy(\.isPlainDigit) }
            && (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
    }
}

extension Character {
    /// One of 0 to 9; other scripts' digits are not read.
    var isPlainDigit: Bool { isASCII && isNumber }
}
