/// One entry of `/proc/PID/pagemap` (Documentation/admin-guide/mm/pagemap.rst).
public struct PagemapEntry: Sendable, Hashable, Codable {
    /// The raw 64 bits.
    public let raw: UInt64

    /// Wraps eight bytes of the file.
    public init(_ raw: UInt64) { self.raw = raw }

    /// Bit 63: a page frame is there. A PROT_NONE page counts as present too.
    public var isPresent: Bool { raw >> 63 == 1 }
    /// Bit 62: the page is in swap.
    public var isSwapped: Bool { raw >> 62 & 1 == 1 }
    /// Bit 61: the page belongs to a file or to shared anonymous memory.
    public var isFileOrShared: Bool { raw >> 61 & 1 == 1 }
    /// Bits 54:0 of a present page: its frame number, of 4 KiB frames; nil otherwise.
    public var frame: UInt64? { isPresent ? raw & ((1 << 55) - 1) : nil }
}
