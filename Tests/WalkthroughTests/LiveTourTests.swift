import Explanation
import Foundation
import Installation
import LiveTour
import PageSnapshots
import Paging
import Testbed
import Testing
import VirtualMachine
import Words

/// Real machines.
@Suite(.serialized, .timeLimit(.minutes(4))) struct LiveTourTests {
    static func tour(_ options: TourOptions) async throws -> Tour {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        return try await Tour(options, in: Installation.find())
    }

    @Test(arguments: [
        TourOptions(), TourOptions(isIsolated: true), TourOptions(depth: .five), TourOptions(program: "test"),
    ])
    func `a thousand addresses give exactly pagemap's frames, and QEMU's own translation agrees`(options: TourOptions)
        async throws
    {
        let tour = try await Self.tour(options)
        let vmas = try await tour.vmas().filter { $0.name != "[vsyscall]" }
        var pages: [(address: UInt64, raw: UInt64)] = []
        for vma in vmas {
            let count = Int((vma.end - vma.start) / 4096)
            let entries = try await tour.pagemap(vma.start, count: count)
            try #require(entries.count == count)
            for (number, raw) in entries.enumerated() { pages.append((vma.start + UInt64(number) * 4096, raw)) }
        }
        try #require(pages.count >= 1000)
        // All in one stop of the machine: nothing moves between the walks.
        let asked = pages
        let walks = try await tour.machine.whileStopped { [space = tour.space, memory = tour.machine.memory] _ in
            asked.map { PageWalk(VirtualAddress($0.address | 0x123), in: space, memory: memory) }
        }
        var present = 0
        for (page, walk) in zip(pages, walks) {
            #expect(PagemapEntry(page.raw).agrees(with: walk), "\(hex(page.address))")
            if walk.physical != nil { present += 1 }
        }
        #expect(present >= 200)

        let sample = stride(from: 0, to: pages.count, by: max(1, pages.count / 100)).map { pages[$0].address | 0x123 }
        let opinions = try await tour.machine.translations(of: sample, inTarget: tour.target)
        for (address, opinion) in zip(sample, opinions) {
            let walk = try #require(walks.first { $0.address.value == address })
            #expect(walk.physical == opinion, "\(hex(address))")
        }
    }

    @Test func `a snapshot of a live machine walks like the machine`() async throws {
        let tour = try await Self.tour(TourOptions(isIsolated: true))
        let addresses = tour.places.map(\.address)
        let snapshot = try await tour.snapshot(of: addresses)
        let live = try await tour.machine.whileStopped { [space = tour.space, memory = tour.machine.memory] _ in
            addresses.map { PageWalk(VirtualAddress($0), in: space, memory: memory) }
        }
        #expect(addresses.map { snapshot.walk(VirtualAddress($0)) } == live)
        #expect(snapshot.userRoot == tour.space.root | 0x1000)
        let kinds = Set(live.map { "\($0.outcome)".prefix { $0 != "(" }.description })
        #expect(kinds == ["page", "absent", "protNone", "swapped"])
    }

    @Test func `the page's bytes are the target's own text`() async throws {
        let tour = try await Self.tour(TourOptions())
        let data = try tour.place("data").address
        let snapshot = try await tour.snapshot(of: [data])
        let physical = try #require(snapshot.walk(VirtualAddress(data)).physical)
        let bytes = try #require(snapshot.bytes(at: physical, count: 22))
        #expect(String(decoding: bytes, as: UTF8.self) == "private memory, writte")
    }

    @Test func `a place or a program that is not there is refused with what there is`() async throws {
        let tour = try await Self.tour(TourOptions())
        #expect(throws: TourError.self) { try tour.place("nowhere") }
        let error = await #expect(throws: TourError.self) { try await Self.tour(TourOptions(program: "nothing")) }
        #expect(error?.description.contains("tour") == true)
    }
}
