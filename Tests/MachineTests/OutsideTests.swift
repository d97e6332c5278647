import AgentProtocol
import Grading
import KernelMemory
import TargetProtocol
import Testing

@testable import VirtualMachine

/// What is read of the kernel's own structures, from outside, beside what /proc shows.
@Suite(.serialized, .timeLimit(.minutes(3))) struct OutsideTests {
    @Test(arguments: MachineKind.allCases)
    func `VMAs that are read from outside are those of maps, on each kind of machine`(machine: MachineKind) async throws
    {
        var setup = Setup()
        setup.machine = machine
        let session = try await MachineTests.session(setup)
        defer { session.machine.kill() }
        for process in session.processes + [try await session.shell()] {
            let maps = try #require(try await session.text("/proc/\(process.pid)/maps"))
            let found = try #require(try await session.areas(of: process.pid))
            #expect(found.flaw == nil)
            #expect(found.areas.count > 10)
            #expect(found.areas.elementsEqual(MemoryArea.all(inMaps: maps)) { $0.isShown(as: $1) })
        }
    }

    @Test func `a process that maps and unmaps all the time is read as well`() async throws {
        let session = try await MachineTests.session()
        defer { session.machine.kill() }
        _ = try await session.send(.churn, work: 6)
        let churn = try #require(session.target.places["churn"])
        for _ in 0..<20 {
            let found = try #require(try await session.areas(of: session.target.pid))
            let outside = found.areas.filter { $0.start < churn.address || $0.start >= churn.address + churn.length }
            let maps = MemoryArea.all(inMaps: try #require(try await session.text("/proc/\(session.target.pid)/maps")))
                .filter { $0.start < churn.address || $0.start >= churn.address + churn.length }
            #expect(found.flaw == nil)
            #expect(outside.elementsEqual(maps) { $0.isShown(as: $1) })
        }
    }

    @Test func `objects that are counted from outside are as many as slabinfo shows`() async throws {
        let session = try await MachineTests.session()
        defer { session.machine.kill() }
        let counted = try #require(try await session.objects())
        let census = MemoryCensus(slabinfo: try #require(try await session.text("/proc/slabinfo")), meminfo: "")
        #expect(counted.keys.sorted() == ["mm_struct", "pid", "task_struct"])
        for (name, count) in counted { #expect(abs(count - (census.objects[name] ?? 0)) <= 2, "\(name)") }
    }
}
