/// The name of a mistake, as it stands in results, rubrics, lessons and statistics; coded as that one text.
///
/// What the name means is in the ``MistakeCatalogue``.
package struct Mistake: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Lower-case words with hyphens between them, such as `page-offset-lost`. It never changes.
    package let id: String

    /// The id.
    package var description: String { id }

    /// A name; whether a catalogue has it is asked of the catalogue.
    package init(_ id: String) { self.id = id }

    /// Reads the id.
    package init(from decoder: any Decoder) throws {
        id = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the id.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(id)
    }
}

/// The mistakes that the rules about a wrong address and the judge of a printed walk name.
extension Mistake {
    package static let flagsLeftInAddress = Mistake("flags-left-in-address")
    package static let flagsLeftInLowBits = Mistake("flags-left-in-low-bits")
    package static let pageOffsetLost = Mistake("page-offset-lost")
    package static let pageOffsetAddedTwice = Mistake("page-offset-added-twice")
    package static let pageOffsetScaled = Mistake("page-offset-scaled")
    package static let pageOffsetWrong = Mistake("page-offset-wrong")
    package static let physicalAddressWrong = Mistake("physical-address-wrong")
    package static let presentPageNotFound = Mistake("present-page-not-found")
    package static let wrongProcessCurrent = Mistake("wrong-process-current")
    package static let directMapArithmetic = Mistake("direct-map-arithmetic")
    package static let hugePageWalkedAsTable = Mistake("huge-page-walked-as-table")
    package static let hugePageRefused = Mistake("huge-page-refused")
    package static let hugePageOffsetTruncated = Mistake("huge-page-offset-truncated")
    package static let hugePageOffsetAdded = Mistake("huge-page-offset-added")
    package static let absentEntryTranslated = Mistake("absent-entry-translated")
    package static let emptyEntryFollowed = Mistake("empty-entry-followed")
    package static let fifthLevelSkipped = Mistake("fifth-level-skipped")
    package static let foldedLevelWalked = Mistake("folded-level-walked")
    package static let levelIndexWrong = Mistake("level-index-wrong")
    package static let addressTruncated = Mistake("address-truncated")
    package static let frameNumberPrinted = Mistake("frame-number-printed")
    package static let kernelPointerPrinted = Mistake("kernel-pointer-printed")
    package static let decimalPrinted = Mistake("decimal-printed")
    package static let nonCanonicalAddressTranslated = Mistake("non-canonical-address-translated")
    package static let kernelAddressTranslated = Mistake("kernel-address-translated")

    /// All of the above: a catalogue has to have them.
    package static let namedByRules: [Mistake] = [
        .flagsLeftInAddress, .flagsLeftInLowBits, .pageOffsetLost, .pageOffsetAddedTwice, .pageOffsetScaled,
        .pageOffsetWrong, .physicalAddressWrong, .presentPageNotFound, .wrongProcessCurrent, .directMapArithmetic,
        .hugePageWalkedAsTable, .hugePageRefused, .hugePageOffsetTruncated, .frameNumberPrinted, .kernelPointerPrinted,
        .hugePageOffsetAdded, .absentEntryTranslated, .emptyEntryFollowed,
        .fifthLevelSkipped, .foldedLevelWalked, .levelIndexWrong, .addressTruncated, .decimalPrinted,
        .nonCanonicalAddressTranslated, .kernelAddressTranslated,
    ]
}
