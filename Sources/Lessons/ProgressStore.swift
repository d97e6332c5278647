import Console
import FoundationEssentials
import Glibc
import Words

/// The file with a learner's progress. It is replaced whole or not at all, a newer program's is never touched, and one that
/// cannot be read is kept beside the new one.
package struct ProgressStore: Sendable {
    /// The version of the file that is written, and the highest that is read.
    package static let version = 1

    /// Why progress cannot be read or kept, in one sentence.
    package struct Flaw: Error, Sendable, Hashable, CustomStringConvertible {
        /// The sentence, with what to do.
        package let description: String
    }

    /// The file.
    package let path: String

    /// The store in this file, which need not exist yet.
    package init(path: String) { self.path = path }

    /// `$XDG_STATE_HOME/mtest-walkthrough/progress.json`, or below `~/.local/state`.
    package static var defaultPath: String {
        let environment = ProcessInfo.processInfo.environment
        // The XDG specification: a relative path is to be ignored.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return "\(state)/mtest-walkthrough/progress.json"
        }
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        return "\(home)/.local/state/mtest-walkthrough/progress.json"
    }

    private struct Head: Decodable { let version: Int }

    /// The progress kept; a fresh one where there is none.
    ///
    /// - Throws: ``Flaw`` when a newer program wrote it, or it cannot be read.
    package func read() throws(Flaw) -> CourseProgress {
        guard access(path, F_OK) == 0 else { return CourseProgress(seed: .random(in: 0 ... .max)) }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw Flaw(description: "\(path) cannot be read: is it yours?")
        }
        if let head = try? JSONDecoder().decode(Head.self, from: data), head.version > Self.version {
            throw Flaw(
                description:
                    "\(path) was written by a newer walkthrough (version \(head.version)): use that one. The file was not changed"
            )
        }
        if let progress = try? JSONDecoder().decode(CourseProgress.self, from: data) { return progress }
        // The file is kept: the learner may want to repair it by hand.
        let aside = "\(path).unreadable-\(time(nil))"
        guard rename(path, aside) == 0 else { throw Flaw(description: "\(path) is damaged and cannot be moved aside") }
        throw Flaw(
            description:
                "\(path) is damaged: it was kept as \(aside), and the next command starts the course from the beginning"
        )
    }

    /// Changes the progress, alone among all running walkthroughs.
    ///
    /// - Throws: ``Flaw``.
    @discardableResult
    package func update(_ change: (inout CourseProgress) -> Void) throws(Flaw) -> CourseProgress {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        do {
            try FileManager.default.createDirectory(atPath: "/\(folder)", withIntermediateDirectories: true)
        } catch {
            throw Flaw(description: "progress cannot be kept: \(error.sentence)")
        }
        let lock = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            if lock >= 0 { close(lock) }
            throw Flaw(description: "\(path).lock cannot be taken: \(String(cString: strerror(errno)))")
        }
        defer { close(lock) }
        var progress = try read()
        change(&progress)
        try write(progress)
        return progress
    }

    /// To a file beside it, onto the disk, then in its place: a kill at any moment leaves the old one or the new one.
    private func write(_ progress: CourseProgress) throws(Flaw) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(progress) else {
            throw Flaw(description: "progress cannot be written down")
        }
        let draft = "\(path).new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw Flaw(description: "\(draft) cannot be written: \(String(cString: strerror(errno)))")
        }
        let isWhole = writeWhole([UInt8](data), to: file) && fsync(file) == 0
        var code = errno
        close(file)
        if isWhole {
            if rename(draft, path) == 0 { return }
            code = errno
        }
        unlink(draft)
        throw Flaw(description: "\(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
