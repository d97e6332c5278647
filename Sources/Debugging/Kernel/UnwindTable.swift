/// A kernel's own table of how to unwind its stack, ORC (Documentation/x86/orc-unwinder.rst), and what it says in the words
/// that debuggers understand. A kernel has no frame pointers, and without this no backtrace goes beyond its first function.
struct UnwindTable: Sendable {
    /// Sorted by their addresses. An entry holds until the next.
    private let entries: [(address: UInt64, rule: UnwindRule)]

    /// Bytes of an entry's rule.
    static let ruleSize = 6

    /// Reads the table.
    ///
    /// - Parameters:
    ///   - addresses: the section `.orc_unwind_ip`: four bytes for an entry, from their own place to the code.
    ///   - start: the address of that section.
    ///   - rules: the section `.orc_unwind`.
    ///   - isNew: whether the rules are those of Linux 6.4 and later.
    init(addresses: [UInt8], at start: UInt64, rules: [UInt8], isNew: Bool) {
        let count = min(addresses.count / 4, rules.count / Self.ruleSize)
        entries = (0..<count).map { number in
            let distance = (0..<4).reduce(UInt32(0)) { $0 | UInt32(addresses[4 * number + $1]) << UInt32(8 * $1) }
            return (
                start &+ UInt64(4 * number) &+ UInt64(bitPattern: Int64(Int32(bitPattern: distance))),
                UnwindRule(rules[(Self.ruleSize * number)..<(Self.ruleSize * (number + 1))], isNew: isNew)
            )
        }.sorted { $0.address < $1.address }
    }

    /// A section `.debug_frame` (DWARF 5, section 6.4) that says the same, one description for each function of `symbols`,
    /// which are sorted by their addresses.
    func frames(of symbols: [KernelSymbol]) -> [UInt8] {
        let functions = symbols.filter(\.isCode)
        var section = FrameSection()
        var (at, function) = (0, 0)
        while at < entries.count {
            let address = entries[at].address
            while function + 1 < functions.count, functions[function + 1].address <= address { function += 1 }
            let border = function + 1 < functions.count ? functions[function + 1].address : .max
            var end = at + 1
            while end < entries.count, entries[end].address < border { end += 1 }
            // The way into the kernel from a process has no caller in the kernel.
            let isEntry = functions.indices.contains(function) && functions[function].name.hasPrefix("entry_")
            let stop = end < entries.count ? entries[end].address : address &+ 4096
            section.append(entries[at..<end], to: stop, endsAtRegisters: isEntry)
            at = end
        }
        return section.bytes
    }
}

/// A section `.debug_frame` that grows.
private struct FrameSection {
    private var writer = ByteWriter()
    private let (calls, signals): (UInt32, UInt32)

    var bytes: [UInt8] { writer.bytes }

    /// DWARF's numbers: RBP, RSP, the address to return to; and those that a call keeps, of which the table says nothing.
    private static let (bp, sp, returnAddress): (UInt64, UInt64, UInt64) = (6, 7, 16)
    private static let kept: [UInt64] = [3, 12, 13, 14, 15]
    /// Where `struct pt_regs` (arch/x86/include/asm/ptrace.h) has DWARF's registers.
    private static let saved: [(register: UInt64, offset: Int64)] = [
        (15, 0), (14, 8), (13, 16), (12, 24), (6, 32), (3, 40), (11, 48), (10, 56), (9, 64), (8, 72), (0, 80), (2, 88),
        (1, 96), (4, 104), (5, 112), (16, 128),
    ]
    /// Where it has RSP, and RIP.
    private static let (savedSP, savedIP): (Int64, Int64) = (152, 128)

    init() {
        var writer = ByteWriter()
        calls = Self.appendCommon("", &writer)
        // S: what is found was interrupted, and did not call.
        signals = Self.appendCommon("zS", &writer)
        self.writer = writer
    }

    private static func appendCommon(_ augmentation: String, _ writer: inout ByteWriter) -> UInt32 {
        let start = writer.bytes.count
        writer.append(UInt32(0))
        writer.append(UInt32.max)
        writer.append(UInt8(1))
        writer.append(augmentation.utf8)
        writer.append(UInt8(0))
        writer.appendUnsigned(1)
        writer.appendSigned(-8)
        writer.append(UInt8(returnAddress))
        if !augmentation.isEmpty { writer.appendUnsigned(0) }
        // Before anything else is known: as at the beginning of a function. gdb ends itself where there is no rule at all.
        writer.append([0x0c, UInt8(sp), 8, 0x80 | UInt8(Self.returnAddress), 1])
        close(start, &writer)
        return UInt32(start)
    }

    /// Fills up with DW_CFA_nop, and writes the length.
    private static func close(_ start: Int, _ writer: inout ByteWriter) {
        writer.pad(to: 8)
        writer.set(UInt32(writer.bytes.count - start - 4), at: start)
    }

    mutating func append(
        _ entries: ArraySlice<(address: UInt64, rule: UnwindRule)>, to stop: UInt64, endsAtRegisters: Bool
    ) {
        guard let first = entries.first, stop > first.address else { return }
        let isSignal = !endsAtRegisters && entries.contains { [.registers, .partialRegisters].contains($0.rule.kind) }
        let start = writer.bytes.count
        writer.append(UInt32(0))
        writer.append(isSignal ? signals : calls)
        writer.append(first.address)
        writer.append(stop &- first.address)
        if isSignal { writer.appendUnsigned(0) }
        var (at, known): (UInt64, UnwindRule?) = (first.address, nil)
        for (address, rule) in entries where rule != known {
            if address > at {
                // DW_CFA_advance_loc4
                writer.append(UInt8(0x04))
                writer.append(UInt32(truncatingIfNeeded: address - at))
                at = address
            }
            append(rule, endsAtRegisters: endsAtRegisters)
            known = rule
        }
        Self.close(start, &writer)
    }

    private mutating func append(_ rule: UnwindRule, endsAtRegisters: Bool) {
        switch rule.kind {
        case .end: appendUndefined(Self.returnAddress)
        case .registers, .partialRegisters:
            guard !endsAtRegisters else { return appendUndefined(Self.returnAddress) }
            let isWhole = rule.kind == .registers
            // The processor's own frame is the end of the structure.
            let shift = isWhole ? 0 : -Self.savedIP
            appendStack(rule.base, rule.offset + shift + Self.savedSP)
            for (register, offset) in isWhole ? Self.saved : [(Self.returnAddress, Self.savedIP)] {
                appendPlace(of: register, rule.base, rule.offset + shift + offset)
            }
        case .call:
            // DW_CFA_def_cfa
            writer.append(UInt8(0x0c))
            writer.appendUnsigned(rule.base)
            writer.appendUnsigned(UInt64(bitPattern: max(0, rule.offset)))
            // DW_CFA_offset: in units of -8 from where the caller's stack begins.
            writer.append(UInt8(0x80 | Self.returnAddress))
            writer.appendUnsigned(1)
            if let bp = rule.savedBP, bp < 0 {
                writer.append(UInt8(0x80 | Self.bp))
                writer.appendUnsigned(UInt64(-bp / 8))
            } else {
                // DW_CFA_same_value
                writer.append(UInt8(0x08))
                writer.appendUnsigned(Self.bp)
            }
            // They may have been saved and changed, and the table does not say where.
            for register in Self.kept { appendUndefined(register) }
        }
    }

    /// DW_CFA_undefined: where it is the address to return to, there is no caller.
    private mutating func appendUndefined(_ register: UInt64) {
        writer.append(UInt8(0x07))
        writer.appendUnsigned(register)
    }

    /// DW_CFA_def_cfa_expression: what is in memory `offset` bytes from a register on.
    private mutating func appendStack(_ base: UInt64, _ offset: Int64) {
        let address = Self.address(base, offset)
        writer.append(UInt8(0x0f))
        writer.appendUnsigned(UInt64(address.count + 1))
        writer.append(address)
        // DW_OP_deref
        writer.append(UInt8(0x06))
    }

    /// DW_CFA_expression: where a register was saved.
    private mutating func appendPlace(of register: UInt64, _ base: UInt64, _ offset: Int64) {
        let address = Self.address(base, offset)
        writer.append(UInt8(0x10))
        writer.appendUnsigned(register)
        writer.appendUnsigned(UInt64(address.count))
        writer.append(address)
    }

    /// DW_OP_breg: a register, and so many bytes more.
    private static func address(_ base: UInt64, _ offset: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(UInt8(0x70) + UInt8(base))
        writer.appendSigned(offset)
        return writer.bytes
    }
}
