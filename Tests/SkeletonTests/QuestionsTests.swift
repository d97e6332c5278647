import AgentProtocol
import Foundation
import Grading
import Installation
import ModuleBuild
import TargetProtocol
import Testbed
import Testing
import VirtualMachine

/// The statements of docs/questions.md, tested on a real machine.
@Suite(.serialized, .timeLimit(.minutes(3))) struct QuestionsTests {
    /// A session with the reference module in it.
    static func session(on kind: MachineKind = .plain) async throws -> Session {
        let (installation, kernel) = try await StartingPointsOnMachinesTests.place()
        let results = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: results) }
        let build = try await ModuleBuilder(headers: kernel.headers, system: kernel.system).build(
            Submission.find(in: "\(projectRoot)/kmod-solution"), into: results)
        guard case .built(let path, _) = build.status else { throw SolutionError.notBuilt }
        let module = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
        var setup = Setup()
        setup.machine = kind
        let session = try await Session(try await installation.machines(kernel).machine(changing: kind.change), setup)
        try await session.load(Module(name: "mtest", bytes: module, lines: nil))
        return session
    }

    enum SolutionError: Error { case notBuilt }

    /// The answer to a command about a place: values by their names, from `name = value`.
    static func answer(_ command: String, _ place: String, _ session: Session) async throws -> [String: String] {
        let address = try #require(session.target.places[place]).address
        let text = command.replacing("ADDR", with: "0x\(String(address, radix: 16))")
        let lines = try await session.write(Array(text.utf8)).lines
        var fields: [String: String] = [:]
        for line in lines {
            if let match = line.firstMatch(of: /\] (\w+) = (\w+)$/) { fields[String(match.1)] = String(match.2) }
            if line.contains("translation not found") { fields["paddr"] = "none" }
            if let match = line.firstMatch(of: /paddr = (\w+)/) { fields["paddr"] = String(match.1) }
        }
        return fields
    }

    static func number(_ text: String?) -> UInt64? { text.flatMap { UInt64($0.dropFirst(2), radix: 16) } }

    @Test func `untouched memory has no page until a write`() async throws {
        let session = try await Self.session()
        let before = try await Self.answer("findpage ADDR", "untouched", session)
        #expect(before["pte_val"] == "0x0")
        #expect(before["paddr"] == "none")
        _ = try await Self.answer("writeval ADDR 1", "untouched", session)
        let after = try await Self.answer("findpage ADDR", "untouched", session)
        #expect(Self.number(after["paddr"]).map { $0 > 0 } == true)
    }

    @Test func `a PROT_NONE entry is not present, bit 8 is set, and its frame number is inverted`() async throws {
        let session = try await Self.session()
        let entry = try #require(Self.number(try await Self.answer("findpage ADDR", "none", session)["pte_val"]))
        #expect(entry & 0x101 == 0x100)
        let frame = ~(entry >> 12) & 0xff_ffff_ffff
        let page = try #require(try await session.read("/proc/kpageflags", offset: frame * 8, count: 8))
        // Bit 12 of kpageflags: an anonymous page. Without the inversion the number is not that of a frame.
        #expect(page.count == 8 && page[1] & 0x10 != 0)
    }

    @Test func `with four levels the p4d is the pgd's entry, at index 0`() async throws {
        let session = try await Self.session()
        let fields = try await Self.answer("findpage ADDR", "text", session)
        try #require(fields["pgtable_l5_enabled"] == "0")
        #expect(fields["p4d_val"] == fields["pgd_val"])
        #expect(fields["p4d_index"] == "0")
    }

    @Test func `bit 63 is set in the entry of data, and not in that of code`() async throws {
        let session = try await Self.session()
        let data = try #require(Self.number(try await Self.answer("findpage ADDR", "data", session)["pte_val"]))
        let code = try #require(Self.number(try await Self.answer("findpage ADDR", "text", session)["pte_val"]))
        #expect(data >> 63 == 1)
        #expect(code >> 63 == 0)
    }

    @Test func `with page-table isolation a process's top entry has bit 63, also above its code`() async throws {
        let session = try await Self.session(on: .isolated)
        let fields = try await Self.answer("findpage ADDR", "text", session)
        #expect(Self.number(fields["pgd_val"]).map { $0 >> 63 } == 1)
        #expect(Self.number(fields["pte_val"]).map { $0 >> 63 } == 0)
    }

    @Test func `reading dev mem fails above the first MiB, and gives zeros below`() async throws {
        let machine = try await Self.session().machine
        let above = try await machine.ask(.read(path: "/dev/mem", offset: 0x200_0000, count: 8))
        #expect(above == .failed(errno: EPERM))
        // The kernel keeps code for starting processors there, so memory read from outside is not all zero.
        let used = try #require(
            stride(from: UInt64(0x1000), to: 0x9_f000, by: 64).first { address in
                machine.memory.bytes(at: address, count: 64)?.contains { $0 != 0 } == true
            })
        let below = try await machine.ask(.read(path: "/dev/mem", offset: used, count: 64))
        #expect(below == .bytes(Array(repeating: 0, count: 64)))
    }
}
