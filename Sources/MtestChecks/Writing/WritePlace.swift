import Grading
import Mistakes
import Paging
import Words

/// A place that a known mistake leads a write to, instead of the one that it was about.
struct WritePlace: Sendable, Hashable {
    /// Which memory the address is one of.
    enum Memory: Sendable, Hashable {
        /// That of the process with this index among those that are looked at; the target is the first.
        case process(Int)
        /// The machine's.
        case physical
    }

    let memory: Memory
    let address: UInt64
    /// The mistakes that lead there; none where only the process is another.
    let mistakes: [Mistake]
    /// Index of the process whose tables were used.
    let process: Int

    /// The places for one process: its tables, walked from `address`, end as `walk` says.
    static func all(_ address: UInt64, _ walk: PageWalk, process: Int) -> [WritePlace] {
        var places: [WritePlace] = []
        if process > 0 {
            places.append(WritePlace(memory: .process(process), address: address, mistakes: [], process: process))
        }
        func add(_ memory: Memory, _ other: UInt64, _ mistakes: Mistake...) {
            guard memory != .process(process) || other != address else { return }
            places.append(WritePlace(memory: memory, address: other, mistakes: mistakes, process: process))
        }
        let page = Stretch.firstByte(ofPage: address)
        let offset = VirtualAddress(address).pageOffset
        add(.process(process), address & ~7, .unalignedAddressRounded)
        add(.process(process), address & ~3, .unalignedAddressRounded)
        add(.process(process), page, .pageOffsetLost)
        for unit in units { add(.process(process), page &+ offset * unit, .pageOffsetScaled) }
        switch walk.outcome {
        case .page(let physical, let size):
            // Pointers into the kernel's map of all memory go on where the page ends in physical memory.
            let frame = Stretch.firstByte(ofPage: physical)
            for unit in units where offset * unit >= Stretch.page {
                add(.physical, frame + offset * unit, .pageOffsetScaled)
            }
            guard size > Stretch.page else { break }
            let start = physical & ~(size - 1)
            if start + offset != physical { add(.physical, start + offset, .hugePageOffsetTruncated) }
            add(.physical, start, .pageOffsetLost)
            for unit in units { add(.physical, start + (physical & (size - 1)) * unit, .pageOffsetScaled) }
        default:
            // A number in an entry that is not present, as it is and inverted (arch/x86/include/asm/pgtable-invert.h).
            guard let entry = walk.steps.last?.entry, !entry.isPresent, !entry.isNone else { break }
            for raw in [entry.raw, ~entry.raw] {
                let frame = raw & PageTableEntry.addressMask
                guard frame != 0 else { continue }
                add(.physical, frame + offset, .absentEntryTranslated)
                add(.physical, frame, .absentEntryTranslated, .pageOffsetLost)
            }
        }
        guard process == 0 else { return places }
        // Address 0 and the offset, in a page of 4 KiB, 2 MiB or 1 GiB.
        for level in [PagingLevel.pte, .pmd, .pud] {
            add(.physical, address & level.offsetMask, .writtenToPhysicalZero)
        }
        add(.physical, 0, .writtenToPhysicalZero, .pageOffsetLost)
        for unit in units { add(.physical, offset * unit, .writtenToPhysicalZero, .pageOffsetScaled) }
        return places
    }

    /// Bytes of what pointers point to, that an offset was counted in: unsigned long, int, short.
    private static let units: [UInt64] = [8, 4, 2]

    /// Physical pages that have to be looked at for it.
    var frames: [UInt64] {
        guard memory == .physical else { return [] }
        return Array(Set([address, address + UInt64(MemoryWrite.width - 1)].map(Stretch.firstByte(ofPage:)))).sorted()
    }
}
