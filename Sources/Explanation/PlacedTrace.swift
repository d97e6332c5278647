import MtestProtocol
import Paging
import Words

/// A number that stands where an entry belongs, and that Linux puts into no table of an x86-64.
package struct UnplacedNumber: Sendable, Hashable {
    /// As it was printed.
    package let value: UInt64
    /// What it may be, as far as its bits say.
    package let kind: Kind

    /// What such a number may be.
    package enum Kind: Sendable, Hashable {
        /// An address in the kernel's half: a pointer to the entry.
        case kernelPointer
        /// Less than 512: an index.
        case index
        /// Its low bits are those of no table entry.
        case other
        /// It stands in a walk with such a number as other machines' tables have.
        case foreign
    }

    /// One sentence: what was printed, and that it is not judged.
    package var sentence: String {
        switch kind {
        case .kernelPointer: "\(hex(value)) is an address of the kernel, a pointer to the entry perhaps: not judged"
        case .index: "\(hex(value)) is an index, not an entry: not judged as one"
        case .other:
            "\(hex(value)) is no entry as Linux writes them on x86-64, where those of tables end in 067 or 063: not judged"
        case .foreign: "\(hex(value)) stands beside entries that are none of x86-64: not judged"
        }
    }
}

/// A printed walk whose entries can be entries: other numbers are set aside before anything is judged.
struct PlacedTrace {
    private(set) var trace: LevelTrace
    private(set) var unplaced: [TraceLevel: UnplacedNumber] = [:]

    init(_ trace: LevelTrace) {
        self.trace = trace
        defer { if unplaced.values.contains(where: Self.isForeign) { setAllAside() } }
        for (level, entry) in trace.entries {
            guard let value = entry.value, let kind = Self.kind(of: value, level) else { continue }
            unplaced[level] = UnplacedNumber(value: value, kind: kind)
            self.trace.entries[level]?.value = nil
            if kind == .index, entry.index == nil {
                self.trace.entries[level]?.index = value
                unplaced[level] = nil
            }
        }
    }

    /// Whether a number looks like an entry for a table on another machine: bits 62:52 are in use, which Linux leaves clear in
    /// such an entry of x86-64; only the lowest two bits (arm64: ARM DDI 0487, D8.3.1) or the lowest one (RISC-V privileged
    /// architecture, 4.4) are set of the lowest twelve or ten.
    private static func isForeign(_ number: UnplacedNumber) -> Bool {
        let value = number.value
        return number.kind == .other && (value >> 52 & 0x7ff != 0 || value & 0xfff == 0x003 || value & 0x3ff == 0x001)
    }

    /// Sets everything aside: how many bits an index has, and what an entry says, is another machine's.
    private mutating func setAllAside() {
        for (level, entry) in trace.entries {
            if let value = entry.value { unplaced[level] = UnplacedNumber(value: value, kind: .foreign) }
            trace.entries[level]?.value = nil
            trace.entries[level]?.index = nil
        }
    }

    /// P, R/W, accessed and dirty: set in each entry of a table that Linux writes (_KERNPG_TABLE and _PAGE_TABLE of
    /// arch/x86/include/asm/pgtable_types.h).
    private static let ofTables: UInt64 = 0x063
    private static let isLarge: UInt64 = 1 << 7

    /// Nil where the number can be an entry of this level.
    private static func kind(of value: UInt64, _ level: TraceLevel) -> UnplacedNumber.Kind? {
        if value == 0 { return nil }
        // The kernel's half begins at the address of the direct map or below; inverted frame numbers of entries that are
        // not present have clear bits 62:52.
        if value >> 48 == 0xffff || value >> 56 == 0xff { return .kernelPointer }
        if value < 512, value & 1 == 0 || level != .pte { return .index }
        switch level {
        case .pte: return nil
        case .pmd where value & isLarge != 0, .pud where value & isLarge != 0: return nil
        // Not present, and not zero: an entry of a page that is migrated or swapped (swp_entry, mm/swapops.h).
        case .pmd where value & 1 == 0 && value >> 59 != 0: return nil
        default: return value & ofTables == ofTables ? nil : .other
        }
    }
}
