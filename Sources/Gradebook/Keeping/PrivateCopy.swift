import FoundationEssentials
import GRDB
import Glibc

/// A copy of a gradebook that may only be read, or that an older version wrote: it is read in place of it, and removed with
/// this value.
final class PrivateCopy: Sendable {
    /// The copy's database, in a folder that nobody else can read.
    let path: String
    private let folder: String

    /// Copies the database of `folder` as it is at this moment, also while a batch writes to it.
    ///
    /// - Throws: GRDB's errors, and those of the file system.
    init(of folder: String) throws {
        var template = Array("\(FileManager.default.temporaryDirectory.path())/gradebook-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw GradebookError.unusable(folder: folder, reason: "no temporary folder can be made")
        }
        self.folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        path = "\(self.folder)/gradebook.sqlite"
        do { try Self.copy("\(folder)/gradebook.sqlite", to: path) } catch {
            try? FileManager.default.removeItem(atPath: self.folder)
            throw error
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func copy(_ original: String, to path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(60)
        do {
            let source = try DatabaseQueue(path: original, configuration: configuration)
            let copy = try DatabaseQueue(path: path)
            try source.backup(to: copy)
            try copy.close()
            try source.close()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            // SQLite reads a database with a log only where it may write beside it, or where somebody who may has it open.
            // Nobody has: the files do not change.
            try? FileManager.default.removeItem(atPath: path)
            for suffix in ["", "-wal"] where access(original + suffix, F_OK) == 0 {
                try FileManager.default.copyItem(atPath: original + suffix, toPath: path + suffix)
                chmod(path + suffix, 0o600)
            }
        }
    }
}
