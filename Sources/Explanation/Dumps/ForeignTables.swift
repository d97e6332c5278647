/// Page tables of another machine than x86-64, known by what its kernel prints around them.
package enum ForeignTables: String, Sendable, Hashable, CaseIterable {
    case arm64
    case arm32 = "32-bit ARM"
    case i386 = "32-bit x86"
    case riscv = "RISC-V"
    case power = "PowerPC"
    case s390
    case mips = "MIPS"
    case loongArch = "LoongArch"

    /// What shows the machine: texts of which one line has all. From show_pte(), __show_regs() and die() of each
    /// architecture (arch/*/mm/fault.c, arch/*/kernel/{process,traps}.c of Linux 6.1).
    private var signs: [[String]] {
        switch self {
        case .arm64:
            [
                ["swapper pgtable:", "-bit VAs"], ["user pgtable:", "-bit VAs"], ["Mem abort info:"],
                ["ESR = 0x", "EC = "],
                ["pstate: ", "daif"], ["Internal error: Oops", "SMP", "96000"],
            ]
        case .arm32:
            [
                ["Internal error: Oops", " ARM"], ["Internal error: Oops", " THUMB"], ["] *pgd="],
                ["Flags: ", "IRQs o", "ISA ARM"],
                ["pc : [<", "lr : [<", "psr:"],
            ]
        case .i386: [["*pdpt = "], ["*pde = "], ["EIP:"], ["EAX: ", "EBX: "]]
        case .riscv: [["epc :", " ra :"], ["status: ", "badaddr: ", "cause: "]]
        case .power: [["NIP:", "LR:"], ["BUG: Kernel NULL pointer", "NIP"], ["Faulting instruction address:"]]
        case .s390: [["Krnl PSW :"], ["Failing address:", "TEID:"]]
        case .mips: [["epc   :", "ra"], ["Cause :", "ExcCode"]]
        case .loongArch: [["CRMD:", "PRMD:"], ["ERA   :"]]
        }
    }

    /// What shows that the machine is an x86-64 after all.
    private static let own = ["RIP: 00", "CR3: 0", "RAX: "]

    init?(_ lines: [String]) {
        var found: ForeignTables?
        for line in lines where line.utf8.count < 1024 {
            if Self.own.contains(where: line.contains) { return nil }
            guard found == nil else { continue }
            if Self.isARM64Walk(line) {
                found = .arm64
            } else {
                found = Self.allCases.first { machine in
                    machine.signs.contains { sign in sign.allSatisfy { line.contains($0) } }
                }
            }
        }
        guard let found else { return nil }
        self = found
    }

    /// `[ffffb75e3dfa97e0] pgd=10006057fffff403, ...`: show_pte() of arch/arm64/mm/fault.c.
    private static func isARM64Walk(_ line: String) -> Bool {
        guard let sign = line.firstRange(of: "] pgd="), let open = line[..<sign.lowerBound].lastIndex(of: "[") else {
            return false
        }
        let address = line[line.index(after: open)..<sign.lowerBound]
        return address.utf8.count == 16 && address.allSatisfy(\.isHexDigit)
    }

    /// One sentence: what was found, and that nothing is judged.
    package var sentence: String {
        "these are page tables of \(rawValue), and only walks of x86-64 tables are judged here"
    }
}
