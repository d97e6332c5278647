import FoundationEssentials
import Glibc
import StableHash

/// The last run of each folder, kept for the person whose folder it is.
///
/// Nothing here is an error: a file that is damaged or from a newer program is as if there were none, and a home that
/// cannot be written to keeps nothing. No verdict depends on it.
public struct PastRuns: Sendable {
    /// The folder with a file for each submission.
    private let state: String

    /// Runs that are kept: the folders that were graded last. A file of the whole rubric has some 10 KB.
    private static let limit = 64
    /// Bytes of a file that is read, and of one that is written.
    private static let sizeLimit = 256 << 10
    /// The format that is written, and the only one that is read.
    private static let version = 1

    /// The runs that are kept in this folder, which need not exist.
    public init(in state: String = PastRuns.defaultFolder) { self.state = state }

    /// `$XDG_STATE_HOME/mtest-grader/runs`, or below `~/.local/state`.
    public static var defaultFolder: String {
        let environment = ProcessInfo.processInfo.environment
        // The XDG specification: a relative path is to be ignored.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/mtest-grader/runs" }
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        return "\(home)/.local/state/mtest-grader/runs"
    }

    /// What a file holds.
    private struct Record: Codable {
        var version: Int
        /// The submission's folder: two may share a hash.
        var folder: String
        var run: PastRun
    }

    private struct Head: Decodable { let version: Int }

    /// How the checks of a submission last ended.
    ///
    /// - Parameter folder: The submission's folder, absolute or from the current one.
    /// - Returns: The run; nil where nothing is known.
    public func last(of folder: String) -> PastRun? {
        let folder = Self.resolved(folder)
        guard let data = Self.read(path(of: folder)),
            let record = try? JSONDecoder().decode(Record.self, from: data), record.version == Self.version,
            record.folder == folder
        else { return nil }
        return record.run
    }

    /// Remembers a run, after what was known before. Of two at the same time the one that ends later is kept whole.
    ///
    /// - Parameters:
    ///   - run: What came of the checks that were tried.
    ///   - folder: The submission's folder, absolute or from the current one.
    public func keep(_ run: PastRun, of folder: String) {
        let whole = last(of: folder)?.followed(by: run) ?? run
        let folder = Self.resolved(folder)
        let path = path(of: folder)
        if let data = Self.read(path), let head = try? JSONDecoder().decode(Head.self, from: data),
            head.version > Self.version
        {
            return
        }
        let record = Record(version: Self.version, folder: folder, run: whole)
        guard let data = try? JSONEncoder().encode(record), data.count <= Self.sizeLimit else { return }
        // For this user alone: it says which folders there are.
        try? FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Written beside its place and put there whole.
        try? data.write(to: URL(filePath: path), options: .atomic)
        prune(keeping: path)
    }

    /// Removes what is above the limit: the files that were written longest ago, with what a killed program left half
    /// written among them. The file `own` was written now, whatever others have the same time.
    private func prune(keeping own: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: state), names.count > Self.limit else {
            return
        }
        let dated = names.map { name -> (seconds: Int, nanoseconds: Int, path: String) in
            var status = stat()
            let path = "\(state)/\(name)"
            guard path != own else { return (.max, 0, path) }
            guard lstat(path, &status) == 0 else { return (0, 0, path) }
            return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec, path)
        }
        let newest = dated.sorted { ($0.seconds, $0.nanoseconds) > ($1.seconds, $1.nanoseconds) }
        for old in newest.dropFirst(Self.limit) { unlink(old.path) }
    }

    private func path(of folder: String) -> String {
        var hash = StableHash()
        hash.add(folder)
        return "\(state)/\(hash.text).json"
    }

    /// The folder's one name, whatever way leads to it.
    private static func resolved(_ folder: String) -> String {
        guard let path = realpath(folder, nil) else { return folder }
        defer { free(path) }
        return String(cString: path)
    }

    /// A regular file's bytes; nil where it is none, or too large.
    private static func read(_ path: String) -> Data? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= sizeLimit else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return nil }
            filled += count
        }
        return Data(bytes)
    }
}
