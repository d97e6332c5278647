import FoundationEssentials
import Glibc
import Words

/// A folder that is empty, or not there yet.
package struct NewFolder: Sendable {
    let path: String

    /// - Throws: `Failure` with status 2 where something is there already.
    package init(_ path: String) throws {
        self.path = path
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(description: "\(path.visibleLine) is there and is no folder: choose another name", status: 2)
        }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Failure(description: "\(path.visibleLine) cannot be read: choose another folder", status: 2)
        }
        guard names.isEmpty else {
            throw Failure(
                description: "\(path.visibleLine) is not empty: choose another folder, nothing is ever overwritten",
                status: 2)
        }
    }

    /// Writes the files, and makes the folder for them where it is not there yet.
    package func fill(_ files: [(name: String, text: String)]) throws {
        var written: [String] = []
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for (name, text) in files {
                // Never over a file that another process has put there in the meantime.
                try Data(text.utf8).write(to: URL(filePath: path).appending(path: name), options: .withoutOverwriting)
                written.append(name)
            }
        } catch {
            // Part of a skeleton would make the next attempt fail.
            for name in written { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
            throw Failure.unwritable(path, error)
        }
    }
}
