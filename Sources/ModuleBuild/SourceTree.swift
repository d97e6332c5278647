import Glibc

/// The sources below a folder: regular files named `*.c` and `*.h`, and no other files.
struct SourceTree {
    /// Largest size of a source, in bytes. The reference module has 20 KB.
    static let fileLimit = 1 << 20
    static let fileCountLimit = 200
    /// Largest size of all sources together, in bytes: reading them takes a tenth of a second.
    static let totalLimit = 4 << 20
    static let depthLimit = 16
    /// Number of files and folders of any kind that are looked at, which takes a quarter of a second.
    static let entryLimit = 50_000

    /// Absolute path of the folder.
    var root: String
    /// The sources, relative to ``root``, sorted.
    var files: [String] = []
    private var entries = 0
    private var size = 0

    static func read(_ folder: String) throws(SubmissionError) -> SourceTree {
        guard let resolved = realpath(folder, nil) else {
            throw .unreadable(path: folder, reason: String(cString: strerror(errno)))
        }
        defer { free(resolved) }
        var tree = SourceTree(root: String(cString: resolved))
        try tree.add("", depth: 0)
        tree.files.sort()
        return tree
    }

    private mutating func add(_ folder: String, depth: Int) throws(SubmissionError) {
        guard depth <= Self.depthLimit else { throw .tooDeep(folder: root, limit: Self.depthLimit) }
        let path = folder.isEmpty ? root : "\(root)/\(folder)"
        guard let stream = opendir(path) else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { closedir(stream) }
        while let entry = Glibc.readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            entries += 1
            guard entries <= Self.entryLimit else { throw .tooManyEntries(folder: root, limit: Self.entryLimit) }
            // Hidden names: version control, editors, kbuild's .tmp folders; also `.` and `..`.
            guard bytes.first != UInt8(ascii: ".") else { continue }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                if bytes.hasSuffix(".c") || bytes.hasSuffix(".h") {
                    let shown = String(decoding: bytes, as: UTF8.self)
                    throw .nameNotUTF8(path: folder.isEmpty ? shown : "\(folder)/\(shown)")
                }
                continue
            }
            let relative = folder.isEmpty ? name : "\(folder)/\(name)"
            var status = stat()
            // Links are not followed: one may point out of the submission. A FIFO would block a reader.
            guard lstat("\(root)/\(relative)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR where !Self.isGenerated(folder: name):
                try add(relative, depth: depth + 1)
            case S_IFREG where (name.hasSuffix(".c") && !name.hasSuffix(".mod.c")) || name.hasSuffix(".h"):
                guard status.st_size <= Self.fileLimit else {
                    throw .fileTooLarge(path: relative, size: Int(status.st_size), limit: Self.fileLimit)
                }
                // Before anything is read: the limit is told at once.
                size += Int(status.st_size)
                guard size <= Self.totalLimit else { throw .tooLarge(folder: root, limit: Self.totalLimit) }
                files.append(relative)
                guard files.count <= Self.fileCountLimit else {
                    throw .tooManyFiles(folder: root, limit: Self.fileCountLimit)
                }
            default: break
            }
        }
    }

    private static func isGenerated(folder name: String) -> Bool {
        ["build", "cmake-build-debug", "node_modules", "__MACOSX"].contains(name)
    }

    /// The bytes of a source. The file is checked again here, because the folder may have changed since it was listed.
    static func contents(of file: String, in root: String) throws(SubmissionError) -> [UInt8] {
        func unreadable() -> SubmissionError {
            .unreadable(path: file, reason: String(cString: strerror(errno)))
        }
        let descriptor = open("\(root)/\(file)", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: file, reason: "not a file") }
        guard status.st_size <= fileLimit else {
            throw .fileTooLarge(path: file, size: Int(status.st_size), limit: fileLimit)
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let got = bytes[filled...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if got == 0 { break }
            guard got > 0 else { throw unreadable() }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }
}

extension Array<UInt8> {
    fileprivate func hasSuffix(_ suffix: String) -> Bool { self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
}
