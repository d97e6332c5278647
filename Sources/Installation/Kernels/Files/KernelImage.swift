/// The header of a bzImage, as documented in the kernel's Documentation/x86/boot.rst.
enum KernelImage {
    /// The release that the image at `path` says it is of, or nil when it is not a bootable x86 kernel.
    static func release(of path: String) -> String? {
        guard let file = FileHandleReader(path: path), let head = file.read(at: 0, count: 0x210) else { return nil }
        // "HdrS" at 0x202; kernel_version at 0x20e is the offset of the version text, less 0x200.
        guard head.count == 0x210, Array(head[0x202..<0x206]) == Array("HdrS".utf8) else { return nil }
        let pointer = Int(head[0x20e]) | Int(head[0x20f]) << 8
        guard pointer != 0, let text = file.read(at: pointer + 0x200, count: 256) else { return nil }
        let release = text.prefix { $0 > 0x20 && $0 < 0x7f }
        return release.isEmpty ? nil : String(decoding: release, as: UTF8.self)
    }
}
