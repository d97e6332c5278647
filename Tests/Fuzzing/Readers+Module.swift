import AgentProtocol
import Foundation
import Grading
import KernelLog
import ModuleBuild
import MtestProtocol
import Testbed

/// What a student's module, or its sources, had a say in.
extension FuzzedReader {
    static let ofTheModule: [FuzzedReader] = [
        FuzzedReader("answer") {
            try answers()
        } read: { input, _ in
            let lines = input.lines
            _ = ListVMAAnswer.read(lines)
            _ = FindPageAnswer.read(lines, for: 0x7f11_6269_a000)
            _ = WriteValueAnswer.read(lines, address: 0x7f0b_b470_a000, value: 1)
            _ = LevelTrace.read(lines)
            _ = commandEcho(lines)
            _ = AnswerText.containsAll([0x1_39e3_7000, .max, 0], in: lines)
            return []
        },
        FuzzedReader("record") {
            [
                "6,1234,15877695677,-;[mtest] Got command: findpage 0x7f11\n SUBSYSTEM=block\n DEVICE=b254:0\n",
                "4,9,1,c;\\x09a\\\n",
            ]
            .map { Array($0.utf8) } + (try answers())
        } read: { input, _ in
            let voice = KernelVoice(module: Array("[mtest] %s swap on".utf8))
            for line in input.split(separator: 0x0a) {
                if let record = KernelRecord(kmsg: line) { _ = voice.isSpeaking(in: record) }
                let record = KernelRecord(sequence: 1, level: 6, text: String(decoding: line, as: UTF8.self))
                _ = voice.isSpeaking(in: record)
            }
            return []
        },
        FuzzedReader("console") {
            try Corpus.files("Tests/KernelLogTests/Corpus", ".log") + [
                try Corpus.file("Tests/GradingTests/interleaved.log")
            ]
        } read: { input, _ in
            let log = KernelLog(input.text)
            _ = log.reports.decisive
            _ = KernelStack.frames(input.text)
            return []
        },
        FuzzedReader("module-file") {
            try objectFiles()
        } read: { input, _ in
            _ = ModuleTraits(of: input)
            return []
        },
        FuzzedReader("binutils") {
            [
                "  [ 2] .text  PROGBITS 0000000000000000 000040 000abc 00  AX  0   0 16\n   12: 0000000000000010   128 FUNC    LOCAL  DEFAULT    2 findpage",
                "Relocation section '.rela.text' at offset 0x1234 contains 56 entries:\n0000000000000012  0000000500000004 R_X86_64_PLT32  0000000000000000 find_task_by_vpid - 4",
                "/build/mtest.c:123 (discriminator 2)\n/build/mtest.h:9\n??:0",
            ].map { Array($0.utf8) }
        } read: { input, _ in
            _ = SourceLocation.addresses(of: "findpage", size: 200, in: input.text)
            _ = SourceLocation.uses(of: ["find_task_by_vpid"], in: input.text)
            _ = SourceLocation.location(input.text)
            return []
        },
        FuzzedReader("compiler") {
            try compilerOutputs()
        } read: { input, _ in
            _ = CompilerOutput(base: "/build", names: ["mtest.c": "my mtest.c"]).remarks(in: input.text).map { "\($0)" }
            return []
        },
        FuzzedReader("submission", share: 30) {
            try Corpus.files("Tests/Strangers", ".c", count: 12) + [try Corpus.file("kmod-solution/mtest.c")]
        } read: { input, folder in
            _ = try input.put("mtest.c", in: folder)
            if input.count % 3 == 0 { _ = try Array(input.reversed()).put("other.c", in: folder) }
            let submission = try Submission.find(in: folder)
            for file in submission.files { _ = try submission.contents(of: file) }
            return []
        },
    ]

    private static func answers() throws -> [[UInt8]] {
        try Corpus.files("Tests/MtestProtocolTests/Dialects", "", count: 12)
            + [SeedLogs.fullWalk, SeedLogs.unmapped, SeedLogs.bit63, SeedLogs.list, SeedLogs.write, SeedLogs.shell]
            .map { Array($0.utf8) }
    }

    /// A file of 64 bits with three sections, which no compiler is needed for.
    private static func objectFiles() throws -> [[UInt8]] {
        var file = [UInt8](repeating: 0, count: 64)
        file.replaceSubrange(0..<4, with: [0x7f, 0x45, 0x4c, 0x46])
        let names = Array("\0.text\0.rodata.str1.1\0__dyndbg\0.shstrtab\0".utf8)
        let content = Array("[mtest] %px %p %lx\0Got command: %s\n\0".utf8)
        func number(_ value: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let (textAt, namesAt) = (64, 64 + content.count)
        let table = namesAt + names.count
        file += content + names
        for (name, flags, offset, size) in [
            (0, 0, 0, 0), (1, 6, textAt, content.count), (7, 2, textAt, content.count), (22, 3, textAt, 8),
            (31, 0, namesAt, names.count),
        ] {
            file +=
                number(name, 4) + number(1, 4) + number(flags, 8) + number(0, 8) + number(offset, 8) + number(size, 8)
            file += [UInt8](repeating: 0, count: 24)
        }
        file.replaceSubrange(0x28..<0x30, with: number(table, 8))
        file.replaceSubrange(0x3a..<0x40, with: number(64, 2) + number(5, 2) + number(4, 2))
        return [file]
    }

    private static func compilerOutputs() throws -> [[UInt8]] {
        [
            """
            In file included from /build/mtest.c:4:
            /build/mtest.c: In function ‘findpage’:
            /build/mtest.c:123:17: error: implicit declaration of function ‘pgd_offset’ [-Werror=implicit-function-declaration]
            include/linux/mm.h:12:1: note: in expansion of macro ‘foo’
            ERROR: modpost: "find_vma_prev" [/build/mtest.ko] undefined!
            /build/mtest.o: warning: objtool: findpage()+0x12: stack state mismatch
            """
        ].map { Array($0.utf8) }
    }
}
