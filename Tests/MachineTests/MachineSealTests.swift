import Foundation
import Glibc
import Testbed
import Testing

@testable import VirtualMachine

@Suite struct MachineSealTests {
    /// A folder as a frozen machine has it: a RAM of six blocks, of which two are holes.
    private func machine() throws -> Scratch {
        let scratch = try Scratch()
        let block = SparseFile.summed
        let ram = FileHandle(fileDescriptor: open(scratch.path("ram"), O_RDWR | O_CREAT, 0o600), closeOnDealloc: true)
        try ram.truncate(atOffset: UInt64(6 * block))
        for number in [0, 1, 3, 5] {
            try ram.seek(toOffset: UInt64(number * block))
            ram.write(Data((0..<block).map { UInt8(truncatingIfNeeded: $0 &* (number + 3)) }))
        }
        try scratch.write("devices", to: "devices")
        try scratch.write("initramfs", to: "initramfs")
        try scratch.write("layout", to: "layout")
        try scratch.write("[]", to: "traits")
        return scratch
    }

    /// Changes one bit of a file, and leaves its size and its time as they were: as a failing disk does.
    private func rot(_ path: String, at offset: Int) throws {
        var status = stat()
        #expect(stat(path, &status) == 0)
        let file = open(path, O_RDWR)
        defer { close(file) }
        var byte: UInt8 = 0
        #expect(pread(file, &byte, 1, off_t(offset)) == 1)
        byte ^= 0x80
        #expect(pwrite(file, &byte, 1, off_t(offset)) == 1)
        var times = [status.st_atim, status.st_mtim]
        #expect(futimens(file, &times) == 0)
    }

    @Test func `a seal holds as long as nothing changes`() throws {
        let scratch = try machine()
        _ = try MachineSeal(sealing: scratch.folder)
        let seal = try #require(MachineSeal(in: scratch.folder))
        #expect(seal.isInPlace)
        #expect(seal.holdsSample(of: 4))
        #expect(seal.holdsWhole())
    }

    @Test(arguments: [0, 3 * (256 << 10) + 77, 4 * (256 << 10) + 5, 6 * (256 << 10) - 1])
    func `one bit of the RAM breaks it, in a hole too`(offset: Int) throws {
        let scratch = try machine()
        _ = try MachineSeal(sealing: scratch.folder)
        try rot(scratch.path("ram"), at: offset)
        let seal = try #require(MachineSeal(in: scratch.folder))
        #expect(seal.isInPlace)
        #expect(!seal.holdsWhole())
    }

    @Test(arguments: ["devices", "initramfs", "layout", "traits", "sums"])
    func `one bit of the other files breaks the sample`(file: String) throws {
        let scratch = try machine()
        _ = try MachineSeal(sealing: scratch.folder)
        try rot(scratch.path(file), at: 1)
        let seal = try #require(MachineSeal(in: scratch.folder))
        #expect(!seal.holdsSample(of: 1))
    }

    @Test func `a machine that is in use is not removed to make room`() throws {
        let scratch = try machine()
        _ = try MachineSeal(sealing: scratch.folder)
        var hold = MachineHold(scratch.folder)
        #expect(hold != nil)
        MachineHold.removeUnused(scratch.folder)
        #expect(FileManager.default.fileExists(atPath: scratch.path("ram")))
        hold = nil
        MachineHold.removeUnused(scratch.folder)
        #expect(!FileManager.default.fileExists(atPath: scratch.path("ram")))
    }

    @Test func `a file that was reserved gives its holes back`() throws {
        let scratch = try Scratch()
        let path = scratch.path("ram")
        try SparseFile.reserve(path, size: 64 << 20)
        let file = open(path, O_RDWR)
        defer { close(file) }
        var byte: UInt8 = 1
        #expect(pwrite(file, &byte, 1, 40 << 20) == 1)
        try SparseFile.dig(path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_size == 64 << 20)
        #expect(status.st_blocks * 512 <= 4 << 20)
    }
}
