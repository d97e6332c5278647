import Explanation
import Foundation
import PageSnapshots
import Paging
import Testbed
import Testing

@Suite struct ExplanationTests {
    static func snapshot(_ name: String) throws -> Snapshot {
        try Snapshot.read(from: "\(projectRoot)/labs/snapshots/\(name).json")
    }

    @Test func `a bare address is explained by its arithmetic alone`() {
        let explanation = Explanation(VirtualAddress(0x7f11_6269_a000), depth: .four)
        #expect(explanation.levels.map(\.name) == ["pgd", "pud", "pmd", "pte"])
        #expect(explanation.levels.map(\.index) == [254, 69, 275, 154])
        #expect(explanation.levels.allSatisfy { $0.meaning == .arithmeticOnly && $0.entry == nil })
    }

    @Test func `five levels bring one more table`() {
        let explanation = Explanation(VirtualAddress(0x7f11_6269_a000), depth: .five)
        #expect(explanation.levels.map(\.name) == ["pgd", "p4d", "pud", "pmd", "pte"])
        #expect(explanation.levels.map(\.index) == [0, 254, 69, 275, 154])
    }

    @Test func `an address that is not canonical is explained, not just refused`() {
        let explanation = Explanation(VirtualAddress(0x1234_5678_9abc_def0), depth: .four)
        #expect(explanation.levels.isEmpty)
        #expect(explanation.conclusion.contains("not canonical"))
        #expect(explanation.conclusion.contains("0x56789abcdef0"))
    }

    @Test(arguments: ["four-level", "five-level"])
    func `pagemap agrees with the walk at every place of the shipped snapshots`(name: String) throws {
        let snapshot = try Self.snapshot(name)
        var compared = 0
        for place in snapshot.places {
            guard let entry = snapshot.pagemapEntry(of: place.address) else { continue }
            #expect(entry.agrees(with: snapshot.walk(VirtualAddress(place.address))), "\(place.name)")
            compared += 1
        }
        #expect(compared >= 18)
    }

    @Test(arguments: ["four-level", "five-level"])
    func `every place of the shipped snapshots is in the state that its name promises`(name: String) throws {
        let snapshot = try Self.snapshot(name)
        func walk(_ place: String) throws -> PageWalk {
            snapshot.walk(VirtualAddress(try #require(snapshot.place(place), "\(place)").address))
        }
        func size(_ place: String) throws -> UInt64? {
            if case .page(_, let size) = try walk(place).outcome { return size }
            return nil
        }
        for place in ["heap", "stack", "text", "vdso", "data", "file", "shared"] {
            #expect(try size(place) == 4096, "\(place)")
        }
        #expect(try size("thp") == 2 << 20)
        #expect(try size("hugetlb2m") == 2 << 20)
        #expect(try size("hugetlb1g") == 1 << 30)
        if case .absent = try walk("untouched").outcome {} else { Issue.record("untouched is there") }
        if case .absent = try walk("unmapped").outcome {} else { Issue.record("unmapped is there") }
        if case .protNone = try walk("none").outcome {} else { Issue.record("none is no PROT_NONE page") }
        if case .swapped(_, 0, _) = try walk("swapped").outcome {} else { Issue.record("swapped is not") }
        let zero = try #require(try walk("zero").steps.last?.entry)
        #expect(zero.has(.special) && !zero.has(.writable))
        let cow = try #require(try walk("cow").steps.last?.entry)
        #expect(cow.isPresent && !cow.has(.writable))
        #expect(try walk("kernel").userRights.reads == false)
        let text = VirtualAddress(try #require(snapshot.place("text")).address)
        #expect(snapshot.userRights(text).executes)
        #expect(!snapshot.userRights(text).writes)
    }

    @Test func `isolation shows in the four-level snapshot: NX in the kernel's root, not in the user's`() throws {
        let snapshot = try Self.snapshot("four-level")
        let user = try #require(snapshot.userRoot)
        #expect(user == snapshot.space.root | 0x1000)
        let text = VirtualAddress(try #require(snapshot.place("text")).address)
        let index = UInt64(text.index(.p4d)) * 8
        let kernels = PageTableEntry(try #require(snapshot.word(at: snapshot.space.root + index)))
        let users = PageTableEntry(try #require(snapshot.word(at: user + index)))
        #expect(kernels.has(.noExecute) && !users.has(.noExecute))
        #expect(kernels.tableAddress == users.tableAddress)
    }

    @Test func `a whole table is 512 entries in runs without gaps`() throws {
        let snapshot = try Self.snapshot("four-level")
        let walk = snapshot.walk(VirtualAddress(try #require(snapshot.place("data")).address))
        for step in walk.steps {
            let map = try #require(
                TableMap(level: step.level, table: step.table, address: walk.address, depth: .four, memory: snapshot))
            #expect(map.runs.flatMap { Array($0.indexes) } == Array(0..<512))
            #expect(map.entries[step.index] == step.entry)
            let covered = step.level.entrySpan
            #expect(walk.address.value - map.address(of: step.index, depth: .four).value < covered)
        }
    }
}
