/// How to find the caller's frame from an instruction of the kernel's on: an entry of its unwind table
/// (arch/x86/include/asm/orc_types.h), six bytes.
struct UnwindRule: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// Nobody called: a frame that is the last.
        case end
        /// A call: the address to return to lies just below where the caller's stack begins.
        case call
        /// An interrupt or a fault: all registers were saved.
        case registers
        /// The processor's own frame of an interrupt alone was saved.
        case partialRegisters
    }

    /// Where the caller's stack begins, or the registers were saved: this register of DWARF's, and so many bytes more.
    let base: UInt64
    let offset: Int64
    /// Where the caller's RBP is, in bytes from where its stack begins; nil where RBP has not changed.
    let savedBP: Int64?
    let kind: Kind

    /// The registers of the table, by their numbers, as DWARF numbers them (System V ABI for AMD64, figure 3.36). What lies
    /// behind a pointer on the stack (8, 9) is for a few instructions of the entry code only.
    private static let registers: [UInt8: UInt64] = [2: 1, 3: 5, 4: 6, 5: 7, 6: 10, 7: 13]

    /// Reads an entry. Since 6.4 (`isNew`) the kinds have other numbers, and the end is one of them.
    init(_ bytes: ArraySlice<UInt8>, isNew: Bool) {
        let at = bytes.startIndex
        func half(_ index: Int) -> Int64 {
            Int64(Int16(truncatingIfNeeded: Int(bytes[at + index]) | Int(bytes[at + index + 1]) << 8))
        }
        let (first, second) = (bytes[at + 4], bytes[at + 5])
        let type = second & (isNew ? 7 : 3)
        let kinds: [UInt8: Kind] =
            isNew ? [2: .call, 3: .registers, 4: .partialRegisters] : [0: .call, 1: .registers, 2: .partialRegisters]
        offset = half(0)
        // 1: below where the caller's stack begins.
        savedBP = first >> 4 == 1 ? half(2) : nil
        guard let base = Self.registers[first & 0xf], let kind = kinds[type], isNew || second & 4 == 0 else {
            self.base = 7
            self.kind = .end
            return
        }
        self.base = base
        self.kind = kind
    }
}
