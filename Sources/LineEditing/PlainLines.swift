import CLineEditing
import Dispatch
import Glibc

/// Lines of standard input as they come: from a pipe or a file, or from a terminal that can do nothing but lines.
package final class PlainLines: LineSource {
    private let input: Int32
    private let wake: Int32
    private let queue = DispatchQueue(label: "lines")
    /// Writes the prompt; nil where nobody reads it.
    private let show: (@Sendable (String) -> Void)?
    /// What was read and not yet given out; used on ``queue`` alone.
    private nonisolated(unsafe) var pending: [UInt8] = []

    /// The longest line; what a command has more than this is another line.
    private static let longest = 4 << 20

    /// The lines of a descriptor. Prompts go through `show`: not at all where nobody types.
    package init(input: Int32 = 0, showingPrompts show: (@Sendable (String) -> Void)? = nil) {
        self.input = input
        self.show = show
        wake = line_wake_open()
    }

    deinit { if wake >= 0 { close(wake) } }

    package func next(_ prompt: String, offered: String) async -> TypedLine {
        show?(prompt)
        return await withTaskCancellationHandler {
            guard !Task.isCancelled else { return .end }
            return await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.read()) }
            }
        } onCancel: {
            line_wake(wake)
        }
    }

    package func remember(_ line: String) async {}

    /// Gives up the line that is waited for, as Ctrl-C does.
    package func interrupt() { line_wake(wake) }

    private func read() -> TypedLine {
        while true {
            if let newline = pending.firstIndex(of: 0x0a) {
                defer { pending.removeFirst(newline + 1) }
                return .text(String(decoding: pending[..<newline], as: UTF8.self))
            }
            guard pending.count < Self.longest else { return rest() }
            var files = [
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&files, 2, -1) < 0 {
                if errno == EINTR { continue }
                return rest()
            }
            if files[1].revents & Int16(POLLIN) != 0 {
                line_wake_clear(wake)
                pending = []
                return .interrupted
            }
            var bytes = [UInt8](repeating: 0, count: 64 << 10)
            let count = Glibc.read(input, &bytes, bytes.count)
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            guard count > 0 else { return rest() }
            pending += bytes[..<count]
        }
    }

    /// A last line without a newline counts.
    private func rest() -> TypedLine {
        guard !pending.isEmpty else { return .end }
        defer { pending = [] }
        return .text(String(decoding: pending, as: UTF8.self))
    }
}
