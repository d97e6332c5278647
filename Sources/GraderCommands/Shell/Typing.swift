import Console
import Glibc
import LineEditing
import StudentShell

/// Where the lines of a shell come from, and what Ctrl-C does to them.
///
/// On a terminal it ends the line, or the command that is being carried out, and never the program.
struct Typing: Sendable {
    let source: any LineSource
    private let isConversation: Bool

    /// The editor where a person types on a terminal that can do it; lines as they come everywhere else.
    init(isConversation: Bool, vocabulary: Vocabulary) {
        self.isConversation = isConversation
        let isEditable =
            isConversation && ConsoleStream.output.isTerminal && !["", "dumb"].contains(Self.terminal)
        if isEditable,
            let editor = LineEditor(history: .ofUser("shell-history"), completing: { vocabulary.words(for: $0) })
        {
            source = editor
            return
        }
        guard isConversation else {
            source = PlainLines()
            return
        }
        // A prompt is no answer: where answers go to a file, it goes where people look.
        let stream = ConsoleStream.output.isTerminal ? ConsoleStream.output : ConsoleStream.errors
        source = PlainLines(showingPrompts: { stream.write($0) })
    }

    private static var terminal: String { ConsoleStream.variable("TERM") ?? "" }

    /// The next line.
    func line(_ prompt: String, offered: String) async -> TypedLine {
        guard isConversation, let plain = source as? PlainLines else {
            return await source.next(prompt, offered: offered)
        }
        return await Interrupt.redirected(to: { plain.interrupt() }) { await plain.next(prompt, offered: offered) }
    }

    /// Carries a command out; Ctrl-C gives up the machine that it runs on.
    func interruptible(_ shell: Shell, _ body: @escaping @Sendable () async throws -> Bool) async throws -> Bool {
        guard isConversation else { return try await body() }
        let work = Task { try await body() }
        do {
            return try await Interrupt.redirected(to: { work.cancel() }) {
                try await withTaskCancellationHandler {
                    try await work.value
                } onCancel: {
                    work.cancel()
                }
            }
        } catch is CancellationError {
            try Task.checkCancellation()
            await shell.giveUp()
            return true
        }
    }
}
