import FoundationEssentials
import Glibc

/// A C source that was compressed by itself, and the name that it gets.
struct SingleFile {
    let name: String

    /// Takes what was unpacked for a source, where its name or its content says that it is one.
    ///
    /// - Parameters:
    ///   - bytes: What was unpacked.
    ///   - path: The compressed file, whose name the student or the platform has chosen.
    init?(_ bytes: Data, compressed path: String) {
        guard !bytes.isEmpty, !bytes.contains(0) else { return nil }
        let outer = ArrivalName(path.split(separator: "/").last.map(String.init) ?? "").file
        let stem = Unpacker.isArchive(outer) ? Unpacker.stem(outer) : outer
        let inner = Self.gzipName(path)
        if let named = [stem, inner].compactMap(\.self).first(where: Self.isSource) {
            name = named
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard ["module_init", "MODULE_LICENSE", "#include <linux/"].contains(where: text.contains) else { return nil }
        name = "mtest.c"
    }

    private static func isSource(_ name: String) -> Bool {
        (name.hasSuffix(".c") || name.hasSuffix(".h")) && name.count > 2 && name.utf8.count < 200
            && name.first != "." && name.first != "-" && !name.contains("/")
    }

    /// The name that gzip wrote into the file (RFC 1952): of a program's choice, and without a folder.
    private static func gzipName(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        // No extra field, and a name.
        guard count > 11, bytes.starts(with: [0x1f, 0x8b, 8]), bytes[3] & 0x0c == 0x08 else { return nil }
        let name = bytes[10..<count].prefix { $0 != 0 }
        guard name.count < count - 10, let text = String(validating: name, as: UTF8.self) else { return nil }
        return text.split(separator: "/").last.map(String.init)
    }
}
