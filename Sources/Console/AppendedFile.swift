import Glibc

/// A file that text is added to at its end; closed when the value goes.
package final class AppendedFile: Sendable {
    private let descriptor: Int32

    /// Opens the file, or makes it; nil where neither can be done.
    package init?(_ path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// Adds text; whether all of it was written.
    package func write(_ text: String) -> Bool { writeWhole(Array(text.utf8), to: descriptor) }
}
