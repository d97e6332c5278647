import MtestProtocol

/// A level by the name that a kernel's report, a debugger or a processor's manual gives it.
enum DumpLevel: Hashable {
    /// Linux's own name.
    case linux(TraceLevel)
    /// Intel's and AMD's: `PML4` is the root of four levels and the second of five.
    case manual(TraceLevel)
    /// Counted from the page up, from 1: `L4`, as Xen does.
    case fromPage(Int)
    /// Counted from the root down, from 0: `Layer-0`, as gdb-pt-dump does.
    case fromRoot(Int)

    /// Reads a name. Linux's are read in capitals only: in small letters they are a module's, which has its own reader.
    init?(_ word: Substring) {
        switch word {
        case "PGD": self = .linux(.pgd)
        case "P4D": self = .linux(.p4d)
        case "PUD": self = .linux(.pud)
        case "PMD": self = .linux(.pmd)
        case "PTE": self = .linux(.pte)
        case "PML5", "PML5E": self = .manual(.pgd)
        case "PML4", "PML4E": self = .manual(.p4d)
        case "PDPT", "PDPTE", "PDPE", "PDP", "PDPTR": self = .manual(.pud)
        case "PD", "PDE": self = .manual(.pmd)
        case "PT": self = .manual(.pte)
        case "L1", "L2", "L3", "L4", "L5": self = .fromPage(Int(word.dropFirst()) ?? 1)
        default:
            let lower = word.lowercased()
            guard lower.hasPrefix("layer-"), let number = Int(lower.dropFirst(6)), (0...4).contains(number) else {
                return nil
            }
            self = .fromRoot(number)
        }
    }

    /// Whether a report names it and lets its entry follow without a sign.
    var isOfReports: Bool { if case .linux = self { true } else { false } }

    /// Linux's level, in a walk of four or five.
    func level(hasFiveLevels: Bool) -> TraceLevel {
        switch self {
        case .linux(let level): return level
        case .manual(let level): return level == .p4d && !hasFiveLevels ? .pgd : level
        case .fromPage(let number): return Self.level(belowRoot: (hasFiveLevels ? 5 : 4) - number, hasFiveLevels)
        case .fromRoot(let number): return Self.level(belowRoot: number, hasFiveLevels)
        }
    }

    /// Whether only a walk of five levels has it.
    var needsFive: Bool {
        switch self {
        case .manual(.pgd), .fromPage(5), .fromRoot(4): true
        default: false
        }
    }

    private static func level(belowRoot number: Int, _ hasFiveLevels: Bool) -> TraceLevel {
        let levels: [TraceLevel] = hasFiveLevels ? [.pgd, .p4d, .pud, .pmd, .pte] : [.pgd, .pud, .pmd, .pte]
        return levels[min(max(number, 0), levels.count - 1)]
    }
}
