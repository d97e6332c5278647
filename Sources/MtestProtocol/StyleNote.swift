/// A difference between an answer and the contract's spelling that does not prevent understanding.
///
/// A note costs no points. It teaches the student the contract's form.
package enum StyleNote: String, CaseIterable, Hashable, Sendable {
    /// Addresses are printed without `0x`.
    case missingHexPrefix
    /// Hexadecimal digits are printed in upper case.
    case upperCaseHexadecimal
    /// Addresses are printed in base 10.
    case decimalAddress
    /// `start-end`, as in `/proc/pid/maps`.
    case dashBetweenAddresses
    /// Words or signs around the numbers of a line, such as `start = 0x... end = 0x...`.
    case labelledFields
    /// Text follows the permissions, or they have a fourth letter such as `p` or `s`.
    case extraField
    /// Permissions are not spelled as `rwx` with `-`.
    case otherPermissionSpelling
    /// A line was made by several calls of printk(), each of which begins a record of its own.
    case lineInPieces
    /// The line has no permissions.
    case missingPermissions
    /// The line does not begin with `[mtest]` or `[mtest.<command>]`, nor with another prefix.
    case missingPrefix
    /// The line begins with another prefix than `[mtest]` or `[mtest.<command>]`.
    case otherPrefix
    /// The process is not named as `Process = <comm>, PID = <pid>`.
    case otherProcessLine
    /// The virtual address is missing from the translation.
    case addressOmitted
    /// The page's address and the offset are printed, and their sum is not.
    case sumOmitted
    /// The result is not in the contract's words.
    case otherWording
    /// The walk's fields are not named and arranged as `<level>_val = 0x...`.
    case otherFieldNames

    /// One sentence that tells the student what to print.
    package var sentence: String {
        switch self {
        case .missingHexPrefix: "Print addresses with 0x in front (0x%lx), so that they cannot be read as decimal."
        case .upperCaseHexadecimal: "Print hexadecimal digits in lower case (%lx rather than %lX)."
        case .decimalAddress: "Print addresses in hexadecimal (0x%lx), as the commands and /proc/PID/maps have them."
        case .dashBetweenAddresses: "Separate the two addresses with a blank, not a dash."
        case .labelledFields: "Print only the two addresses and the permissions, without labels."
        case .extraField: "End the line after the three permission letters."
        case .otherPermissionSpelling:
            "Print permissions as three characters, rwx, with - for a missing one."
        case .lineInPieces:
            "Print a line with one printk(): each call begins a record of its own, on a line of its own."
        case .missingPermissions: "Print the permissions after the two addresses."
        case .missingPrefix:
            "Begin each line with [mtest.<command>], so that it stands out in the log."
        case .otherPrefix: "Begin each line with [mtest.<command>]."
        case .otherProcessLine: "Name each process like this: Process = <comm>, PID = <pid>."
        case .addressOmitted: "Repeat the virtual address in the result: vaddr = 0x... -> paddr = 0x..."
        case .sumOmitted: "Print the physical address itself: page address and offset as one number."
        case .otherWording: "Print the result in the contract's words."
        case .otherFieldNames: "Name the fields of the walk as in the contract: pgd_val = 0x..., pgd_index = ..."
        }
    }
}

extension [StyleNote] {
    /// Every note once, in the order of declaration, so that a report does not depend on a hash seed.
    init(ordered notes: Set<StyleNote>) {
        self = StyleNote.allCases.filter(notes.contains)
    }
}
