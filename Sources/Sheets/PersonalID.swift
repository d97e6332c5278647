import Foundation

/// The form in which ids of students are kept and compared. A file name that macOS wrote has `é` as two characters, the
/// roster has it as one: for a database these are two students.
package enum PersonalID {
    /// The id as it is kept: composed (Unicode NFC), without blanks at its ends.
    package static func kept(_ text: String) -> String {
        DelimitedFile.trimmed(text).precomposedStringWithCanonicalMapping
    }

    /// What two ids have in common that are taken for one: letter case does not count.
    package static func folded(_ text: String) -> String { kept(text).lowercased() }

    /// Whether a spreadsheet has made a number of an id and shortened it, as `4.71E+06`.
    package static func isShortened(_ text: String) -> Bool {
        let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1].first == "+" && parts[1].dropFirst().allSatisfy(\.isPlainDigit)
            && parts[1].count > 1 && parts[0].contains { $0 == "." || $0 == "," }
            && parts[0].allSatisfy { $0.isPlainDigit || $0 == "." || $0 == "," }
    }
}
