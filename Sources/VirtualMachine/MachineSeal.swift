import FoundationEssentials
import Glibc

/// What the files of a frozen machine were when they were made: their sizes, times and content.
///
/// It is two files beside them: `sums` has eight bytes for each block of the RAM (``SparseFile/summed``), `seal` has the
/// rest and a sum over `sums`. `seal` is written last.
struct MachineSeal: Sendable, Equatable {
    /// The content of the file `seal`: no two machines that were ever made have the same.
    let text: String
    private let folder: String
    private let sums: [UInt64]

    private static let files = ["ram"] + small
    /// The files that are summed as a whole, in the order of their lines.
    private static let small = ["devices", "initramfs", "layout", "traits"]
    /// Those of them that a clone is made from: only a boot reads the initramfs, which has 13 MB.
    private static let cloned = ["devices", "layout", "traits"]

    /// Seals the files in `folder`.
    ///
    /// - Throws: ``MachineError/file(path:reason:)``.
    init(sealing folder: String) throws(MachineError) {
        guard let sums = SparseFile.sums(of: "\(folder)/ram"), let text = Self.text(folder, sums) else {
            throw .file(path: folder, reason: "cannot be read")
        }
        self.text = text
        self.sums = sums
        self.folder = folder
        do {
            try Data(sums.flatMap { sum in (0..<8).map { UInt8(truncatingIfNeeded: sum >> ($0 * 8)) } })
                .write(to: URL(filePath: "\(folder)/sums"))
            try text.write(toFile: "\(folder)/seal", atomically: true, encoding: .utf8)
        } catch {
            throw .file(path: folder, reason: "cannot be written: is the disk full?")
        }
    }

    /// The seal in `folder`; nil where there is none, or where a file is missing or has another size or time than it
    /// had. Contents are not compared.
    init?(in folder: String) {
        guard let text = try? String(contentsOfFile: "\(folder)/seal", encoding: .utf8),
            let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/sums")), bytes.count % 8 == 0
        else { return nil }
        sums = bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
        self.text = text
        self.folder = folder
        let lines = text.split(separator: "\n")
        guard lines.prefix(Self.files.count).elementsEqual(Self.statuses(folder).map { Substring($0) }) else {
            return nil
        }
    }

    /// Whether the seal in the folder is still this one, and sizes and times of the files as it says. Microseconds.
    var isInPlace: Bool {
        guard let now = try? String(contentsOfFile: "\(folder)/seal", encoding: .utf8) else { return false }
        return now == text
            && text.split(separator: "\n").prefix(Self.files.count)
                .elementsEqual(Self.statuses(folder).map { Substring($0) })
    }

    /// Whether the small files and `count` blocks of the RAM, taken at random of those that are not empty, are as they were;
    /// of the files only what a clone is made from, where it is for one. A block takes some 50 microseconds, the initramfs
    /// some milliseconds.
    func holdsSample(of count: Int, forClone isForClone: Bool = false) -> Bool {
        guard holds(isForClone ? Self.cloned : Self.small) else { return false }
        guard let empty = Dictionary(grouping: sums, by: { $0 }).max(by: { $0.value.count < $1.value.count })?.key
        else {
            return false
        }
        let filled = sums.indices.filter { sums[$0] != empty }
        let sample = (0..<count).compactMap { _ in filled.randomElement() }
        return SparseFile.sums(of: "\(folder)/ram", blocks: sample) == sample.map { sums[$0] }
    }

    /// Whether every byte of every file is as it was. Some 50 ms of processor time for 100 MB that
    /// the host has in memory.
    func holdsWhole() -> Bool {
        holds(Self.small) && SparseFile.sums(of: "\(folder)/ram") == sums
    }

    /// What the seal says of contents.
    private var rest: [String] { text.split(separator: "\n").dropFirst(Self.files.count).map(String.init) }

    /// Whether some of the small files are as they were, and the RAM's sums.
    private func holds(_ names: [String]) -> Bool {
        let rest = rest
        guard rest.count == Self.small.count + 1, rest.last == Self.line([SparseFile.sum(of: sums)]) else {
            return false
        }
        return zip(Self.small, rest).allSatisfy { name, line in
            !names.contains(name) || SparseFile.sums(of: "\(folder)/\(name)").map(Self.line) == line
        }
    }

    private static func text(_ folder: String, _ sums: [UInt64]) -> String? {
        let small = small.compactMap { SparseFile.sums(of: "\(folder)/\($0)").map(line) }
        guard small.count == Self.small.count else { return nil }
        return (statuses(folder) + small + [line([SparseFile.sum(of: sums)])]).joined(separator: "\n")
    }

    private static func line(_ sums: [UInt64]) -> String {
        sums.map { String($0, radix: 16) }.joined(separator: " ")
    }

    private static func statuses(_ folder: String) -> [String] {
        files.map { name in
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { return "\(name) missing" }
            return "\(name) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
        }
    }
}

/// A lock that says that a process uses a frozen machine: such a machine is not removed to make room.
final class MachineHold: Sendable {
    private let descriptor: Int32

    /// Takes the lock on the machine in `folder`; nil where somebody is about to remove it.
    init?(_ folder: String) {
        let descriptor = open("\(folder)/seal", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        // File systems without locks have no lock to wait for.
        if flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Removes the machine in `folder` if no process uses it.
    static func removeUnused(_ folder: String) {
        let descriptor = open("\(folder)/seal", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            // Nothing without a seal is ever put in place.
            if errno == ENOENT { try? FileManager.default.removeItem(atPath: folder) }
            return
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
