/// A root file system for the guest, as a cpio archive of the `newc` kind
/// (Documentation/driver-api/early-userspace/buffer-format.rst).
package struct Initramfs: Sendable {
    private var archive: [UInt8] = []
    private var folders: Set<String> = []
    private var inode: UInt32 = 1

    /// An archive without files.
    package init() {}

    /// Adds a file with its parent folders. `mode` holds permission bits only.
    package mutating func add(_ path: String, _ content: [UInt8], mode: UInt32 = 0o644) {
        let parts = path.split(separator: "/")
        for count in 1..<max(parts.count, 1) {
            let folder = parts[0..<count].joined(separator: "/")
            if folders.insert(folder).inserted { entry(folder, [], mode: 0o040755) }
        }
        entry(parts.joined(separator: "/"), content, mode: 0o100000 | mode)
    }

    /// The archive, its trailer in place.
    package func finished() -> [UInt8] {
        var copy = self
        copy.entry("TRAILER!!!", [], mode: 0)
        return copy.archive
    }

    private mutating func entry(_ name: String, _ content: [UInt8], mode: UInt32) {
        let nameBytes = Array(name.utf8) + [0]
        let fields: [UInt32] = [
            inode, mode, 0, 0, 1, 0, UInt32(content.count), 0, 0, 0, 0, UInt32(nameBytes.count), 0,
        ]
        inode += 1
        archive += Array("070701".utf8)
        for field in fields {
            let digits = String(field, radix: 16, uppercase: true)
            archive += Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
        }
        archive += nameBytes
        pad()
        archive += content
        pad()
    }

    private mutating func pad() {
        while archive.count % 4 != 0 { archive.append(0) }
    }
}
