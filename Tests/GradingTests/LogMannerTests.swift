import AgentProtocol
import Testing

@testable import Grading

/// What is seen of the way in which a module prints.
@Suite struct LogMannerTests {
    /// A file with sections of these names and contents, as elf(5) has it.
    private static func module(_ sections: [(name: String, content: String)]) -> [UInt8] {
        var file = [UInt8](repeating: 0, count: 64)
        func put(_ number: Int, _ width: Int, at offset: Int) {
            for index in 0..<width { file[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
        }
        var headers: [(name: Int, offset: Int, size: Int)] = []
        var names = ""
        for section in sections {
            headers.append((names.utf8.count, file.count, section.content.utf8.count))
            names += section.name + "\0"
            file += Array(section.content.utf8)
        }
        headers.append((names.utf8.count, file.count, names.utf8.count + 1))
        names += "\0"
        file += Array(names.utf8)
        let table = file.count
        file += [UInt8](repeating: 0, count: 64 * headers.count)
        put(table, 8, at: 0x28)
        put(64, 2, at: 0x3a)
        put(headers.count, 2, at: 0x3c)
        put(headers.count - 1, 2, at: 0x3e)
        for (index, header) in headers.enumerated() {
            put(header.name, 4, at: table + 64 * index)
            put(header.offset, 8, at: table + 64 * index + 24)
            put(header.size, 8, at: table + 64 * index + 32)
        }
        return file
    }

    private static func seen(
        _ texts: [String], _ module: [UInt8] = [], suppressed: Bool = false
    ) -> Set<LogManner> {
        LogManner.seen(
            in: texts.map { KernelRecord(sequence: 1, level: 6, text: $0) }, of: ModuleTraits(of: module),
            suppressed: suppressed)
    }

    @Test(arguments: ["at %p\n", "%p", "x%20p y", "%-16p|", "a\0b %p\0c"]) func `a bare %p is seen`(format: String) {
        #expect(ModuleTraits(of: Self.module([(".rodata.str1.1", format)])).hashesPointers)
    }

    @Test(arguments: ["%px", "%pK", "%pS\n", "%lx p", "50% p", "map", "%d", "\u{1}%\u{10}p"])
    func `other formats are none`(format: String) {
        #expect(!ModuleTraits(of: Self.module([(".rodata.str1.1", format)])).hashesPointers)
        #expect(!ModuleTraits(of: Self.module([(".text", "%p")])).hashesPointers)
    }

    @Test func `a file that is no module shows nothing`() {
        for file in [[], Array("%p __dyndbg".utf8), [UInt8](repeating: 0xff, count: 4096)] {
            let traits = ModuleTraits(of: file)
            #expect(!traits.hashesPointers && !traits.printsForDebugging && !traits.limitsRate)
        }
    }

    @Test func `a hash is named where the module has a %p, and nowhere else`() {
        let module = Self.module([(".rodata", "-> %p")])
        #expect(Self.seen(["va -> 00000000d15ea5e5"], module) == [.hashedPointers])
        #expect(Self.seen(["va -> (____ptrval____)"], module) == [.hashedPointers])
        #expect(Self.seen(["va -> 0x0000000100000000"], module) == [])
        #expect(Self.seen(["va -> 00000000d15ea5e5"]) == [])
    }

    @Test func `silence is named where the module prints for debugging`() {
        let module = Self.module([("__dyndbg", "x")])
        #expect(Self.seen([], module) == [.onlyForDebugging])
        #expect(Self.seen(["[mtest] Got command: listvma"], module) == [.onlyForDebugging])
        #expect(Self.seen(["a 1", "b 2"], module) == [])
        #expect(Self.seen([]) == [])
    }

    @Test func `a rate limit is named where the kernel says so, or where nothing but it can be the reason`() {
        let module = Self.module([(".strtab", "\0___ratelimit\0")])
        let lines = (0..<10).map { "vma \($0)" }
        #expect(Self.seen(["head"] + lines, module) == [.rateLimited])
        #expect(Self.seen(lines + ["vma 11"], module) == [])
        #expect(Self.seen(lines + ["vma 11"], module, suppressed: true) == [.rateLimited])
        #expect(Self.seen(lines, suppressed: true) == [])
    }

    @Test(arguments: [
        ["0x1000 0x2000 ", "r", "-", "x", ""], ["pgd = ", "0x5067", "pud = ", "0x6067"],
        ["VMA:", "0x1000,", "0x2000,", "r"], ["paddr", "=", "0x5000"].map { $0 + " " },
    ]) func `pieces of a line are seen`(texts: [String]) { #expect(Self.seen(texts) == [.inPieces]) }

    @Test(arguments: [
        ["0x1000 0x2000 r-x", "0x2000 0x3000 rw-", "0x3000 0x4000 ---"], ["vaddr = 0x1 -> paddr = 0x2"],
        ["Walk:", "pgd = 1", "pud = 2", "pmd = 3", "pte = 4"], [], ["===", "found", "==="].map { $0 + " found" },
        ["0x1000 0x2000 rw-", "0x2000 0x3000 rw-"],
        ["start=0x1000 perm=rw-", "start=0x2000 perm=RW-", "[0x1,0x2)(r--"],
    ]) func `whole lines are none`(texts: [String]) { #expect(Self.seen(texts) == []) }

    @Test func `a list of VMAs that may be written and not executed is in no pieces`() {
        let list =
            ["[mtest.listvma] Process = test, PID = 9"] + (1...9).map { "[mtest.listvma] 0x\($0)000 0x\($0)800 rw-" }
        #expect(Self.seen(list).isEmpty)
        #expect(Self.seen(["0x1000-", "0x2000", "r", "w", "-"]) == [.inPieces])
    }
}
