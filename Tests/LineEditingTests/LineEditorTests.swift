import Foundation
import LineEditing
import Testbed
import Testing

/// Keys on a terminal, and the lines that come of them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LineEditorTests {
    let terminal: Pseudoterminal
    let scratch: Scratch
    let editor: LineEditor

    init() throws {
        setenv("TERM", "xterm", 1)
        terminal = try Pseudoterminal()
        scratch = try Scratch()
        editor = try #require(Self.editor(terminal, HistoryFile(path: scratch.path("state/history"))))
    }

    private static func editor(_ terminal: Pseudoterminal, _ history: HistoryFile) -> LineEditor? {
        LineEditor(input: terminal.terminal, output: terminal.terminal, history: history) { text in
            text.contains(" ") ? ["page", "pageless", "stack"] : ["findpage", "listvma"]
        }
    }

    /// Types keys at a prompt; the line that comes of them.
    private func line(_ keys: String, offered: String = "") async throws -> TypedLine {
        // A prompt of its own: what is typed before it is there is not edited.
        let prompt = "\(UInt32.random(in: .min ... .max))> "
        async let line = editor.next(prompt, offered: offered)
        _ = try await terminal.shown(prompt + offered)
        terminal.type(keys)
        return await line
    }

    @Test func `a line is what was typed, with what was mended in it`() async throws {
        #expect(try await line("findpage pagf\u{7f}e\n") == .text("findpage page"))
        #expect(try await line("indpage\u{1}f\n") == .text("findpage"))
        #expect(try await line("página\n") == .text("página"))
    }

    @Test func `Tab completes a word, and shows those that fit where several do`() async throws {
        #expect(try await line("fi\tst\t\n") == .text("findpage stack "))
        async let line = editor.next("ask> ", offered: "")
        _ = try await terminal.shown("ask> ")
        terminal.type("findpage p\t\t")
        _ = try await terminal.shown("pageless")
        terminal.type("l\t\n")
        #expect(await line == .text("findpage pageless "))
    }

    @Test func `what is offered stands in the line, and can be edited`() async throws {
        #expect(try await line("\n", offered: "restart") == .text("restart"))
        #expect(try await line("\u{15}quit\n", offered: "restart") == .text("quit"))
    }

    @Test func `Ctrl-C ends the line and nothing else, Ctrl-D on an empty line ends the lines`() async throws {
        #expect(try await line("findpage page\u{3}") == .interrupted)
        #expect(try await line("places\n") == .text("places"))
        #expect(try await line("\u{4}") == .end)
    }

    @Test func `a cancelled task waits for no key`() async throws {
        let task = Task { await editor.next("ask> ", offered: "") }
        _ = try await terminal.shown("ask> ")
        task.cancel()
        #expect(await task.value == .end)
    }

    @Test func `the arrow keys bring lines back, also those of an earlier program`() async throws {
        await editor.remember("findpage page ")
        await editor.remember("places")
        #expect(try await line("\u{1b}[A\u{1b}[A\n") == .text("findpage page"))
        let later = try #require(Self.editor(terminal, HistoryFile(path: scratch.path("state/history"))))
        async let line = later.next("later> ", offered: "")
        _ = try await terminal.shown("later> ")
        terminal.type("\u{1b}[A\n")
        #expect(await line == .text("places"))
    }
}
