/// The meaning that a word in front of a number gives to the number.
enum FieldName: Equatable {
    case virtualAddress
    case physicalAddress
    case pageAddress
    case pageOffset
    case fiveLevels
    case value(TraceLevel)
    case index(TraceLevel)
    /// A name whose number is not part of the walk, such as a table's address or a process id.
    case ignored

    /// The field that a word in lower case names.
    init?(_ word: String) {
        switch word {
        case "vaddr", "va", "virt", "virtual", "vir", "virt_addr", "vir_addr", "v_addr", "virtaddr", "viraddr",
            "virtual_addr", "virtual_address", "virtualaddress", "linear", "linear_addr", "linear_address", "addr",
            "address":
            self = .virtualAddress
        case "paddr", "pa", "phys", "physical", "phy", "phys_addr", "phy_addr", "p_addr", "physaddr", "phyaddr",
            "physical_addr", "physical_address", "physicaladdress":
            self = .physicalAddress
        case "page_addr", "page_address", "pageaddr", "page_base", "page_phys", "page_paddr":
            self = .pageAddress
        case "page_offset", "pageoffset", "offset":
            self = .pageOffset
        case "pgtable_l5_enabled", "l5_enabled":
            self = .fiveLevels
        case "pid", "pfn", "cr3", "mm", "vma", "vm_start", "vm_end", "flags", "size":
            self = .ignored
        default:
            guard let level = TraceLevel(rawValue: String(word.prefix(3))) else { return nil }
            switch word.dropFirst(3) {
            case "", "_val", "_value", "_entry", "val", "value": self = .value(level)
            case "_index", "_idx", "index", "idx": self = .index(level)
            case let suffix where suffix.first == "_": self = .ignored
            default: return nil
            }
        }
    }

    /// Whether such a number is printed in hexadecimal.
    var isAddress: Bool {
        switch self {
        case .virtualAddress, .physicalAddress, .pageAddress, .pageOffset, .value: true
        case .fiveLevels, .index, .ignored: false
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
