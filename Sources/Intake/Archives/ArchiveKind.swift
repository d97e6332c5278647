import Glibc

/// What a file is that cannot be unpacked, by its first bytes.
package enum ArchiveKind: Sendable, Hashable {
    /// One of the archives that are unpacked, so something else is wrong with it.
    case archive
    case rar, compressedFile, empty, text, webPage

    /// Looks at a file; nil where nothing is known of it.
    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { return nil }
        self.init(Array(bytes.prefix(count)))
    }

    /// Looks at the first bytes of a file.
    init?(_ bytes: [UInt8]) {
        func starts(_ beginnings: [[UInt8]]) -> Bool { beginnings.contains { bytes.starts(with: $0) } }
        let rar: [[UInt8]] = [Array("Rar!".utf8)]
        // gzip, xz, bzip2, zstandard, compress
        let compressed: [[UInt8]] = [
            [0x1f, 0x8b], [0xfd, 0x37, 0x7a, 0x58], Array("BZh".utf8), [0x28, 0xb5, 0x2f, 0xfd], [0x1f, 0x9d],
        ]
        let archives: [[UInt8]] = [Array("PK".utf8), [0x37, 0x7a, 0xbc, 0xaf]]
        if bytes.isEmpty {
            self = .empty
        } else if starts(rar) {
            self = .rar
        } else if starts(compressed) {
            self = .compressedFile
        } else if starts(archives) || bytes.dropFirst(257).starts(with: Array("ustar".utf8)) {
            self = .archive
        } else if !bytes.contains(0), let text = String(validating: bytes.prefix(400), as: UTF8.self)?.lowercased() {
            self = text.contains("<!doctype") || text.contains("<html") ? .webPage : .text
        } else {
            return nil
        }
    }

    /// What the student should do.
    var advice: String {
        switch self {
        case .archive: "pack the folder again, as .zip or .tar.gz: the archive cannot be unpacked"
        case .rar: "pack the folder again, as .zip or .tar.gz: it is a RAR archive that cannot be unpacked"
        case .compressedFile:
            "hand in the file itself, or an archive (.zip, .tar.gz): it is one compressed file, and no archive"
        case .empty: "hand it in again: the file is empty"
        case .text: "hand in the folder as .zip or .tar.gz: the file is text, whatever its name says"
        case .webPage: "hand in the folder as .zip or .tar.gz: the file is a web page, whatever its name says"
        }
    }
}
