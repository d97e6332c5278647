import Glibc

/// What stands in a folder. Nothing is passed over in silence: names that are no text, and what systems add, are listed.
struct FolderListing {
    /// Names, sorted, without those of the other lists.
    private(set) var names: [String] = []
    /// Names that are not UTF-8, with replacement characters.
    private(set) var unreadable: [String] = []
    /// Hidden files, and those that macOS and Windows add.
    private(set) var leftOut: [String] = []
    /// Why the folder cannot be read; nil where it can.
    private(set) var problem: String?

    init(_ folder: String) {
        guard let stream = opendir(folder) else {
            problem = String(cString: strerror(errno))
            return
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                unreadable.append(String(decoding: bytes, as: UTF8.self))
                continue
            }
            if name == "." || name == ".." { continue }
            if name.hasPrefix(".") || ["__MACOSX", "Thumbs.db", "desktop.ini"].contains(name) {
                leftOut.append(name)
            } else {
                names.append(name)
            }
        }
        names.sort()
        unreadable.sort()
        leftOut.sort()
    }

    static func isFolder(_ path: String) -> Bool { kind(path) == S_IFDIR }

    static func isFile(_ path: String) -> Bool { kind(path) == S_IFREG }

    private static func kind(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    }
}
