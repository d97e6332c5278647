import AgentProtocol
import Foundation
import Grading
import Paging
import TargetProtocol
import Testbed
import Testing

@testable import Installation
@testable import VirtualMachine

/// Real machines: each test clones one that was booted for all of them.
@Suite(.serialized, .timeLimit(.minutes(3))) struct MachineTests {
    static func frozen(_ setup: Setup) async throws -> FrozenMachine {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let installation = try Installation.find()
        return try await installation.machines(installation.kernel()).machine(changing: setup.machine.change)
    }

    static func session(_ setup: Setup = Setup(), seed: Seed = Seed()) async throws -> Session {
        try await Session(try await frozen(setup), setup, seed: seed)
    }

    /// The word in a place, found by walking the tables from outside, and the target's canary.
    static func words(_ session: Session, _ place: String, at offset: UInt64 = 0) async throws -> (UInt64?, UInt64) {
        let address = try #require(session.target.places[place]).address + offset
        let physical = try #require(try await session.walk(address).physical)
        return (session.machine.memory.word(at: physical), session.target.canaries.word(at: address))
    }

    @Test(arguments: ["heap", "stack", "page", "readonly", "executable", "keyed", "remapped"])
    func `the walk from outside ends at the target's canary`(place: String) async throws {
        let (found, secret) = try await Self.words(try await Self.session(), place)
        #expect(found == secret)
    }

    @Test(arguments: [MachineKind.fiveLevels, .isolated, .twoProcessors, .highMemory])
    func `the walk ends at the canary on other machines too`(machine: MachineKind) async throws {
        var setup = Setup()
        setup.machine = machine
        let session = try await Self.session(setup)
        let (found, secret) = try await Self.words(session, "page", at: 0x2008)
        #expect(found == secret)
        #expect(try await session.space(of: session.target.pid).depth == (machine == .fiveLevels ? .five : .four))
    }

    @Test(arguments: [
        (MachineKind.plain, nil), (.fiveLevels, MachineTrait.fiveLevels), (.isolated, .isolation),
        (.twoProcessors, .twoProcessors), (.gigantic, .giganticPage),
    ])
    func `a machine is seen to have what it was made to have, and nothing else`(
        machine: MachineKind, trait: MachineTrait?
    ) async throws {
        var setup = Setup()
        setup.machine = machine
        #expect(try await Self.frozen(setup).traits == Set([.swap, .disk] + (trait.map { [$0] } ?? [])))
    }

    @Test(arguments: [
        ("huge", MachineKind.plain, UInt64(2) << 20, UInt64(0)), ("hugetlb", .plain, 2 << 20, 0),
        // Its first canary is 64 MiB from its start (labs/targets/test.c).
        ("gigantic", .gigantic, 1 << 30, 64 << 20),
    ])
    func `huge pages of each size are found at their size`(
        place: String, machine: MachineKind, size: UInt64, canary: UInt64
    ) async throws {
        var setup = Setup()
        setup.machine = machine
        let session = try await Self.session(setup)
        _ = try await session.send(.make(place), work: 6)
        let walk = try await session.walk(try #require(session.target.places[place]).address)
        guard case .page(_, let found) = walk.outcome else {
            Issue.record("\(walk.outcome)")
            return
        }
        #expect(found == size)
        let (word, secret) = try await Self.words(session, place, at: canary)
        #expect(word == secret)
    }

    @Test func `a page that was swapped out is an entry that says so`() async throws {
        let session = try await Self.session()
        #expect(try await session.send(.make("swapped"), work: 6).line.hasPrefix("place swapped"))
        let walk = try await session.walk(try #require(session.target.places["swapped"]).address)
        guard case .swapped(.pte, _, _) = walk.outcome else {
            Issue.record("\(walk.outcome)")
            return
        }
    }

    @Test func `the same seed repeats the layout and the canaries, another one does not`() async throws {
        let first = try await Self.session(seed: Seed(7))
        let again = try await Self.session(seed: Seed(7))
        let other = try await Self.session(seed: Seed(8))
        #expect(first.target.places == again.target.places)
        #expect(first.target.canaries == again.target.canaries)
        #expect(first.target.places != other.target.places)
        #expect(first.target.canaries != other.target.canaries)
    }

    @Test func `what has no page has no translation`() async throws {
        let session = try await Self.session()
        for place in ["untouched", "unmapped", "none"] {
            #expect(try await session.walk(try #require(session.target.places[place]).address).physical == nil)
        }
    }

    @Test func `the walk and pagemap agree on every page of a process`() async throws {
        let session = try await Self.session()
        let maps = String(
            decoding: try #require(try await session.read("/proc/\(session.target.pid)/maps")), as: UTF8.self)
        let space = try await session.space(of: session.target.pid)
        var compared = 0
        for line in maps.split(separator: "\n") where !line.hasSuffix("[vsyscall]") {
            let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
            try #require(ends.count == 2)
            let count = (ends[1] - ends[0]) / 4096
            let bytes = try #require(
                try await session.read(
                    "/proc/\(session.target.pid)/pagemap", offset: ends[0] / 512, count: UInt32(count * 8)))
            try #require(bytes.count == Int(count) * 8)
            for page in 0..<Int(count) {
                let raw = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[page * 8 + $1]) << (8 * UInt64($1)) }
                let walk = PageWalk(
                    VirtualAddress(ends[0] + UInt64(page) * 4096), in: space, memory: session.machine.memory)
                if case .protNone = walk.outcome { continue }
                #expect(PagemapEntry(raw).frame == walk.physical.map { $0 >> 12 })
                compared += 1
            }
        }
        #expect(compared > 300)
    }

    @Test func `a clone does not write to the memory of another`() async throws {
        let first = try await Self.session()
        let second = try await Self.session()
        #expect(first.target.canaries != second.target.canaries)
        let (found, secret) = try await Self.words(first, "data")
        #expect(found == secret)
    }

    @Test(arguments: [MachineKind.plain, .isolated, .twoProcessors, .highMemory])
    func `sessions go on from a saved one, each by itself`(machine: MachineKind) async throws {
        var setup = Setup()
        setup.machine = machine
        let frozen = try await Self.frozen(setup)
        let kept = try await Session(frozen, setup, seed: Seed(3))
        let places = kept.target.places
        let saved = try #require(try await kept.saved(on: frozen))
        // What the saved session does from now on changes none of those that go on from it.
        _ = try await kept.send(.make("swapped"), work: 6)
        for _ in 0..<2 {
            let session = try await Session(saved)
            #expect(session.target.places == places)
            for place in ["heap", "page", "readonly", "border"] {
                let (found, secret) = try await Self.words(session, place)
                #expect(found == secret)
            }
            #expect(try await session.send(.make("hugetlb"), work: 6).line.hasPrefix("place hugetlb"))
            let (found, secret) = try await Self.words(session, "hugetlb")
            #expect(found == secret)
        }
    }

    @Test func `a machine that is killed ends the request at once`() async throws {
        let session = try await Self.session()
        session.machine.kill()
        await #expect(throws: MachineError.self) { try await session.machine.ask(.ping) }
    }

    @Test(arguments: [SIGKILL, SIGTERM], [false, true])
    func `a machine that the host ends is lost, noticed by a sample or by a request`(signal: Int32, isSampled: Bool)
        async throws
    {
        let machine = try await Self.session().machine
        kill(machine.hostProcess, signal)
        await #expect {
            while true {
                if isSampled { _ = try await machine.samples(1) } else { _ = try await machine.ask(.ping) }
            }
        } throws: { error in
            if case MachineError.lost = error { true } else { false }
        }
    }

    @Test(arguments: [false, true])
    func `a machine that is suspended is told at once, by a sample or by a request`(isSampled: Bool) async throws {
        let machine = try await Self.session().machine
        // The port by which the machine is put to sleep (PM1a control: SLP_EN, and 1 for S3).
        _ = try? machine.qmp(.monitor("o /w 0x604 0x2400"))
        let start = ContinuousClock.now
        await #expect {
            while true {
                if isSampled { _ = try await machine.samples(1) } else { _ = try await machine.ask(.ping) }
            }
        } throws: { error in
            if case MachineError.suspended = error { true } else { false }
        }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `what a guest prints while it is only sampled is in the error about its end`() async throws {
        let machine = try await Self.session().machine
        #expect(!machine.console.contains("NMI"))
        // The kernel prints to the console that it does not know the reason, when the interrupt is over. Samples read no
        // console: its words stay in the pipe.
        try machine.qmp(.interrupt)
        var idle = 0
        while idle < 10 {
            idle = try await machine.samples(1).joined().allSatisfy(\.isHalted) ? idle + 1 : 0
        }
        let error = try await #require(throws: MachineError.self) {
            // A machine check that says that the processor's state is corrupt (Intel SDM volume 3B, section 16.3.2.2).
            try machine.qmp(.monitor("mce 0 9 0xbe00000000000000 0x5 0x0 0x0"))
            while true { _ = try await machine.samples(1) }
        }
        guard case .ended(let console) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(console.contains("NMI"))
    }

    @Test func `a machine goes on after the reading of its registers failed`() async throws {
        struct Unreadable: Error {}
        let machine = try await Self.session().machine
        await #expect(throws: Unreadable.self) {
            try await machine.whileStopped { _ in throw Unreadable() }
        }
        #expect(try await machine.ask(.ping, seconds: 2) == .done)
        #expect(throws: MachineError.self) {
            try machine.whileStopped { try machine.qmp(.restoreDevices(from: 99)) }
        }
        #expect(try await machine.ask(.ping, seconds: 2) == .done)
    }

    @Test func `a machine is remembered: the labs are not read a second time`() async throws {
        let scratch = try Scratch()
        let usual = try Installation.find()
        try FileManager.default.createDirectory(atPath: scratch.path("labs"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: usual.labs.path(of: "targets"), toPath: scratch.path("labs/targets"))
        let installation = Installation(
            home: scratch.folder, programs: usual.programs, cache: usual.cache, progress: { _ in })
        let machines = installation.machines(try await installation.kernel())
        let first = try await machines.machine()
        try FileManager.default.removeItem(atPath: scratch.path("labs"))
        let second = try await machines.machine()
        #expect(second.configuration == first.configuration)
        #expect(try await second.clone().ask(.ping) == .done)
    }

    @Test func `an agent that no longer reads does not block the host`() async throws {
        let session = try await Self.session()
        // A target that spins reads nothing: the agent waits when it sends more than a pipe holds.
        #expect(
            try await session.machine.ask(.send(pid: session.target.pid, line: "spin 1", patience: 5000))
                == .line("spinning"))
        let long = String(repeating: "x", count: 1 << 18)
        await #expect(throws: MachineError.self) {
            try await session.machine.ask(.send(pid: session.target.pid, line: long, patience: 1), seconds: 1)
        }
        // More than the socket holds: sent as far as there is room, and no further.
        let module = [UInt8](repeating: 0, count: 8 << 20)
        await #expect(throws: MachineError.self) {
            try await session.machine.ask(.load(module: module, parameters: ""), seconds: 1)
        }
    }

    @Test func `the end of a target is noticed while its child lives`() async throws {
        let session = try await Self.session()
        _ = try await session.send(.fork)
        #expect(try await session.machine.ask(.signal(pid: session.target.pid, number: SIGKILL)) == .done)
        // At once, not after an hour: the child keeps the target's end of the pipe open.
        let reply = try await session.machine.ask(.receive(pid: session.target.pid, patience: 3_600_000))
        #expect(reply == .exited(status: SIGKILL))
    }

    @Test func `hostile requests get an answer`() async throws {
        let session = try await Self.session()
        #expect(try await session.machine.ask(.load(module: [], parameters: "")) == .failed(errno: 8))
        #expect(try await session.machine.ask(.unload(name: "nothing")) == .failed(errno: 2))
        #expect(try await session.machine.ask(.read(path: "/nowhere", offset: 0, count: .max)) == .failed(errno: 2))
        #expect(try await session.machine.ask(.send(pid: 1, line: "x", patience: 1)) == .failed(errno: 3))
    }
}
