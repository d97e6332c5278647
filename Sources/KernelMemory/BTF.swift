import Glibc

/// The kernel's own description of its types (Documentation/bpf/btf.rst): which members a structure has, and where in it
/// they lie. Kernels with CONFIG_DEBUG_INFO_BTF carry it in their memory.
package struct BTF: Sendable {
    private let bytes: [UInt8]
    /// Where the names begin.
    private let names: Int
    /// Where the record of each type begins; the first type has the number 1.
    private let records: [Int]

    /// The bytes that it begins with: the magic number, version 1, no flags, and a header of 24 bytes.
    private static let beginning: [UInt8] = [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]
    private static let headerSize = 24

    /// A member of a structure.
    package struct Member: Sendable, Hashable {
        /// Bytes from the beginning of the structure.
        package let offset: Int
        /// How many elements it has; 1 where it is no array.
        package let count: Int
    }

    /// Reads the whole description; nil where the bytes are none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: Self.beginning), let sizes = Sizes(bytes), sizes.whole <= bytes.count else {
            return nil
        }
        var records: [Int] = []
        var at = sizes.types.lowerBound
        while at < sizes.types.upperBound {
            guard let info = bytes.number(at: at + 4, bytes: 4), let rest = Self.rest(UInt32(info)) else { return nil }
            records.append(at)
            at += Self.recordSize + rest
        }
        self.bytes = bytes
        self.records = records
        names = sizes.names
    }

    /// Where the parts are, from the header.
    private struct Sizes {
        let types: Range<Int>
        let names: Int
        let whole: Int

        init?(_ header: [UInt8]) {
            let fields = stride(from: 8, to: headerSize, by: 4).compactMap {
                header.number(at: $0, bytes: 4).map(Int.init)
            }
            guard fields.count == 4 else { return nil }
            types = headerSize + fields[0]..<headerSize + fields[0] + fields[1]
            names = headerSize + fields[2]
            whole = max(types.upperBound, names + fields[3])
        }
    }

    /// Bytes of a type's record, before what its kind adds.
    private static let recordSize = 12

    /// What a type is, as far as it matters here.
    private enum Kind: UInt32 {
        case integer = 1, pointer, array, structure, union, enumeration, forward, typedef, volatile, const, restrict
        case function, prototype, variable, section, float, declarationTag, typeTag, enumeration64
    }

    /// Bytes that follow a record; nil for a kind that is not known.
    private static func rest(_ info: UInt32) -> Int? {
        let count = Int(info & 0xffff)
        switch Kind(rawValue: info >> 24 & 0x1f) {
        case .integer, .variable, .declarationTag: return 4
        case .array: return 12
        case .structure, .union, .section, .enumeration64: return 12 * count
        case .enumeration, .prototype: return 8 * count
        case .pointer, .forward, .typedef, .volatile, .const, .restrict, .function, .float, .typeTag: return 0
        case nil: return nil
        }
    }

    // MARK: - Asking

    /// Bytes of a structure; nil where there is none of this name.
    package func size(of structure: String) -> Int? {
        record(of: structure).flatMap { number($0 + 8) }
    }

    /// A member of a structure. `path` goes through structures inside it, for example `mm_mt.ma_root`; members of nameless
    /// structures and unions count as those of the structure around. Nil where there is no such member.
    package func member(_ path: String, of structure: String) -> Member? {
        guard var record = record(of: structure) else { return nil }
        var (bits, count) = (0, 1)
        for name in path.split(separator: ".") {
            guard let found = find(Array(name.utf8), in: record, depth: 0) else { return nil }
            bits += found.bits
            guard var type = self.record(found.type) else { return nil }
            if kind(type) == .array, let elements = number(type + Self.recordSize + 8),
                let element = number(type + Self.recordSize).flatMap({ self.record($0) })
            {
                (type, count) = (element, elements)
            }
            record = type
        }
        return bits % 8 == 0 ? Member(offset: bits / 8, count: count) : nil
    }

    private func record(of structure: String) -> Int? {
        let name = Array(structure.utf8)
        return records.first { kind($0) == .structure && isNamed($0, name) }
    }

    /// The record of a type, behind its names and qualifiers.
    private func record(_ type: Int) -> Int? {
        var type = type
        // const volatile and a chain of typedefs; a description that goes in circles is none.
        for _ in 0..<32 {
            guard type > 0, type <= records.count else { return nil }
            let record = records[type - 1]
            switch kind(record) {
            case .typedef, .volatile, .const, .restrict, .typeTag:
                guard let next = number(record + 8) else { return nil }
                type = next
            default: return record
            }
        }
        return nil
    }

    private func find(_ name: [UInt8], in record: Int, depth: Int) -> (bits: Int, type: Int)? {
        // Nameless structures in others: the kernel has three levels of them.
        guard depth < 8, kind(record) == .structure || kind(record) == .union, let info = number(record + 4) else {
            return nil
        }
        let hasWidths = info >> 31 == 1
        for index in 0..<(info & 0xffff) {
            let at = record + Self.recordSize + 12 * index
            guard let type = number(at + 4), let place = number(at + 8) else { return nil }
            // With widths of bit fields in it, the upper eight bits are one.
            let bits = hasWidths ? place & 0xff_ffff : place
            if isNamed(at, name) { return (bits, type) }
            if number(at) == 0, let inner = self.record(type), let found = find(name, in: inner, depth: depth + 1) {
                return (bits + found.bits, found.type)
            }
        }
        return nil
    }

    private func kind(_ record: Int) -> Kind? { number(record + 4).flatMap { Kind(rawValue: UInt32($0) >> 24 & 0x1f) } }

    private func number(_ offset: Int) -> Int? { bytes.number(at: offset, bytes: 4).map(Int.init) }

    /// Whether the name whose offset is at `at` is this one.
    private func isNamed(_ at: Int, _ name: [UInt8]) -> Bool {
        guard let offset = number(at) else { return false }
        let start = names + offset
        guard start <= bytes.count - name.count - 1, bytes[start + name.count] == 0 else { return false }
        return bytes[start..<start + name.count].elementsEqual(name)
    }

    // MARK: - Finding

    /// Physical addresses where an x86-64 kernel without address randomization lies: from 16 MiB on
    /// (CONFIG_PHYSICAL_START), and none has 80 MiB.
    private static let image: Range<UInt64> = 16 << 20..<96 << 20
    /// Bytes that are searched at a time.
    private static let piece = 1 << 20
    /// The kernel's own has megabytes; those of modules have a few kilobytes.
    private static let least = 256 << 10

    /// Finds the kernel's description in its memory; nil where there is none.
    package static func find(in memory: some PhysicalBytes) -> BTF? {
        for start in stride(from: image.lowerBound, to: image.upperBound, by: piece) {
            guard let bytes = memory.bytes(at: start, count: piece + headerSize) else { continue }
            for offset in offsets(of: beginning, in: bytes) where offset < piece {
                let header = Array(bytes[offset...].prefix(headerSize))
                guard let sizes = Sizes(header), (least...(64 << 20)).contains(sizes.whole),
                    let whole = memory.bytes(at: start + UInt64(offset), count: sizes.whole), let found = BTF(whole)
                else { continue }
                return found
            }
        }
        return nil
    }

    private static func offsets(of word: [UInt8], in bytes: [UInt8]) -> [Int] {
        bytes.withUnsafeBytes { memory in
            guard let base = memory.baseAddress, let first = word.first else { return [] }
            var found: [Int] = []
            var from = 0
            while memory.count - from >= word.count,
                let hit = memchr(base + from, Int32(first), memory.count - from - word.count + 1)
            {
                let offset = UnsafeRawPointer(hit) - base
                if memcmp(hit, word, word.count) == 0 { found.append(offset) }
                from = offset + 1
            }
            return found
        }
    }
}
