package import Paging
import Words

extension Explanation {
    /// How the walk ended, in one sentence or two.
    package var conclusion: String {
        guard let walk else { return Self.nonCanonical(address, depth) ?? arithmetic }
        switch walk.outcome {
        case .page(let physical, let size):
            return "\(hex(address.value)) is at physical address \(hex(physical)), in a page of \(sizeName(size))."
        case .absent(let level):
            return
                "Nothing is there: the \(level.linuxName(depth)) entry is clear. Touching the address faults, and Linux then "
                + "decides by the VMAs of the process whether to make a page."
        case .protNone(let level, let physical):
            return
                "The \(level.linuxName(depth)) entry keeps the page at \(hex(physical)), but P is clear: every access "
                + "faults (PROT_NONE, or NUMA hinting)."
        case .swapped(_, let type, let offset):
            switch SwapKind(type: type) {
            case .area(let area):
                return
                    "The page is swapped out, to page \(offset) of swap area \(area). It has no physical address until it "
                    + "is read back."
            case .special:
                return "The entry is a note of Linux (type \(type)): the page has no translation now."
            }
        case .nonCanonical: return Self.nonCanonical(address, depth) ?? ""
        case .outsideMemory(let level, let table):
            return
                "The \(level.linuxName(depth)) table at \(hex(table)) was not kept, so the walk cannot go on "
                + "here."
        }
    }

    private var arithmetic: String {
        let indexes = levels.map { "\($0.name) \($0.index)" }.joined(separator: ", ")
        return "Indexes: \(indexes); offset \(hex(address.pageOffset)). Only the tables can say which page that is."
    }

    /// Why an address is not canonical, with the nearest one that is; nil for a canonical address.
    package static func nonCanonical(_ address: VirtualAddress, _ depth: PagingDepth) -> String? {
        guard !address.isCanonical(depth) else { return nil }
        let top = depth.addressBits - 1
        let bit = address.value >> top & 1
        var text =
            "\(hex(address.value)) is not canonical: with \(depth == .four ? "four" : "five") levels the processor "
            + "translates bits \(top):0, and bits 63:\(top + 1) must all equal bit \(top), which is \(bit) here. An access "
            + "faults before any table is read. The nearest canonical address: \(hex(address.canonical(depth).value))."
        if depth == .four, address.isCanonical(.five) {
            text += " With five levels (--levels 5) it would be canonical."
        }
        return text
    }
}

/// `0x` and all sixteen digits.
package func longHex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
}

/// `4 KiB`, `2 MiB`, `1 GiB`.
package func sizeName(_ bytes: UInt64) -> String {
    switch bytes {
    case 1 << 30: "1 GiB"
    case 2 << 20: "2 MiB"
    default: "\(bytes >> 10) KiB"
    }
}

/// A number in binary, `width` digits.
package func binary(_ number: UInt64, _ width: Int) -> String {
    let digits = String(number, radix: 2)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
