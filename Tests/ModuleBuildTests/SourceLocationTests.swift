import Testbed
import Testing

@testable import ModuleBuild

@Suite(.timeLimit(.minutes(5))) struct SourceLocationTests {
    @Test func `lines are found in every section`() async throws {
        let top = """
            int crash(int *p);
            noinline int crash(int *p)
            {
            	return *p;
            }
            """
        let scratch = try Scratch(["m.c": module(top: top, body: "\tcrash(0);")])
        defer { withExtendedLifetime(scratch) {} }
        let result = try await scratch.build()
        guard case .built(_, let debug) = result.status else {
            Issue.record("no module:\n\(result.log)")
            return
        }
        let lines = try await scratch.builder().lines(of: debug)
        // After the five bytes of the call of __fentry__.
        #expect(try await lines.line(symbol: "crash", offset: 5) == .init(file: "m.c", line: 5))
        // In .init.text, which begins at 0 as .text does.
        #expect(try await lines.line(symbol: "start", offset: 0) == .init(file: "m.c", line: 8))
        #expect(try await lines.line(symbol: "nothing", offset: 0) == nil)
        #expect(try await lines.line(symbol: "crash", offset: 0x9000) == nil)
    }

    @Test func `of functions that are inlined, the line in a source file is shown, and not one in a header`() {
        let kernel = "/kernel/usr/src/common/include/linux/pgtable.h:88"
        #expect(
            SourceLocation.location(
                "\(kernel)\n/build/walk.h:7\n/build/mtest.c:9 (discriminator 2)\n/build/mtest.c:40\n")
                == .init(file: "mtest.c", line: 9))
        #expect(SourceLocation.location("\(kernel)\n/build/walk.h:7\n") == .init(file: "walk.h", line: 7))
        #expect(SourceLocation.location("\(kernel)\n")?.line == 88)
    }

    @Test func `a fault in an inline function of the kernel is shown at the line that calls it`() async throws {
        let top = """
            #include <linux/mm.h>
            unsigned long look(pud_t *pud, unsigned long addr);
            noinline unsigned long look(pud_t *pud, unsigned long addr)
            {
            	return pmd_val(
            		*pmd_offset(pud, addr));
            }
            """
        let scratch = try Scratch(["m.c": module(top: top, body: "\tlook(0, 0);")])
        defer { withExtendedLifetime(scratch) {} }
        let result = try await scratch.build()
        guard case .built(_, let debug) = result.status else {
            Issue.record("no module:\n\(result.log)")
            return
        }
        let lines = try await scratch.builder().lines(of: debug)
        for offset in stride(from: UInt64(5), to: 60, by: 1) {
            guard let line = try await lines.line(symbol: "look", offset: offset), line.line < 9 else { break }
            #expect(line.file == "m.c")
            #expect((4...8).contains(line.line))
        }
    }

    @Test func `a file that is not a module has no lines`() async throws {
        let scratch = try Scratch(["m.debug.ko": "\u{7f}ELF and nothing else"])
        defer { withExtendedLifetime(scratch) {} }
        let lines = try await scratch.builder().lines(of: "\(scratch.submission)/m.debug.ko")
        #expect(try await lines.line(symbol: "crash", offset: 5) == nil)
        #expect(try await lines.line(section: ".text", offset: UInt64.max) == nil)
    }

    @Test func `functions of the same name are distinguished by their size`() {
        let text = """
              [ 2] .text             PROGBITS        0000000000000000 000040 000080 00  AX  0   0 16
              [ 4] .init.text        PROGBITS        0000000000000000 0000c0 000080 00  AX  0   0 16
                 3: 0000000000000010   128 FUNC    LOCAL  DEFAULT    2 walk
                 4: 0000000000000020    16 FUNC    LOCAL  DEFAULT    4 walk
            """
        #expect(
            SourceLocation.addresses(of: "walk", size: nil, in: text) == [
                .init(section: ".text", address: 0x10), .init(section: ".init.text", address: 0x20),
            ])
        #expect(
            SourceLocation.addresses(of: "walk", size: 20, in: text) == [.init(section: ".init.text", address: 0x20)])
        #expect(SourceLocation.location("??:0") == nil)
    }
}
