import CLineEditing
import Dispatch
import Glibc

/// Lines that are typed on a terminal, with the keys that people know from their shell: editing, earlier lines, completion.
///
/// A thread of its own waits for keys, so that none of those is taken that tasks share.
package final class LineEditor: LineSource {
    /// The words that may stand in the place of the last one of a text, which is the line up to the cursor.
    package typealias Words = @Sendable (_ text: String) -> [String]

    /// Used on ``queue`` alone.
    private nonisolated(unsafe) let editor: OpaquePointer
    private let queue = DispatchQueue(label: "line editor")
    private let wake: Int32
    private let context: Context
    private let history: HistoryFile?

    /// What the C side hands back.
    private final class Context: Sendable {
        let words: Words
        let output: Int32

        init(_ words: @escaping Words, _ output: Int32) {
            self.words = words
            self.output = output
        }
    }

    /// An editor on a terminal; nil where it cannot be had.
    ///
    /// - Parameters:
    ///   - input: The terminal that keys come from; it stays the caller's.
    ///   - output: The terminal that the line is shown on.
    ///   - history: Where lines are kept from one program to the next; nil for nowhere.
    ///   - words: What Tab offers.
    package init?(input: Int32 = 0, output: Int32 = 1, history: HistoryFile?, completing words: @escaping Words) {
        let wake = line_wake_open()
        let context = Context(words, output)
        let completer: line_completer = { context, text, length, insertion, listing in
            guard let context, let text, let insertion, let listing else { return }
            let known = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
            let bytes = UnsafeRawBufferPointer(start: text, count: length)
            let begun = String(decoding: bytes, as: UTF8.self)
            var size = winsize()
            let isKnown = ioctl(known.output, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
            let completion = Completion(
                of: begun, by: known.words(begun), columns: isKnown ? Int(size.ws_col) : 80)
            insertion.pointee = strdup(completion.insertion)
            listing.pointee = strdup(completion.listing)
        }
        guard wake >= 0,
            let editor = line_editor_open(
                input, output, wake, completer, Unmanaged.passUnretained(context).toOpaque())
        else {
            if wake >= 0 { close(wake) }
            return nil
        }
        self.editor = editor
        self.wake = wake
        self.context = context
        self.history = history
        for line in history?.lines() ?? [] { line_editor_remember(editor, line) }
    }

    deinit {
        line_editor_close(editor)
        close(wake)
        withExtendedLifetime(context) {}
    }

    package func next(_ prompt: String, offered: String) async -> TypedLine {
        await withTaskCancellationHandler {
            guard !Task.isCancelled else { return .end }
            return await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.read(prompt, offered)) }
            }
        } onCancel: {
            line_wake(wake)
        }
    }

    package func remember(_ line: String) async {
        // Completion leaves a blank at the end.
        let line = String(line.reversed().drop { $0 == " " }.reversed())
        guard !line.isEmpty else { return }
        await withCheckedContinuation { continuation in
            queue.async {
                line_editor_remember(self.editor, line)
                self.history?.add(line)
                continuation.resume()
            }
        }
    }

    private func read(_ prompt: String, _ offered: String) -> TypedLine {
        var line: UnsafeMutablePointer<CChar>?
        let end = line_editor_read(editor, prompt, offered, &line)
        defer { free(line) }
        switch end {
        case LINE_TYPED: return line.map { .text(String(cString: $0)) } ?? .end
        case LINE_INTERRUPTED: return .interrupted
        default: return .end
        }
    }
}
