import Foundation
import Testbed
import Testing

@testable import VirtualMachine

/// The program that is PID 1 of each machine, as `swift build -c release` makes it.
@Suite struct AgentTests {
    private static let agent = "\(projectRoot)/.build/release/guest-agent"

    /// The types of an ELF file's program headers (elf.h: Elf64_Ehdr, Elf64_Phdr).
    private static func segments(of file: Data) throws -> [UInt32] {
        func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type) -> Number {
            file.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
        }
        try #require(file.count > 64 && file.prefix(5) == Data([0x7f, 0x45, 0x4c, 0x46, 2]))
        let (start, size) = (Int(number(at: 32, UInt64.self)), Int(number(at: 54, UInt16.self)))
        let count = Int(number(at: 56, UInt16.self))
        try #require(start + size * count <= file.count)
        return (0..<count).map { number(at: start + $0 * size, UInt32.self) }
    }

    @Test func `the agent needs no shared library and takes less than a megabyte of each machine`() throws {
        let file = try Data(contentsOf: URL(filePath: Self.agent))
        let segments = try Self.segments(of: file)
        #expect(segments.contains(1), "PT_LOAD: what is loaded at all")
        #expect(!segments.contains(2), "PT_DYNAMIC: libraries that it is linked with")
        #expect(!segments.contains(3), "PT_INTERP: a loader that the guest does not have")
        #expect(file.count < 1_000_000)
    }

    @Test func `the agent and the grader compile the same messages`() throws {
        let link = "\(projectRoot)/Sources/GuestAgent/AgentProtocol"
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../AgentProtocol")
    }

    @Test func `another agent makes other frozen machines`() throws {
        let scratch = try Scratch()
        let kernel = Kernel(release: "6.1", image: "/boot/vmlinuz", headers: "/", modules: "/", folder: "/")
        let parts = MachineParts(kernel: kernel, agent: scratch.path("agent"), targets: [:])
        let configuration = MachineConfiguration(accelerator: .tcg)
        try scratch.write("one", to: "agent")
        let first = parts.key(configuration)
        #expect(parts.key(configuration) == first)
        try scratch.write("another", to: "agent")
        #expect(parts.key(configuration) != first)
    }
}
