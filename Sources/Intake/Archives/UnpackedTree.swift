import Glibc

/// The files from an archive, checked again outside the sandbox. Paths are bytes, because names need not be text.
struct UnpackedTree {
    let limits: UnpackLimits
    private var entries = 0
    private var size = 0

    init(limits: UnpackLimits) { self.limits = limits }

    /// Goes through `folder`: renames entries whose names are not UTF-8, and removes entries that are neither files nor
    /// folders.
    ///
    /// - Throws: a problem that the archive's list of contents did not show.
    mutating func settle(_ folder: [UInt8], depth: Int = 0) throws(ArchiveProblem) {
        guard depth <= limits.depth else { throw .tooDeep(entry: "", limit: limits.depth) }
        for name in Self.names(folder) {
            entries += 1
            guard entries <= limits.entries else { throw .tooManyEntries(limit: limits.entries) }
            var path = folder + [UInt8(ascii: "/")] + name
            var status = stat()
            guard Self.with(path, { lstat($0, &status) }) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR, S_IFREG: break
            default:
                _ = Self.with(path, { unlink($0) })
                continue
            }
            if String(validating: name, as: UTF8.self) == nil { path = Self.renamed(path, in: folder, name) }
            if status.st_mode & S_IFMT == S_IFDIR {
                try settle(path, depth: depth + 1)
            } else {
                size += Int(status.st_size)
                guard size <= limits.size else { throw .tooLarge(limit: limits.size) }
            }
        }
    }

    private static func names(_ folder: [UInt8]) -> [[UInt8]] {
        guard let stream = with(folder, { opendir($0) }) else { return [] }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2e] && name != [0x2e, 0x2e] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Renames an entry: every byte that is not ASCII becomes `%XX`. If this name exists already, `%` is put in front.
    private static func renamed(_ path: [UInt8], in folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
        var better: [UInt8] = []
        for byte in name {
            if byte < 0x80 {
                better.append(byte)
            } else {
                better += Array("%\(String(byte, radix: 16, uppercase: true))".utf8)
            }
        }
        while true {
            let target = folder + [UInt8(ascii: "/")] + better
            var status = stat()
            if with(target, { lstat($0, &status) }) != 0 {
                return with(path, { old in with(target, { rename(old, $0) }) }) == 0 ? target : path
            }
            better = [UInt8(ascii: "%")] + better
        }
    }

    private static func with<Value>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Value) -> Value {
        body((path + [0]).map { CChar(bitPattern: $0) })
    }
}
