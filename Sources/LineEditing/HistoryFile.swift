import FoundationEssentials
import Glibc

/// Lines that a user has typed, kept from one program to the next: a line each, the newest last, for the user alone.
///
/// It is a convenience: one that cannot be read or written is done without, silently.
package struct HistoryFile: Sendable {
    /// The file, which need not exist.
    package let path: String
    /// The most lines that are kept.
    package let limit: Int

    /// More of a file is not read: a thousand lines have some 50 KiB.
    private static let sizeLimit = 4 << 20

    /// The lines in a file.
    package init(path: String, limit: Int = 1000) {
        self.path = path
        self.limit = limit
    }

    /// The history of a program's command: `$XDG_STATE_HOME/mtest-grader/NAME`, or below `~/.local/state`.
    package static func ofUser(_ name: String) -> HistoryFile {
        let environment = ProcessInfo.processInfo.environment
        // The XDG base directory specification: a relative path is to be ignored.
        let state =
            environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? (environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path) + "/.local/state"
        return HistoryFile(path: "\(state)/mtest-grader/\(name)")
    }

    /// The lines, oldest first; none where there is no such file. Lines that would steer a terminal are left out.
    package func lines() -> [String] {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.sizeLimit,
            let data = try? Data(contentsOf: URL(filePath: path))
        else { return [] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        return lines.filter(Self.isPlain).suffix(limit)
    }

    /// Adds a line at the end, and drops the oldest where there are twice as many as are kept.
    package func add(_ line: String) {
        guard Self.isPlain(line), line.utf8.count <= 4096 else { return }
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        if access(folder, F_OK) != 0 {
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        guard append(line) > 2 * limit * 40 else { return }
        let kept = lines()
        let draft = "\(path).\(getpid())"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let text = Array(kept.map { $0 + "\n" }.joined().utf8)
        let isWhole = Glibc.write(file, text, text.count) == text.count
        close(file)
        if !isWhole || rename(draft, path) != 0 { unlink(draft) }
    }

    /// Adds the line; the file's size in bytes then.
    private func append(_ line: String) -> Int {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        // It may be there from before, made by hand.
        fchmod(file, 0o600)
        let text = Array("\(line)\n".utf8)
        guard Glibc.write(file, text, text.count) == text.count else { return 0 }
        var status = stat()
        return fstat(file, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func isPlain(_ line: String) -> Bool {
        !line.isEmpty && line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
