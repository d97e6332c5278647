import Glibc

/// The folders of a tree that inotify watches, and what it says of them.
struct WatchedTree {
    let root: String
    let descriptor: Int32
    /// The folder of each watch, relative to the root; empty for the root.
    private var folders: [Int32: String] = [:]

    /// Folders that are watched at most, and how deep: those of a module are few.
    private static let (limit, depth) = (200, 16)

    private static let mask = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR)

    init(root: String, descriptor: Int32) {
        self.root = root
        self.descriptor = descriptor
    }

    /// Watches a folder and those in it; whether it is watched itself, otherwise `errno` says why not.
    mutating func add(_ folder: String) -> Bool {
        let path = folder.isEmpty ? root : "\(root)/\(folder)"
        // A link in the tree may lead out of it; the root is where the user says.
        let link = folder.isEmpty ? 0 : UInt32(IN_DONT_FOLLOW)
        let watch = inotify_add_watch(descriptor, path, Self.mask | link)
        guard watch >= 0 else { return false }
        folders[watch] = folder
        guard folder.split(separator: "/").count < Self.depth, let stream = opendir(path) else { return true }
        defer { closedir(stream) }
        while folders.count < Self.limit, let entry = Glibc.readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard entry.pointee.d_type == UInt8(DT_DIR), let name = String(validating: bytes, as: UTF8.self),
                Self.isLooked(into: name)
            else { continue }
            _ = add(folder.isEmpty ? name : "\(folder)/\(name)")
        }
        return true
    }

    /// Hidden folders are those of version control, of editors and of kbuild.
    private static func isLooked(into name: String) -> Bool { !name.hasPrefix(".") && name != "node_modules" }

    /// Whether a file of this name is a source: not what kbuild makes, and not what editors keep beside a file.
    static func isSource(_ name: String) -> Bool {
        (name.hasSuffix(".c") && !name.hasSuffix(".mod.c") || name.hasSuffix(".h")) && !name.hasPrefix(".")
    }

    /// Reads all that has happened; nil where none of it matters.
    mutating func read() -> FolderWatch.News? {
        var news: FolderWatch.News?
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return news }
            var offset = 0
            while offset + MemoryLayout<inotify_event>.size <= count {
                let event = buffer.withUnsafeBytes {
                    $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                }
                let begin = offset + MemoryLayout<inotify_event>.size
                let end = min(begin + Int(event.len), count)
                let name = String(decoding: buffer[begin..<end].prefix { $0 != 0 }, as: UTF8.self)
                offset = end
                switch take(event, name) {
                case .gone: news = .gone
                case .changed where news == nil: news = .changed
                default: break
                }
            }
        }
    }

    private mutating func take(_ event: inotify_event, _ name: String) -> FolderWatch.News? {
        func has(_ flag: some BinaryInteger) -> Bool { event.mask & UInt32(truncatingIfNeeded: flag) != 0 }
        // Some of what happened was not told: anything may have.
        if has(IN_Q_OVERFLOW) { return add("") ? .changed : .gone }
        guard let folder = folders[event.wd] else { return nil }
        if has(IN_IGNORED) {
            folders[event.wd] = nil
            return folder.isEmpty ? .gone : .changed
        }
        if has(IN_DELETE_SELF) || has(IN_MOVE_SELF) || has(IN_UNMOUNT) { return folder.isEmpty ? .gone : nil }
        if has(IN_ISDIR) {
            guard Self.isLooked(into: name) else { return nil }
            if has(IN_CREATE) || has(IN_MOVED_TO) { _ = add(folder.isEmpty ? name : "\(folder)/\(name)") }
            return .changed
        }
        // A file that was only made is told again once it is written.
        return Self.isSource(name) && !has(IN_CREATE) ? .changed : nil
    }
}
