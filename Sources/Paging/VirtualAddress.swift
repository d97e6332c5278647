/// A virtual address, split as the processor splits it.
public struct VirtualAddress: Sendable, Hashable, Codable, Comparable {
    /// The address itself, in bytes.
    public let value: UInt64

    /// An address from any 64-bit number; see ``isCanonical(_:)``.
    public init(_ value: UInt64) { self.value = value }

    /// The nine index bits of a level, 0...511.
    ///
    /// This is the processor's index. Linux's `pgd_index` on a four-level machine is this type's index at `.p4d`
    /// (PGDIR_SHIFT is then 39): see ``linuxIndex(_:depth:)``.
    public func index(_ level: PagingLevel) -> Int { Int((value >> level.shift) & 0x1ff) }

    /// The value of Linux's `<level>_index`. With four levels `pgd_index` takes bits 47:39 and the folded p4d has a
    /// single entry, index 0 (PTRS_PER_P4D is 1 then; arch/x86/include/asm/pgtable.h, `p4d_index`).
    public func linuxIndex(_ level: PagingLevel, depth: PagingDepth) -> Int {
        guard depth == .four else { return index(level) }
        switch level {
        case .pgd: return index(.p4d)
        case .p4d: return 0
        default: return index(level)
        }
    }

    /// The bytes below an entry of this level: `value` modulo the entry's span.
    public func offset(below level: PagingLevel) -> UInt64 { value & level.offsetMask }

    /// The offset in a page of 4 KiB: bits 11:0.
    public var pageOffset: UInt64 { offset(below: .pte) }

    /// Whether all bits above the translated bits equal the highest translated bit (Intel SDM volume 1, 3.3.7.1).
    public func isCanonical(_ depth: PagingDepth) -> Bool {
        let spare = 64 - depth.addressBits
        return UInt64(bitPattern: (Int64(bitPattern: value) << Int64(spare)) >> Int64(spare)) == value
    }

    /// Whether the address is canonical and in the lower half, where user space lives.
    public func isUser(_ depth: PagingDepth) -> Bool { value < 1 << (depth.addressBits - 1) }

    /// Orders by value.
    public static func < (left: VirtualAddress, right: VirtualAddress) -> Bool { left.value < right.value }
}
