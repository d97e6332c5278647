import Foundation

/// The form in which ids of students are kept and compared. A file name that macOS wrote has `é` as two characters, the
/// roster has it as one: for a database these are two students.
package enum PersonalID {
    /// The id as it is kept: composed (Unicode NFC), without blanks at its ends, without what nobody sees, and without what
    /// spreadsheets want around a number that they are to leave as it is.
    package static func kept(_ text: String) -> String {
        let seen = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isInvisible($0) }))
        return DelimitedFile.trimmed(unwrapped(DelimitedFile.trimmed(seen))).precomposedStringWithCanonicalMapping
    }

    /// Zero width space, joiners and marks of direction, soft hyphen, byte order mark.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xad, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x2064, 0xfeff: true
        default: false
        }
    }

    /// `="0471"` and `'0471` without what is around the digits.
    private static func unwrapped(_ text: String) -> String {
        if text.hasPrefix("=\""), text.hasSuffix("\""), text.utf8.count > 3 {
            return String(text.dropFirst(2).dropLast())
        }
        if text.first == "'", text.dropFirst().first?.isPlainDigit == true { return String(text.dropFirst()) }
        return text
    }

    /// What two ids have in common that are taken for one: letter case does not count.
    package static func folded(_ text: String) -> String { kept(text).lowercased() }

    /// Whether a spreadsheet has made a number of an id: shortened it, as `4.71E+06`, or given it a fraction, as `47110.0`.
    package static func isShortened(_ text: String) -> Bool {
        let halves = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        if halves.count == 2, halves[0].count > 2, halves.allSatisfy({ $0.allSatisfy(\.isPlainDigit) }),
            !halves[1].isEmpty, halves[1].allSatisfy({ $0 == "0" })
        {
            return true
        }
        let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1].first == "+" && parts[1].dropFirst().allSatisfy(\.isPlainDigit)
            && parts[1].count > 1 && parts[0].contains { $0 == "." || $0 == "," }
            && parts[0].allSatisfy { $0.isPlainDigit || $0 == "." || $0 == "," }
    }
}
