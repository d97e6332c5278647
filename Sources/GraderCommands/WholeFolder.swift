import CLinux
import FoundationEssentials
import Glibc

/// A folder that appears whole or not at all: it is written beside its place and renamed in one step.
struct WholeFolder {
    /// A file that marks a folder as a report, which may be replaced.
    private static let mark = ".mtest-report"

    private let place: String
    private let draft: String

    /// Prepares to write `place`.
    ///
    /// - Throws: ``Failure`` when something else is there, or when nothing can be written beside it.
    init(_ place: String) throws {
        let path = URL(filePath: place).standardizedFileURL.path
        let name = path.split(separator: "/").last.map(String.init) ?? "report"
        let parent = path.hasPrefix("/") && path.count > name.count + 1 ? String(path.dropLast(name.count + 1)) : "/"
        let files = FileManager.default
        if let held = try? files.contentsOfDirectory(atPath: path), !held.isEmpty, !held.contains(Self.mark) {
            throw Failure(
                description:
                    "\(place) holds something else than a report: name a new folder, or that of an older report",
                status: 2)
        }
        var status = stat()
        guard lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(description: "\(place) is there and is no folder: choose another name", status: 2)
        }
        self.place = path
        draft = "\(parent)/.\(name)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        do {
            try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
            try write("", to: Self.mark)
        } catch {
            throw Failure.unwritable(parent, error)
        }
    }

    /// Writes a file; the folders on its way are made.
    func write(_ text: String, to path: String) throws {
        let file = "\(draft)/\(path)"
        if let slash = file.lastIndex(of: "/") {
            try FileManager.default.createDirectory(atPath: String(file[..<slash]), withIntermediateDirectories: true)
        }
        do { try Data(text.utf8).write(to: URL(filePath: file)) } catch {
            throw Failure.unwritable(file, error, status: 3)
        }
    }

    /// Puts the folder in its place, instead of an older one.
    func finish() throws {
        // Exchanged in one step where there is one already: a reader never finds half of either.
        if rename(draft, place) == 0 { return }
        let outcome = clinux_exchange(draft, place)
        guard outcome == 0 else {
            let reason = String(cString: strerror(-outcome))
            discard()
            throw Failure(description: "\(place) cannot be replaced: \(reason)", status: 3)
        }
        discard()
    }

    /// Removes what was written so far, or what was there before.
    func discard() { try? FileManager.default.removeItem(atPath: draft) }

    /// Writes one file whole or not at all.
    static func write(_ bytes: [UInt8], toFile path: String) throws {
        do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
            throw Failure.unwritable(path, error)
        }
    }
}
