/// The meaning that the words about a number give to the number.
enum FieldName: Equatable {
    case virtualAddress
    case physicalAddress
    /// Where a page begins in physical memory.
    case pageAddress
    case pageOffset
    case fiveLevels
    case value(TraceLevel)
    case index(TraceLevel)
    /// An address without a word that says of which kind.
    case address
    /// An address of the kernel's own view of memory.
    case kernelAddress
    /// A page frame's number.
    case frameNumber
    /// A name whose number is not part of the walk, such as a table's address or a process id.
    case ignored

    /// Whether such a number is printed in hexadecimal.
    var isAddress: Bool {
        switch self {
        case .virtualAddress, .physicalAddress, .pageAddress, .pageOffset, .value, .address, .kernelAddress: true
        case .fiveLevels, .index, .ignored, .frameNumber: false
        }
    }

    /// The level that a value or an index belongs to.
    var level: TraceLevel? {
        switch self {
        case .value(let level), .index(let level): level
        default: nil
        }
    }
}
