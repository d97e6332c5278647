extension PageTableEntry {
    /// All bits of the entry as fields, from bit 63 down, without gaps. The layout depends on the level and on whether
    /// the entry is present; if it is not, on what Linux keeps in the entry.
    ///
    /// Software bits are those of Linux 6.1; other versions use some of them differently.
    public func fields(at level: PagingLevel) -> [EntryField] {
        if isPresent { return isLeaf(at: level) ? leafFields(level) : tableFields(level) }
        if isNone { return [field(0...63, "ignored", "", "all clear: nothing is here")] }
        if isProtNone { return protNoneFields(level) }
        return swapFields
    }

    private func field(_ bits: ClosedRange<Int>, _ manual: String, _ linux: String, _ meaning: String) -> EntryField {
        EntryField(bits, manual, linux, in: raw, meaning)
    }

    private func field(_ bit: Bit, _ manual: String, _ linux: String, _ set: String, _ clear: String) -> EntryField {
        field(bit.rawValue...bit.rawValue, manual, linux, has(bit) ? set : clear)
    }

    private func tableFields(_ level: PagingLevel) -> [EntryField] {
        let below = level.next?.name ?? "page"
        let noExecute = "no instruction fetches below this entry"
        return [
            field(.noExecute, "XD", "_PAGE_NX", noExecute, "instructions may lie below"),
            field(52...62, "ignored", "", "of no meaning in an entry that leads to a table"),
            field(12...51, "address", "PTE_PFN_MASK", "the \(below) table is at \(hexadecimal(tableAddress))"),
            field(9...11, "ignored", "_PAGE_SOFTW1-3", "free for the system; Linux leaves them clear here"),
            field(8...8, "ignored", "", "G counts in leaves only"),
            field(
                7...7, level == .pud || level == .pmd ? "PS" : "reserved", "_PAGE_PSE",
                level == .pud || level == .pmd ? "no large page: a table follows" : "no page can be this large"),
            field(6...6, "ignored", "_PAGE_DIRTY", "set by Linux in tables, where it is ignored"),
            accessed, cacheDisable, writeThrough, user, writable, present,
        ]
    }

    private func leafFields(_ level: PagingLevel) -> [EntryField] {
        let low = level == .pte ? 12 : Int(level.shift)
        var fields = [
            field(
                .noExecute, "XD", "_PAGE_NX", "no instruction may be fetched here",
                "instructions may be fetched here"),
            field(
                59...62, "protection key", "_PAGE_PKEY_BIT0-3",
                "key \(raw >> 59 & 15): PKRU may forbid data accesses"),
            field(58...58, "ignored", "_PAGE_SOFTW4", "Linux 6.1 marks device memory with it (_PAGE_DEVMAP)"),
            field(52...57, "ignored", "", "free for the system; Linux 6.1 leaves them clear"),
            field(
                low...51, "address", "PTE_PFN_MASK",
                "the \(Self.sizeName(level.entrySpan)) page is at \(hexadecimal(pageAddress(at: level)))"),
        ]
        if level != .pte {
            fields.append(field(13...low - 1, "reserved", "", "must be zero: the page is aligned to its size"))
            fields.append(
                field(12...12, "PAT", "_PAGE_PAT_LARGE", "one of eight cache policies, with PCD and PWT"))
        }
        return fields + [
            field(
                .softDirty, "ignored", "_PAGE_SOFT_DIRTY", "written since this was last cleared",
                "not written since this was last cleared"),
            field(
                .userfaultWriteProtect, "ignored", "_PAGE_UFFD_WP", "write-protected by userfaultfd",
                "userfaultfd does not watch it"),
            field(
                .special, "ignored", "_PAGE_SPECIAL", "not counted in a struct page (zero page, vDSO)",
                "an ordinary page with a struct page"),
            field(.global, "G", "_PAGE_GLOBAL", "stays in the TLB when CR3 changes", "leaves the TLB when CR3 changes"),
            level == .pte
                ? field(7...7, "PAT", "_PAGE_PAT", "one of eight cache policies, with PCD and PWT")
                : field(7...7, "PS", "_PAGE_PSE", "a large page: the walk ends here"),
            field(.dirty, "D", "_PAGE_DIRTY", "the page was written", "the page was not written"),
            accessed, cacheDisable, writeThrough, user, writable, present,
        ]
    }

    private var accessed: EntryField {
        field(
            .accessed, "A", "_PAGE_ACCESSED", "used by the processor", "not used since A was last cleared")
    }
    private var cacheDisable: EntryField {
        field(.cacheDisable, "PCD", "_PAGE_PCD", "cache disabled", "cached")
    }
    private var writeThrough: EntryField {
        field(.writeThrough, "PWT", "_PAGE_PWT", "write-through", "write-back")
    }
    private var user: EntryField {
        field(.user, "U/S", "_PAGE_USER", "user mode may pass", "the kernel only")
    }
    private var writable: EntryField {
        field(.writable, "R/W", "_PAGE_RW", "writes may pass", "no writes")
    }
    private var present: EntryField {
        field(.present, "P", "_PAGE_PRESENT", "present: the other bits count", "absent for the processor")
    }

    private func protNoneFields(_ level: PagingLevel) -> [EntryField] {
        let low = level == .pte ? 12 : Int(level.shift)
        var fields = [
            field(52...63, "ignored", "", "of no meaning while P is clear"),
            field(
                low...51, "ignored", "~PFN",
                "frame number with every bit inverted, against L1TF: the page is at \(hexadecimal(protNoneAddress(at: level)))"
            ),
        ]
        if level != .pte {
            fields.append(field(12...low - 1, "ignored", "", "inverted too, below the alignment of the page"))
        }
        return fields + [
            field(9...11, "ignored", "_PAGE_SOFTW1-3", "special, uffd-wp, soft-dirty, as in a present entry"),
            field(8...8, "ignored", "_PAGE_PROTNONE", "the page is kept, every access faults"),
            field(1...7, "ignored", "", "A and D are kept; rights come back from the VMA"),
            field(.present, "P", "_PAGE_PRESENT", "", "absent for the processor, which ignores every other bit"),
        ]
    }

    private var swapFields: [EntryField] {
        let kind = swap.map { SwapKind(type: $0.type) } ?? .area(0)
        return [
            field(59...63, "ignored", "swap type", kind.meaning),
            field(9...58, "ignored", "~swap offset", "inverted against L1TF: offset \(swap?.offset ?? 0)"),
            field(8...8, "ignored", "_PAGE_PROTNONE", "clear: no PROT_NONE page"),
            field(4...7, "ignored", "", "unused in a swap entry"),
            field(
                3...3, "ignored", "_PAGE_SWP_EXCLUSIVE",
                has(.writeThrough) ? "the only mapping of the page" : "perhaps one of several mappings"),
            field(
                2...2, "ignored", "_PAGE_SWP_UFFD_WP",
                has(.user) ? "write-protected by userfaultfd" : "userfaultfd does not watch it"),
            field(
                1...1, "ignored", "_PAGE_SWP_SOFT_DIRTY",
                has(.writable)
                    ? "written since this was last cleared" : "not written since this was last cleared"),
            field(.present, "P", "_PAGE_PRESENT", "", "absent for the processor, which ignores every other bit"),
        ]
    }

    /// The size of a page as text: `4 KiB`, `2 MiB` or `1 GiB`.
    static func sizeName(_ bytes: UInt64) -> String {
        switch bytes {
        case 1 << 30: "1 GiB"
        case 2 << 20: "2 MiB"
        default: "\(bytes >> 10) KiB"
        }
    }
}

/// `0x` and lower-case digits, without leading zeros.
func hexadecimal(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
