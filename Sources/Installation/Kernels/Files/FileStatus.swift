import Glibc

/// Size and kind of a file, symbolic links followed.
struct FileStatus {
    /// In bytes.
    var size: Int
    var isFolder: Bool

    /// Nil where there is no such file, or it cannot be seen.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        size = Int(status.st_size)
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }
}
