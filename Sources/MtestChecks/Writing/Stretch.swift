import Grading
import Paging
import TargetProtocol

/// The pages around an address, as a process's tables lead to them.
struct Stretch: Sendable, Hashable {
    let start: UInt64
    let bytes: [UInt8]
    /// What is known of each page, in the order of addresses.
    private let pages: [Page]

    /// What is known of the bytes of a page.
    private enum Page: Sendable, Hashable {
        /// The tables lead to it: the bytes were seen.
        case mapped
        /// The tables do not lead to it; what the bytes were shows in what came into memory later.
        case recognised
        /// The tables do not lead to it; the bytes are zeros here.
        case unknown
    }

    /// Bytes of a page.
    static let page = PagingLevel.pte.entrySpan
    /// Pages of a stretch: one before the address's, and three from it on.
    private static let count = 4

    /// A stretch, from the bytes of its pages: nil for one that the tables do not lead to.
    init(start: UInt64, pages: [[UInt8]?]) {
        self.init(
            start: start, bytes: pages.flatMap { $0 ?? Array(repeating: 0, count: Int(Self.page)) },
            pages: pages.map { $0 == nil ? .unknown : .mapped })
    }

    private init(start: UInt64, bytes: [UInt8], pages: [Page]) {
        self.start = start
        self.bytes = bytes
        self.pages = pages
    }

    /// One page before the address's and three from it on, as they are now.
    init(around address: UInt64, in space: AddressSpace, _ memory: any MachineMemory) {
        let start = Self.firstByte(ofPage: address) &- Self.page
        let contents = (0..<Self.count).map { number -> [UInt8]? in
            let walk = PageWalk(VirtualAddress(start &+ UInt64(number) * Self.page), in: space, memory: memory)
            return walk.physical.flatMap { memory.bytes(at: $0, count: Int(Self.page)) }
        }
        self.init(start: start, pages: contents)
    }

    /// Whether the byte at an index is on a page that is mapped.
    func isMapped(at index: Int) -> Bool { pages[index / Int(Self.page)] == .mapped }

    /// Whether the byte at an index is what was there: it was seen, or recognised.
    func isKnown(at index: Int) -> Bool { pages[index / Int(Self.page)] != .unknown }

    /// The same stretch with the bytes of pages that came into memory only after it was seen. Most of such a page shows what
    /// it was: the target's canaries, which no other page has, or zeros, where nothing but the word at `index` is something
    /// else. Any other page, one of a file say, stays unknown.
    func recognising(pagesOf later: Stretch, _ canaries: Canaries, exceptWordAt index: Int) -> Stretch {
        var (bytes, pages) = (bytes, pages)
        let width = MemoryWrite.width
        for page in pages.indices where pages[page] == .unknown && later.pages[page] == .mapped {
            let range = page * Int(Self.page)..<(page + 1) * Int(Self.page)
            let filled = stride(from: range.lowerBound, to: range.upperBound, by: width).flatMap {
                MemoryWrite.little(canaries.word(at: start &+ UInt64($0)))
            }
            let isFilled = zip(filled, later.bytes[range]).count { $0 == $1 } > range.count / 2
            let isEmpty = range.allSatisfy { later.bytes[$0] == 0 || (index..<index + width).contains($0) }
            guard isFilled || isEmpty else { continue }
            if isFilled { bytes.replaceSubrange(range, with: filled) }
            pages[page] = .recognised
        }
        return Stretch(start: start, bytes: bytes, pages: pages)
    }

    /// Where `count` bytes from an address on lie in `bytes`; nil where they are not all in it.
    func range(_ address: UInt64, count: Int) -> Range<Int>? {
        let index = address &- start
        guard index < UInt64(bytes.count), Int(index) + count <= bytes.count else { return nil }
        return Int(index)..<Int(index) + count
    }

    /// One page of physical memory; nil without an address.
    static func frame(_ address: UInt64?, on bench: any Bench) async throws -> [UInt8]? {
        guard let address else { return nil }
        return try await bench.look { $0.bytes(at: address, count: Int(page)) }
    }

    /// The address of the first byte of the page that `address` is in.
    static func firstByte(ofPage address: UInt64) -> UInt64 { address & ~PagingLevel.pte.offsetMask }

    /// The address of the first byte of the aligned word of eight bytes that `address` is in.
    static func firstByte(ofWord address: UInt64) -> UInt64 { address & ~UInt64(MemoryWrite.width - 1) }

    /// Bytes from `address` to the end of its page, 1 to 4096. The last page of all addresses has an end too.
    static func bytesLeft(inPageOf address: UInt64) -> Int { Int(page - VirtualAddress(address).pageOffset) }
}
