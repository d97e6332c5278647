import Foundation
import Intake
import Testbed

/// Archives, which a sandbox unpacks: each input starts programs.
extension FuzzedReader {
    static let ofArchives: [FuzzedReader] = [
        FuzzedReader("archive", share: 5) {
            try packed.value()
        } read: { input, folder in
            let archive = try input.put(input.starts(with: [0x50, 0x4b]) ? "a.zip" : "a.tar.gz", in: folder)
            try await Unpacker().unpack(archive, into: "\(folder)/out")
            return []
        },
        FuzzedReader("archive-listing") {
            [
                "-rw-r--r--  0 0      0        1234 Nov 15 22:58 mtest/mtest.c\ndrwxr-xr-x  0 0      0           0 Nov 15  2026 mtest/\n",
                "hrw-r--r--  0 1000   1000  9223372036854775807 Nov 15 22:58 a link to b\n",
            ].map { Array($0.utf8) }
        } read: { input, _ in
            try ArchiveListing(input.text)?.check(.student)
            return []
        },
    ]

    /// The reference module, packed in three ways.
    private static let packed = Kept { () throws -> [[UInt8]] in
        let scratch = try Scratch()
        return try [("zip", "--format=zip"), ("tar", "--format=ustar"), ("tgz", "--gzip")].map { ending, option in
            let file = scratch.path("a.\(ending)")
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/bsdtar")
            process.arguments = ["-cf", file, option, "-C", projectRoot, "kmod-solution"]
            try process.run()
            process.waitUntilExit()
            return [UInt8](try Data(contentsOf: URL(filePath: file)))
        }
    }
}
