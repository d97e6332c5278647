import Foundation
import Testbed
import Testing

@testable import Debugging

/// The file of names that gdb is given, as binutils reads it.
@Suite(.timeLimit(.minutes(1))) struct KernelNamesTests {
    static let kallsyms = """
        0000000000000000 A fixed_percpu_data
        ffffffff81000000 T startup_64
        ffffffff81000040 t helper
        ffffffff81000100 T entry_SYSCALL_64
        ffffffff82000000 D jiffies
        ffffffffc0200000 t vp_notify\t[virtio_pci]
        not a line
        """

    static var symbols: [KernelSymbol] { KernelSymbol.all(inKallsyms: Array(kallsyms.utf8)) }

    @Test func `the kernel's own symbols are taken, and neither those of processors nor of modules`() {
        #expect(Self.symbols.map(\.name) == ["startup_64", "helper", "entry_SYSCALL_64", "jiffies"])
        #expect(Self.symbols.map(\.isCode) == [true, true, true, false])
        #expect(Self.symbols.first?.address == 0xffff_ffff_8100_0000)
    }

    @Test func `a reader who is not allowed to see addresses gets no symbols`() {
        #expect(KernelSymbol.all(inKallsyms: Array("0000000000000000 T startup_64\n".utf8)).isEmpty)
    }

    static func readelf(_ options: [String], _ file: SymbolFile) async throws -> String {
        let scratch = try Scratch()
        let path = try scratch.write(Data(file.bytes), to: "names")
        let outcome = try await Program.run("/usr/bin/readelf", options + ["--wide", path])
        #expect(outcome.status == 0 && outcome.complaint.isEmpty, "\(outcome.complaint)")
        return outcome.output
    }

    @Test func `each symbol reaches to the next, and lies in a section of its kind`() async throws {
        let lines = try await Self.readelf(["--symbols", "--sections"], SymbolFile(Self.symbols)).split(separator: "\n")
            .map { $0.split(separator: " ").map(String.init) }
        #expect(lines.contains { $0.last == "helper" && $0.contains("ffffffff81000040") && $0.contains("192") })
        #expect(lines.contains { $0.last == "jiffies" && $0.contains("OBJECT") })
        #expect(lines.contains { $0.contains(".text") && $0.contains("ffffffff81000000") && $0.contains("AX") })
        #expect(lines.contains { $0.contains(".data") && $0.contains("ffffffff82000000") && $0.contains("WA") })
    }

    /// An entry of the table, in the numbers of kernels before 6.4: SP is 5, RBP's place is counted from the caller's
    /// stack with 1, the kind stands in the second byte.
    static func rule(_ offset: Int16, base: UInt8 = 5, bp: Int16? = nil, kind: UInt8 = 0) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(offset)
        writer.append(bp ?? 0)
        writer.append([base | (bp == nil ? 0 : 0x10), kind])
        return writer.bytes
    }

    @Test func `what the kernel says of its stack, DWARF says too`() async throws {
        let base: UInt64 = 0xffff_ffff_8100_0000
        let places: [UInt64] = [0x0, 0x1, 0x40, 0x48, 0x100]
        let rules = [
            Self.rule(8), Self.rule(16, bp: -16), Self.rule(8), Self.rule(0, kind: 1), Self.rule(0, kind: 1),
        ]
        let start: UInt64 = 0xffff_ffff_8200_0000
        var addresses = ByteWriter()
        for (number, place) in places.enumerated() {
            addresses.append(Int32(truncatingIfNeeded: Int64(bitPattern: base + place &- (start + UInt64(4 * number)))))
        }
        let table = UnwindTable(addresses: addresses.bytes, at: start, rules: rules.flatMap { $0 }, isNew: false)
        let file = SymbolFile(Self.symbols, unwinding: table.frames(of: Self.symbols))
        let text = try await Self.readelf(["--debug-dump=frames"], file)
        let frames = text.components(separatedBy: " FDE ").dropFirst().map { $0 }
        try #require(frames.count == 3, "\(text)")
        // A function that has pushed RBP.
        #expect(frames[0].contains("pc=ffffffff81000000..ffffffff81000040"))
        #expect(frames[0].contains("DW_CFA_def_cfa: r7 (rsp) ofs 16") && frames[0].contains("r6 (rbp) at cfa-16"))
        // One that was interrupted.
        #expect(frames[1].contains("DW_CFA_expression: r16 (rip) (DW_OP_breg7 (rsp): 128)"))
        #expect(frames[1].contains("DW_CFA_def_cfa_expression (DW_OP_breg7 (rsp): 152; DW_OP_deref)"))
        // The way in from a process has no caller.
        #expect(frames[2].contains("DW_CFA_undefined: r16 (rip)") && !frames[2].contains("expression"))
    }

    @Test func `the kinds of Linux 6_4 have other numbers`() {
        #expect(UnwindRule(Self.rule(8, kind: 2)[...], isNew: true).kind == .call)
        #expect(UnwindRule(Self.rule(8, kind: 1)[...], isNew: true).kind == .end)
        #expect(UnwindRule(Self.rule(8, kind: 1)[...], isNew: false).kind == .registers)
        #expect(UnwindRule(Self.rule(8, kind: 4)[...], isNew: false).kind == .end)
    }
}
