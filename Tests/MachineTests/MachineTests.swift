import AgentProtocol
import Foundation
import Grading
import Paging
import Testing
import VirtualMachine

/// Real machines: each test clones one that was booted for all of them.
@Suite(.serialized, .timeLimit(.minutes(3))) struct MachineTests {
    static func session() async throws -> Session {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        setenv("MTEST_HOME", root, 1)
        setenv("MTEST_AGENT", "\(root)/.build/release/guest-agent", 1)
        let kernel = try await KernelCatalogue(folder: KernelCatalogue.defaultFolder).defaultKernel()
        return try await Session(try await Workplace.find().machine(kernel) { _ in })
    }

    /// What `secret_word` of labs/targets/target.h keeps at an address.
    static func secret(_ seed: UInt64, _ address: UInt64) -> UInt64 {
        var x = seed &+ address &* 0x9e37_79b9_7f4a_7c15
        x = (x ^ (x >> 30)) &* 0xbf58_476d_1ce4_e5b9
        x = (x ^ (x >> 27)) &* 0x94d0_49bb_1331_11eb
        return x ^ (x >> 31)
    }

    @Test(arguments: ["heap", "stack", "data", "readonly", "executable", "everything", "huge"])
    func `the walk from outside ends at the target's secret`(place: String) async throws {
        let session = try await Self.session()
        let address = try #require(session.places[place]).address
        let physical = try #require(try await session.walk(address).physical)
        #expect(session.machine.memory.word(at: physical) == Self.secret(session.secret, address))
    }

    @Test func `what has no page has no translation`() async throws {
        let session = try await Self.session()
        for place in ["untouched", "unmapped", "none"] {
            #expect(try await session.walk(try #require(session.places[place]).address).physical == nil)
        }
    }

    @Test func `the walk and pagemap agree on every page of a process`() async throws {
        let session = try await Self.session()
        let maps = String(decoding: try #require(try await session.read("/proc/\(session.target)/maps")), as: UTF8.self)
        var compared = 0
        for line in maps.split(separator: "\n") where !line.hasSuffix("[vsyscall]") {
            let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
            try #require(ends.count == 2)
            let count = (ends[1] - ends[0]) / 4096
            let bytes = try #require(
                try await session.read(
                    "/proc/\(session.target)/pagemap", offset: ends[0] / 512, count: UInt32(count * 8)))
            try #require(bytes.count == Int(count) * 8)
            for page in 0..<Int(count) {
                let raw = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[page * 8 + $1]) << (8 * UInt64($1)) }
                let walk = PageWalk(
                    VirtualAddress(ends[0] + UInt64(page) * 4096), in: session.space, memory: session.machine.memory)
                if case .protNone = walk.outcome { continue }
                #expect(PagemapEntry(raw).frame == walk.physical.map { $0 >> 12 })
                compared += 1
            }
        }
        #expect(compared > 500)
    }

    @Test func `a clone writes to memory of its own`() async throws {
        let first = try await Self.session()
        let second = try await Self.session()
        #expect(first.secret != second.secret)
        let address = try #require(first.places["data"]).address
        let physical = try #require(try await first.walk(address).physical)
        #expect(first.machine.memory.word(at: physical) == Self.secret(first.secret, address))
    }

    @Test func `a machine that is killed ends the request at once`() async throws {
        let session = try await Self.session()
        session.machine.kill()
        await #expect(throws: MachineError.self) { try await session.machine.ask(.ping) }
    }

    @Test func `hostile requests get an answer`() async throws {
        let session = try await Self.session()
        #expect(try await session.machine.ask(.load(module: [], parameters: "")) == .failed(errno: 8))
        #expect(try await session.machine.ask(.unload(name: "nothing")) == .failed(errno: 2))
        #expect(try await session.machine.ask(.read(path: "/nowhere", offset: 0, count: .max)) == .failed(errno: 2))
        #expect(try await session.machine.ask(.tell(pid: 1, line: "x", patience: 1)) == .failed(errno: 3))
    }
}
