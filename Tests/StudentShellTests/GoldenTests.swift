import Foundation
import Specimens
import Testbed
import Testing

@testable import StudentShell

/// Whole conversations on real machines, as files: `MTEST_RECORD=1` writes them anew.
@Suite(.serialized, .timeLimit(.minutes(4))) struct GoldenTests {
    private static let crashInInit = Edit(
        file: "mtest.c", find: "\t/* For root only: it gives access to other processes. */",
        replace: "\t*(volatile int *)8 = 1;\n\t/* For root only: it gives access to other processes. */")

    private static func mutant(_ id: String) throws -> [Edit] { try Mutant.read(id, root: projectRoot).edits }

    private static func compare(_ text: String, with name: String) throws {
        let path = "\(projectRoot)/Tests/StudentShellTests/Golden/\(name).txt"
        let named = Transcript.named(text)
        if ProcessInfo.processInfo.environment["MTEST_RECORD"] == "1" {
            try Data(named.utf8).write(to: URL(filePath: path))
        }
        // Line by line, so that a difference can be read.
        let golden = try String(contentsOfFile: path, encoding: .utf8)
        #expect(
            named.split(separator: "\n").difference(from: golden.split(separator: "\n")).map { "\($0)" } == [])
    }

    @Test func `the reference module, asked about places of all kinds`() async throws {
        let scene = try await Scene()
        let text = try await scene.conversation([
            "places", "findpage page+0x18", "true huge+0x1018", "true swapped", "true listvma pid",
            "true writeval data+8 1234", "true writeval readonly 1", "findpage 12 99999", "findpage pgae", "plces",
            "write places", "findpage gigantic", "walk zero", "machine", "vmas now", "restart", "findpage zzz",
        ])
        try Self.compare(text, with: "solution")
        let widest = text.split(separator: "\n").filter { !$0.hasPrefix("mtest>") }.map(\.count).max() ?? 0
        #expect(widest <= 80)
    }

    @Test func `a module that crashes while it is loaded`() async throws {
        let scene = try await Scene([Self.crashInInit])
        try Self.compare(
            try await scene.conversation(["findpage page", "places", "restart"]), with: "crash-in-init")
    }

    @Test func `a module that crashes in findpage, and its repair`() async throws {
        let scene = try await Scene(try Self.mutant("physical-as-pointer"))
        _ = try await scene.shell.begin()
        _ = try await scene.shell.carryOut("true page")
        #expect(await !scene.shell.isRunning)
        #expect(await scene.shell.takeOffer() == "restart")
        let crash = scene.said()
        try scene.module.write(
            try #require(ReferenceModule.sources(root: projectRoot)["mtest.c"]), to: "module/mtest.c")
        _ = try await scene.shell.carryOut("restart")
        _ = try await scene.shell.carryOut("true page")
        try Self.compare(crash + scene.said(), with: "crash-in-findpage")
        await scene.shell.end()
    }

    @Test func `a wrong walk in the situation of the check that finds it`() async throws {
        let scene = try await Scene(try Self.mutant("pte-high-flags"), check: "findpage.noexec")
        _ = try await scene.shell.begin()
        let command = await scene.shell.takeOffer()
        #expect(command.hasPrefix("findpage 0x"))
        // Enter alone writes the same.
        _ = try await scene.shell.carryOut("")
        let first = scene.said()
        _ = try await scene.shell.carryOut(command)
        let answer = try #require(first.firstRange(of: "[mtest] Got"))
        #expect(scene.said() == first[answer.lowerBound...])
        try Self.compare(first, with: "wrong-walk")
        await scene.shell.end()
    }

    @Test func `a module that never returns is told as that, and another machine is there`() async throws {
        let loop = Edit(
            file: "mtest.c", find: "\tpmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, addr));",
            replace: "\tfor (;;)\n\t\tcpu_relax();\n\tpmd = READ_ONCE(*pmd_offset_lockless(pudp, pud, addr));")
        let scene = try await Scene([loop])
        let text = try await scene.conversation(["findpage page", "restart", "places"])
        #expect(text.contains("HANGS  an endless loop"))
        #expect(text.contains("mtest.c:"))
        #expect(text.contains("cpu_relax"))
        #expect(text.contains("stackarea"))
    }
}
