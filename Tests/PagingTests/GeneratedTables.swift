import Paging

/// Page tables generated from a seed, with every kind of entry that a walk can meet, at every level.
struct GeneratedTables {
    private(set) var memory = SparseMemory()
    let root: UInt64 = 0x10_0000
    let depth: PagingDepth
    /// Addresses to translate: some lead to an entry, some lie beside one.
    private(set) var addresses: [UInt64] = []
    private var numbers: Numbers
    private var nextTable: UInt64 = 0x20_0000

    /// SplitMix64: the same seed gives the same tables.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    init(seed: UInt64, depth: PagingDepth) {
        numbers = Numbers(state: seed)
        self.depth = depth
        // Nothing lies above: a table out there is outside memory.
        memory.size = 1 << 38
        for _ in 0..<24 { plant() }
        for _ in 0..<8 { addresses.append(.random(in: 0 ... .max, using: &numbers)) }
    }

    /// Adds an address, and tables down to the end of its walk.
    private mutating func plant() {
        let bits = depth == .four ? 48 : 57
        var address = UInt64.random(in: 0..<(1 << UInt64(bits)), using: &numbers)
        // Two addresses in one table, now and then.
        if let near = addresses.randomElement(using: &numbers), Bool.random(using: &numbers) {
            address = near & ~0x1f_ffff | address & 0x1f_ffff
        }
        addresses.append(signed(address, bits: bits))
        var table = root
        for level in stride(from: depth == .four ? 4 : 5, through: 1, by: -1) {
            let place = table + (address >> (12 + 9 * UInt64(level - 1)) & 511) * 8
            if let entry = memory.words[place] {
                guard entry & 1 == 1, !(entry & 0x80 != 0 && level <= 3) || level > 3, level > 1 else { return }
                table = entry & 0x000f_ffff_ffff_f000
                if table >= memory.size { return }
                continue
            }
            let entry = entry(level: level)
            memory.words[place] = entry
            guard entry & 1 == 1, level > 1, !(entry & 0x80 != 0 && level <= 3) else { return }
            table = entry & 0x000f_ffff_ffff_f000
            if table >= memory.size { return }
        }
    }

    private func signed(_ address: UInt64, bits: Int) -> UInt64 {
        address >> UInt64(bits - 1) & 1 == 1 ? address | ~(1 << UInt64(bits) - 1) : address
    }

    /// An entry: usually one after which a walk continues, sometimes one that ends it, of each kind.
    private mutating func entry(level: Int) -> UInt64 {
        let flags = UInt64.random(in: 0 ... .max, using: &numbers) & 0xfff0_0000_0000_0f7e
        let frame = UInt64.random(in: 0 ... .max, using: &numbers) & 0x000f_ffff_ffff_f000
        switch Int.random(in: 0..<(level == 1 ? 8 : 16), using: &numbers) {
        case 0: return UInt64.random(in: 0...1, using: &numbers) * 0x60
        case 1: return frame | flags & ~1 | 0x100
        case 2: return frame | flags & ~0x101 | 0x8
        case 3 where level == 2 || level == 3: return frame | flags | 0x81
        case 4 where level > 1: return frame | 1 << 51 | flags & ~0x80 | 1
        default:
            guard level > 1 else { return frame | flags | UInt64.random(in: 0...1, using: &numbers) << 7 | 1 }
            nextTable += 0x1000
            return nextTable | flags & ~0x80 | 1
        }
    }
}

/// A second translation, written from the manual, with numbers only and without the module under test.
enum PlainTranslation {
    enum Answer: Equatable {
        case page(UInt64, UInt64), empty(Int), protNone(Int, UInt64), swap(Int, UInt64, UInt64), bad, outside(UInt64)
    }

    static func translate(_ va: UInt64, root: UInt64, levels: Int, memory: SparseMemory) -> Answer {
        let top = levels == 4 ? va >> 47 : va >> 56
        if top != 0 && top != (levels == 4 ? 0x1ffff : 0xff) { return .bad }
        var table = root
        var shift = levels == 4 ? 39 : 48
        while true {
            let number = (va / (UInt64(1) << UInt64(shift))) % 512
            let position = table + number * 8
            if position >= memory.size { return .outside(table) }
            let entry = memory.words[position] ?? 0
            let level = (shift - 12) / 9 + 1
            let inside = va % (UInt64(1) << UInt64(shift))
            if entry % 2 == 0 {
                if entry == 0 || entry == 0x20 || entry == 0x40 || entry == 0x60 { return .empty(level) }
                if entry / 256 % 2 == 1 { return .protNone(level, base(UInt64.max - entry, shift) + inside) }
                return .swap(level, entry / (1 << 59), (UInt64.max - entry) / 512 % (1 << 50))
            }
            if shift == 12 { return .page(base(entry, shift) + inside, 4096) }
            if entry / 128 % 2 == 1 && (shift == 21 || shift == 30) {
                return .page(base(entry, shift) + inside, UInt64(1) << UInt64(shift))
            }
            table = base(entry, 12)
            shift -= 9
        }
    }

    /// The entry's address: below 2^52, and a multiple of the page.
    private static func base(_ entry: UInt64, _ shift: Int) -> UInt64 {
        let below = entry % (1 << 52)
        return below - below % (UInt64(1) << UInt64(shift))
    }
}
