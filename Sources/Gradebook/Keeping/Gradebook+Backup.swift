import FoundationEssentials
import GRDB
import Glibc

extension Gradebook {
    /// Copies the gradebook and its policy into a new folder, which is a gradebook like this one. It appears whole or not
    /// at all, and is of one moment, also while batches write.
    ///
    /// - Parameter place: The new folder.
    /// - Throws: ``GradebookError``; nothing is left at `place` then.
    package func backUp(to place: String) throws {
        guard access(place, F_OK) != 0 else { throw GradebookError.taken(place: place) }
        let draft = "\(place).\(UInt32.random(in: 0 ... .max)).draft"
        do {
            try told(at: place) {
                try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
                try copyDatabase(to: "\(draft)/gradebook.sqlite")
            }
            if access(policyFile, F_OK) == 0 {
                try FileManager.default.copyItem(atPath: policyFile, toPath: "\(draft)/policy.yml")
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: draft) { try Self.sync("\(draft)/\(name)") }
            try Self.sync(draft)
            guard rename(draft, place) == 0 else {
                throw GradebookError.unusable(folder: place, reason: String(cString: strerror(errno)))
            }
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            if let error = error as? GradebookError { throw error }
            throw GradebookError.unusable(folder: place, reason: "it cannot be written")
        }
    }

    private func copyDatabase(to path: String) throws {
        let copy = try DatabaseQueue(path: path)
        try reader.backup(to: copy)
        try copy.writeWithoutTransaction { database in
            // Batches that are under way are not under way in the copy.
            try database.execute(sql: "DELETE FROM claim; DELETE FROM batch")
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            let said = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            guard said == "ok" else {
                throw GradebookError.damaged(folder: folder, what: said ?? "it cannot be checked")
            }
        }
        try copy.close()
    }

    private static func sync(_ path: String) throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw GradebookError.unusable(folder: path, reason: String(cString: strerror(errno)))
        }
    }
}
