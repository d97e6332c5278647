import Foundation
import LineEditing
import Specimens
import StudentShell
import Testbed
import Testing

/// A student at a terminal: keys go in, a screen comes out.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TerminalTests {
    @Test func `a name is completed, a crash survived, and the command brought back with the arrow keys`() async throws
    {
        setenv("TERM", "xterm", 1)
        let terminal = try Pseudoterminal()
        let scene = try await Scene(try Mutant.read("physical-as-pointer", root: projectRoot).edits, on: terminal)
        let history = HistoryFile(path: scene.module.path("history"))
        let editor = try #require(
            LineEditor(input: terminal.terminal, output: terminal.terminal, history: history) {
                scene.shell.vocabulary.words(for: $0)
            })
        #expect(try await scene.shell.begin())
        let conversation = Task {
            while true {
                let line = await editor.next(await scene.shell.prompt, offered: await scene.shell.takeOffer())
                guard case .text(let text) = line else {
                    if line == .interrupted { continue }
                    return
                }
                await editor.remember(text)
                guard try await scene.shell.carryOut(text) else { return }
            }
        }
        _ = try await terminal.shown("mtest> ")
        terminal.type("fi\tpag\t\n")
        _ = try await terminal.shown("CRASH")
        _ = try await terminal.shown("mtest.c:")
        // The way on stands in the line already.
        _ = try await terminal.shown("mtest (no machine)> restart")
        try scene.module.write(
            try #require(ReferenceModule.sources(root: projectRoot)["mtest.c"]), to: "module/mtest.c")
        terminal.type("\n")
        _ = try await terminal.shown("mtest.c has changed")
        _ = try await terminal.shown("mtest> ")
        terminal.type("what\u{3}")
        _ = try await terminal.shown("^C")
        _ = try await terminal.shown("mtest> ")
        terminal.type("\u{1b}[A\u{1b}[A\n")
        _ = try await terminal.shown("-> paddr = 0x")
        _ = try await terminal.shown("mtest> ")
        terminal.type("\u{4}")
        try await conversation.value
        #expect(history.lines() == ["findpage page", "restart", "findpage page"])
        await scene.shell.end()
    }
}
