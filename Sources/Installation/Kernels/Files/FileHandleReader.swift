import Glibc

/// Reads a few bytes of a large file without loading it.
struct FileHandleReader: ~Copyable {
    private let descriptor: Int32

    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// At most `count` bytes; fewer at the end of the file, nil on an error.
    func read(at offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = pread(descriptor, &bytes, count, off_t(offset))
        return got < 0 ? nil : Array(bytes.prefix(got))
    }
}
