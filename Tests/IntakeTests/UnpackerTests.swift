import Foundation
import Intake
import Testbed
import Testing

struct UnpackerTests {
    private typealias Entry = HostileArchive.Entry

    private func unpack(_ data: Data, _ limits: UnpackLimits = .student) async throws -> [String] {
        let scratch = try Scratch()
        let archive = try scratch.write(data, to: "a")
        try await Unpacker(limits).unpack(archive, into: "\(scratch.folder)/out")
        return scratch.tree("out")
    }

    @Test(arguments: ["tar.gz", "tar.xz", "zip", "7z"]) func `archives of the kinds that students use are unpacked`(
        kind: String
    ) async throws {
        let scratch = try Scratch()
        try scratch.write("int a;", to: "mod/mtest.c")
        try await scratch.run("/usr/bin/bsdtar", "-caf", "x.\(kind)", "mod")
        try await Unpacker().unpack("\(scratch.folder)/x.\(kind)", into: "\(scratch.folder)/out")
        #expect(scratch.tree("out") == ["mod", "mod/mtest.c"])
        #expect(try String(contentsOfFile: "\(scratch.folder)/out/mod/mtest.c", encoding: .utf8) == "int a;")
    }

    @Test(arguments: ["/etc/x.c", "../x.c", "a/../../x.c", ".."])
    func `a name that leads outside the folder is refused`(
        name: String
    ) async throws {
        for data in [HostileArchive.tar([Entry(name)]), HostileArchive.zip([Entry(name)])] {
            await #expect(throws: ArchiveProblem.pointsOutside(entry: name)) { try await unpack(data) }
        }
    }

    @Test func `files are unpacked, links and devices are not`() async throws {
        let data = HostileArchive.tar([
            Entry("mtest.c", "int a;"), Entry("link", kind: "2", link: "/etc/passwd"),
            Entry("hard.c", kind: "1", link: "/etc/passwd"), Entry("null", kind: "3"), Entry("pipe", kind: "6"),
        ])
        #expect(try await unpack(data) == ["mtest.c"])
    }

    @Test func `nothing is written through a link`() async throws {
        let scratch = try Scratch()
        let data = HostileArchive.tar([
            Entry("mtest.c", "int a;"), Entry("out", kind: "2", link: scratch.folder), Entry("out/escaped.c", "x"),
        ])
        _ = try? await unpack(data)
        #expect(scratch.tree(".").isEmpty)
    }

    @Test func `an archive that would become too large is refused before it is unpacked`() async throws {
        let scratch = try Scratch()
        // 200 MB of zeros in 200 KB.
        try await scratch.run(
            "/bin/sh", "-c", "head -c 200000000 /dev/zero > big.c && bsdtar -czf bomb.tar.gz big.c && rm big.c")
        await #expect(throws: ArchiveProblem.tooLarge(limit: UnpackLimits.student.size)) {
            try await Unpacker().unpack("\(scratch.folder)/bomb.tar.gz", into: "\(scratch.folder)/out")
        }
        #expect(scratch.tree("out").isEmpty)
    }

    @Test func `an archive with a false size cannot write more than the limit`() async throws {
        let scratch = try Scratch()
        try await scratch.run(
            "/bin/sh", "-c", "head -c 200000000 /dev/zero > big.c && bsdtar -caf bomb.zip big.c && rm big.c")
        var bytes = try Array(Data(contentsOf: URL(filePath: "\(scratch.folder)/bomb.zip")))
        // 200000000, wherever it is written, becomes 1000.
        let honest: [UInt8] = [0x00, 0xc2, 0xeb, 0x0b]
        var patched = 0
        for at in bytes.indices.dropLast(3) where Array(bytes[at..<(at + 4)]) == honest {
            bytes.replaceSubrange(at..<(at + 4), with: [0xe8, 0x03, 0, 0])
            patched += 1
        }
        try #require(patched > 0)
        let archive = try scratch.write(Data(bytes), to: "liar.zip")
        _ = try? await Unpacker().unpack(archive, into: "\(scratch.folder)/out")
        let sizes = try scratch.tree("out").map {
            try FileManager.default.attributesOfItem(atPath: "\(scratch.folder)/out/\($0)")[.size] as? Int ?? 0
        }
        #expect(sizes.reduce(0, +) <= UnpackLimits.student.size)
    }

    @Test func `too many entries and too many levels of folders are refused`() async throws {
        let few = UnpackLimits(entries: 3, size: 1 << 20, depth: 3, seconds: 10)
        await #expect(throws: ArchiveProblem.tooManyEntries(limit: 3)) {
            try await unpack(HostileArchive.tar((0..<4).map { Entry("\($0).c") }), few)
        }
        await #expect(throws: ArchiveProblem.tooDeep(entry: "a/b/c/d.c", limit: 3)) {
            try await unpack(HostileArchive.tar([Entry("a/b/c/d.c")]), few)
        }
    }

    @Test func `a name in another encoding becomes a name that can be read`() async throws {
        // “ä” in Latin-1 and in the encoding of DOS; the two become different names.
        let data = HostileArchive.zip([Entry(bytes: [0xe4, 0x2e, 0x63], "1"), Entry(bytes: [0x84, 0x2e, 0x63], "2")])
        let names = try await unpack(data)
        #expect(names.count == 2)
        #expect(names.allSatisfy { $0.hasSuffix(".c") })
        #expect(try await unpack(HostileArchive.tar([Entry("größe/äöü.c")])) == ["größe", "größe/äöü.c"])
    }

    @Test func `damage is reported in one sentence without control characters`() async throws {
        await #expect { try await unpack(Data("no archive at all".utf8)) } throws: { error in
            guard case .other(.text) = error as? ArchiveProblem else { return false }
            return !"\(error)".unicodeScalars.contains { $0.value < 0x20 }
        }
        let hostile = ArchiveProblem.pointsOutside(entry: "../\u{1b}[2J\u{202e}x")
        #expect(!"\(hostile)".unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202e })
    }
}
