import Grading
import Paging
import Synchronization

/// The part of a machine's memory that was read: words by their physical address. Words of 0 are left out, and a page
/// read whole is kept once for all recordings (``PageStore``).
package struct MemoryImage: Sendable, Hashable, Codable {
    /// Ranges that were read, as pairs of first and last word.
    var read: [[UInt64]] = []
    /// The words that are not 0, by their address, both in hexadecimal.
    var words: [String: String] = [:]
    /// Whole pages, by their address: the page's name in the store.
    var pages: [String: String] = [:]
    /// Addresses where there is no memory.
    var absent: [UInt64] = []
    /// What was searched for, as hexadecimal digits, and where it was found; nil where nothing was.
    var found: [String: [UInt64]]?
}

/// The contents of pages, by a name that follows from them.
package struct PageStore: Sendable, Hashable, Codable {
    /// The bytes of each page in Base64, by the page's name.
    package var pages: [String: String] = [:]

    /// No pages.
    package init() {}
}

/// Memory that notes what is read of it.
final class NotingMemory: MachineMemory {
    private let memory: any MachineMemory
    private let notes = Mutex<[UInt64: UInt64?]>([:])
    private let searches = Mutex<[String: [UInt64]]>([:])

    init(_ memory: any MachineMemory) { self.memory = memory }

    func word(at address: UInt64) -> UInt64? {
        let word = memory.word(at: address)
        notes.withLock { $0[address] = .some(word) }
        return word
    }

    func bytes(at address: UInt64, count: Int) -> [UInt8]? {
        let bytes = memory.bytes(at: address, count: count)
        var at = address & ~7
        while at < address + UInt64(count) {
            _ = word(at: at)
            at += 8
        }
        return bytes
    }

    func addresses(of bytes: [UInt8]) -> [UInt64] {
        let found = memory.addresses(of: bytes)
        searches.withLock { $0[RecordedMemory.name(of: bytes)] = found }
        return found
    }

    /// What was searched for and found.
    var found: [String: [UInt64]] { searches.withLock { $0 } }

    /// All words that were read, by address; nil for no memory.
    var words: [UInt64: UInt64?] { notes.withLock { $0 } }
}

/// Memory out of an image.
struct RecordedMemory: MachineMemory {
    private let words: [UInt64: UInt64]
    private let absent: Set<UInt64>
    private let found: [String: [UInt64]]
    /// Called with an address that was not read when the recording was made.
    private let stray: @Sendable (UInt64) -> Void

    init(
        _ words: [UInt64: UInt64], absent: Set<UInt64>, found: [String: [UInt64]] = [:],
        stray: @escaping @Sendable (UInt64) -> Void
    ) {
        self.words = words
        self.absent = absent
        self.found = found
        self.stray = stray
    }

    func word(at address: UInt64) -> UInt64? {
        if let word = words[address] { return word }
        if !absent.contains(address) { stray(address) }
        return nil
    }

    func addresses(of bytes: [UInt8]) -> [UInt64] { found[Self.name(of: bytes)] ?? [] }

    /// Bytes, as a recording calls them.
    static func name(of bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    func bytes(at address: UInt64, count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        for offset in 0..<UInt64(count) {
            let at = address + offset
            guard let word = word(at: at & ~7) else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: word >> (8 * (at & 7))))
        }
        return bytes
    }
}

extension MemoryImage {
    /// Bytes of a page.
    private static let page: UInt64 = 4096

    /// What was read, whole pages put into the store.
    init(_ words: [UInt64: UInt64?], _ store: inout PageStore) {
        var rest = words
        for (page, addresses) in Dictionary(grouping: words.keys, by: { $0 & ~(Self.page - 1) })
        where addresses.count == Int(Self.page / 8) {
            let content = addresses.sorted().compactMap { words[$0] ?? nil }
            guard content.count == addresses.count else { continue }
            pages[String(page, radix: 16)] = store.keep(content)
            for address in addresses { rest[address] = nil }
        }
        for (address, word) in rest.sorted(by: { $0.key < $1.key }) {
            guard let word else {
                absent.append(address)
                continue
            }
            if let last = read.last, last[1] + 8 == address {
                read[read.count - 1][1] = address
            } else {
                read.append([address, address])
            }
            if word != 0 { self.words[String(address, radix: 16)] = String(word, radix: 16) }
        }
    }

    /// The words, by their addresses.
    func contents(_ store: PageStore) -> [UInt64: UInt64] {
        var contents: [UInt64: UInt64] = [:]
        for range in read {
            for address in stride(from: range[0], through: range[1], by: 8) {
                contents[address] = UInt64(words[String(address, radix: 16)] ?? "0", radix: 16)
            }
        }
        for (page, name) in pages {
            guard let start = UInt64(page, radix: 16) else { continue }
            for (index, word) in store.content(name).enumerated() { contents[start + UInt64(index) * 8] = word }
        }
        return contents
    }
}
