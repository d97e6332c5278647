package import Foundation

/// A folder for one test, removed with the value.
package final class Scratch: Sendable {
    package let folder: String

    package init() throws {
        folder = URL.temporaryDirectory.appending(path: "mtest-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Writes a file, and the folders that it is in.
    ///
    /// - Returns: The file's path.
    @discardableResult
    package func write(_ data: Data, to name: String) throws -> String {
        let file = URL(filePath: path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
        return path(name)
    }

    @discardableResult
    package func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

    package func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
    }

    /// Everything below a folder, relative to it, folders without their slash.
    package func tree(_ name: String) -> [String] {
        let enumerator = FileManager.default.enumerator(atPath: path(name))
        return (enumerator?.allObjects as? [String] ?? []).sorted()
    }
}
