/// One entry of `/proc/PID/pagemap` (Documentation/admin-guide/mm/pagemap.rst).
public struct PagemapEntry: Sendable, Hashable, Codable {
    /// The raw 64 bits.
    public let raw: UInt64

    /// An entry from eight bytes of the file.
    public init(_ raw: UInt64) { self.raw = raw }

    /// Bit 63: there is a page frame. A PROT_NONE page counts as present too.
    public var isPresent: Bool { raw >> 63 == 1 }
    /// Bit 62: the page is in swap.
    public var isSwapped: Bool { raw >> 62 & 1 == 1 }
    /// Bit 61: the page belongs to a file or to shared anonymous memory.
    public var isFileOrShared: Bool { raw >> 61 & 1 == 1 }
    /// Bits 54:0 of a present page: its frame number, of 4 KiB frames; nil otherwise.
    public var frame: UInt64? { isPresent ? raw & ((1 << 55) - 1) : nil }
    /// Bits 4:0 and 54:5 of a swapped page: the swap area's number and the page's offset in it; nil otherwise.
    public var swap: (type: Int, offset: UInt64)? {
        isSwapped ? (Int(raw & 0x1f), raw >> 5 & ((1 << 50) - 1)) : nil
    }
    /// Bit 57: write-protected by userfaultfd.
    public var isUserfaultProtected: Bool { raw >> 57 & 1 == 1 }
    /// Bit 56: no other process maps the page.
    public var isExclusive: Bool { raw >> 56 & 1 == 1 }
    /// Bit 55: written since soft-dirty was last cleared.
    public var isSoftDirty: Bool { raw >> 55 & 1 == 1 }

    /// Whether a walk ends at the same frame or the same place in swap: these can be compared bit for bit.
    public func agrees(with walk: PageWalk) -> Bool {
        switch walk.outcome {
        case .page(let physical, _), .protNone(_, let physical): frame == physical >> 12
        case .swapped(_, let type, let offset):
            swap.map { $0.type == type && $0.offset == offset } ?? false
        case .absent, .nonCanonical: !isPresent && !isSwapped
        case .outsideMemory: false
        }
    }
}
