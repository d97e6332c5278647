/// A way in which an answer departs from the contract's spelling and was understood all the same.
///
/// Notes cost nothing. They are there so that a student learns the contract's form.
package enum StyleNote: String, CaseIterable, Hashable, Sendable {
    /// Addresses are printed without `0x`.
    case missingHexPrefix
    /// Hexadecimal digits are printed in upper case.
    case upperCaseHexadecimal
    /// `start-end`, as in `/proc/pid/maps`.
    case dashBetweenAddresses
    /// Words or signs around the numbers of a line, such as `start = 0x... end = 0x...`.
    case labelledFields
    /// Something follows the permissions, or a fourth letter such as `p` or `s` is part of them.
    case extraField
    /// Permissions are spelled otherwise than `rwx` with `-`.
    case otherPermissionSpelling
    /// The line has no permissions.
    case missingPermissions
    /// No `[mtest]` or `[mtest.<command>]` in front.
    case missingPrefix
    /// Something else than `[mtest]` or `[mtest.<command>]` in front.
    case otherPrefix
    /// The process is announced in other words than `Process = <comm>, PID = <pid>`.
    case otherProcessLine
    /// The virtual address is missing from the translation.
    case addressOmitted
    /// The result is said in other words than the contract's.
    case otherWording
    /// The walk's fields are named or arranged otherwise than `<level>_val = 0x...`.
    case otherFieldNames

    /// One sentence for the student.
    package var sentence: String {
        switch self {
        case .missingHexPrefix: "Print addresses with 0x in front (0x%lx), so that nobody takes them for decimal."
        case .upperCaseHexadecimal: "Print hexadecimal digits in lower case (%lx rather than %lX)."
        case .dashBetweenAddresses: "Separate the two addresses by a blank rather than a dash."
        case .labelledFields: "Print the two addresses and the permissions alone, without labels."
        case .extraField: "End the line after the three permission letters."
        case .otherPermissionSpelling: "Print permissions as three characters, rwx, with - for what is absent."
        case .missingPermissions: "Print the permissions after the two addresses."
        case .missingPrefix: "Begin each line with [mtest.<command>], so that it can be told from other messages."
        case .otherPrefix: "Begin each line with [mtest.<command>]."
        case .otherProcessLine: "Announce each process as: Process = <comm>, PID = <pid>."
        case .addressOmitted: "Repeat the virtual address in the result: vaddr = 0x... -> paddr = 0x..."
        case .otherWording: "Say the result in the contract's words."
        case .otherFieldNames: "Name the fields of the walk as the contract does: pgd_val = 0x..., pgd_index = ..."
        }
    }
}

extension [StyleNote] {
    /// Every note once, in the order of declaration: what a report prints does not depend on a hash seed.
    init(ordered notes: Set<StyleNote>) {
        self = StyleNote.allCases.filter(notes.contains)
    }
}
