import Paging
import Testing

@Suite struct GeneratedWalkTests {
    private static func plain(_ outcome: PageWalk.Outcome) -> PlainTranslation.Answer {
        switch outcome {
        case .page(let physical, let size): .page(physical, size)
        case .absent(let level): .empty(level.rawValue)
        case .protNone(let level, let physical): .protNone(level.rawValue, physical)
        case .swapped(let level, let type, let offset): .swap(level.rawValue, UInt64(type), offset)
        case .nonCanonical: .bad
        case .outsideMemory(_, let table): .outside(table)
        }
    }

    private static func kind(_ answer: PlainTranslation.Answer) -> String {
        "\(answer)".prefix { $0 != "(" }.description
    }

    @Test(arguments: PagingDepth.allCases)
    func `a walk gives the result of a second, independent translation`(depth: PagingDepth) {
        var kinds: [String: Int] = [:]
        for seed in 0..<UInt64(400) {
            let tables = GeneratedTables(seed: seed, depth: depth)
            for address in tables.addresses {
                let walk = PageWalk(
                    VirtualAddress(address), in: AddressSpace(root: tables.root, depth: depth), memory: tables.memory)
                let plain = PlainTranslation.translate(
                    address, root: tables.root, levels: depth.rawValue, memory: tables.memory)
                #expect(Self.plain(walk.outcome) == plain)
                kinds[Self.kind(plain), default: 0] += 1
                if case .page(_, let size) = plain { kinds["page of \(size)", default: 0] += 1 }
            }
        }
        // The tables are worth nothing if they hold only some of the kinds.
        for kind in [
            "page of 4096", "page of 2097152", "page of 1073741824", "empty", "protNone", "swap", "bad", "outside",
        ] {
            #expect(kinds[kind, default: 0] > 20, "\(kind)")
        }
    }

    @Test func `the fields of an entry cover every bit exactly once`() {
        var numbers = GeneratedTables.Numbers(state: 5)
        for _ in 0..<2000 {
            let raw = UInt64.random(in: 0 ... .max, using: &numbers) & (Bool.random(using: &numbers) ? .max : 0xfff)
            for level in PagingLevel.allCases {
                let fields = PageTableEntry(raw).fields(at: level)
                #expect(fields.flatMap { $0.bits.reversed() } == Array((0...63).reversed()))
                let joined = fields.reduce(UInt64(0)) { $0 | $1.value << UInt64($1.bits.lowerBound) }
                #expect(joined == raw)
            }
        }
    }

    @Test func `rights never grow along a walk, and end as the rights of the whole walk`() {
        for seed in 0..<UInt64(200) {
            let tables = GeneratedTables(seed: seed, depth: .four)
            for address in tables.addresses {
                let walk = PageWalk(
                    VirtualAddress(address), in: AddressSpace(root: tables.root, depth: .four), memory: tables.memory)
                let rights = walk.rightsByStep()
                for (before, after) in zip(rights, rights.dropFirst()) {
                    #expect(!after.reads || before.reads)
                    #expect(!after.writes || before.writes)
                    #expect(!after.executes || before.executes)
                }
                guard walk.physical != nil, let last = rights.last else { continue }
                #expect(last.reads == walk.userRights.reads)
                #expect(last.writes == walk.userRights.writes)
                #expect(last.executes == walk.userRights.executes)
            }
        }
    }
}

@Suite struct AddressTextTests {
    @Test(
        arguments: [
            ("0x7f116269a000", 0x7f11_6269_a000), ("7f116269a000", 0x7f11_6269_a000),
            ("0X7F11_6269_A000", 0x7f11_6269_a000),
            ("10#4096", 4096), ("0", 0), ("ffffffffffffffff", UInt64.max), ("10#18446744073709551615", UInt64.max),
        ] as [(String, UInt64)])
    func `addresses are read with or without 0x, and in decimal after 10#`(text: String, value: UInt64) throws {
        #expect(try VirtualAddress(parsing: text).value == value)
    }

    @Test(arguments: [
        "", "0x", "xyz", "0x1g", "10#", "10#1f", "-1", "10000000000000000", "10#18446744073709551616", "٣",
    ])
    func `a text that is not an address is refused`(text: String) {
        #expect(throws: AddressTextError.self) { try VirtualAddress(parsing: text) }
    }

    @Test func `the nearest canonical address keeps the translated bits`() {
        let address = VirtualAddress(0x1234_8000_0000_1000)
        #expect(address.canonical(.four).value == 0xffff_8000_0000_1000)
        #expect(address.canonical(.five).value == 0x0034_8000_0000_1000)
    }
}
