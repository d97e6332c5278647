import Foundation
import Installation
import Synchronization
import Testbed
import Testing
import VirtualMachine

/// What machines need, and how workers share it out.
@Suite struct MemoryTests {
    private static let plain = MachineConfiguration(accelerator: .tcg)

    @Test func `what machines were seen to need is known to the next process, and a damaged file is no plan`() throws {
        let scratch = try Scratch()
        let file = scratch.path("needs.json")
        let needs = ObservedNeeds(file: file)
        #expect(needs.usual(Self.plain) == ObservedNeeds.unmeasured)
        needs.saw(Self.plain, 0)
        #expect(needs.usual(Self.plain) == ObservedNeeds.unmeasured)
        needs.saw(Self.plain, 40 << 20)
        #expect(needs.usual(Self.plain) == 40 << 20)
        // One module that fills its machine does not decide alone, and is not ignored.
        needs.saw(Self.plain, 440 << 20)
        #expect(needs.usual(Self.plain) == 140 << 20)
        var gigantic = Self.plain
        gigantic.reserveGiganticPage()
        needs.saw(gigantic, 60 << 20)
        #expect(needs.most == 140 << 20)
        let next = ObservedNeeds(file: file)
        #expect(next.usual(Self.plain) == 140 << 20)
        for _ in 0..<200 { next.saw(Self.plain, 40 << 20) }
        #expect(next.usual(Self.plain) < 60 << 20)
        try Data("{\"448 MiB\": -1".utf8).write(to: URL(filePath: file))
        #expect(ObservedNeeds(file: file).most == ObservedNeeds.unmeasured)
    }

    @Test func `who wants more than is left waits until it is given back, and who leaves takes nothing`() async throws {
        let scratch = try Scratch()
        let path = scratch.path("memory")
        #expect(MemoryLedger(path) == nil)
        #expect(MemoryLedger.make(path, bytes: 512 << 20))
        // Two that have nothing to do with each other, as two processes have.
        let (one, other) = (try #require(MemoryLedger(path)), try #require(MemoryLedger(path)))
        #expect(one.bytes == 512 << 20)
        #expect(try await one.ticket(0) == nil)
        var first = try await one.ticket(300 << 20)
        #expect(first != nil)
        // This one has a ticket, and is not made to wait for itself.
        #expect(try await one.ticket(300 << 20) == nil)
        let order = Mutex<[String]>([])
        let leaving = Task { try await other.ticket(300 << 20) }
        leaving.cancel()
        await #expect(throws: CancellationError.self) { try await leaving.value }
        let waiting = Task {
            // More than there is means all.
            let ticket = try await other.ticket(4 << 30)
            order.withLock { $0.append("other") }
            return ticket
        }
        order.withLock { $0.append("one") }
        withExtendedLifetime(first) {}
        first = nil
        #expect(try await waiting.value != nil)
        #expect(order.withLock(\.self) == ["one", "other"])
    }
}
