import Foundation
import Testbed
import Testing

@testable import VirtualMachine

@Suite struct MachineShelfTests {
    private static let gigabyte = 1 << 30

    @Test func `machines may take half of what the disk has for them, within bounds`() {
        #expect(MachineShelf.limit(used: 0, free: 1 << 20) == 2 * Self.gigabyte)
        #expect(MachineShelf.limit(used: 4 * Self.gigabyte, free: 4 * Self.gigabyte) == 4 * Self.gigabyte)
        #expect(MachineShelf.limit(used: 0, free: 500 * Self.gigabyte) == 8 * Self.gigabyte)
    }

    /// A machine of one megabyte that was used at `time`.
    private func machine(_ name: String, usedAt time: Int, in scratch: Scratch) throws {
        try scratch.write(Data(repeating: 1, count: 1 << 20), to: "\(name)/ram")
        let seal = try scratch.write("seal", to: "\(name)/seal")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(time))], ofItemAtPath: seal)
    }

    private static let now = 1_700_000_000

    @Test func `what fits stays, however many machines it is`() throws {
        let scratch = try Scratch()
        for number in 0..<20 { try machine("m\(number)", usedAt: Self.now - 100_000 - number, in: scratch) }
        MachineShelf(scratch.folder).makeRoom(now: Self.now)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).count == 20)
    }

    @Test func `machines in use stay even where there is no room at all`() throws {
        let scratch = try Scratch()
        try machine("held", usedAt: Self.now - 90_000, in: scratch)
        try machine("old", usedAt: Self.now - 80_000, in: scratch)
        let hold = MachineHold(scratch.path("held"))
        // More than any disk has.
        MachineShelf(scratch.folder).makeRoom(needed: .max / 4, now: Self.now)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder) == ["held"])
        withExtendedLifetime(hold) {}
    }

    @Test func `what was used a moment ago stays as long as the disk has room`() throws {
        let scratch = try Scratch()
        try machine("recent", usedAt: Self.now - 60, in: scratch)
        try machine("older", usedAt: Self.now - 3600, in: scratch)
        // More than is allowed, and less than there is.
        MachineShelf(scratch.folder).makeRoom(needed: 8 << 30, now: Self.now)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder) == ["recent"])
    }
}
