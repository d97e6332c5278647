import Grading
import Paging

/// The pages around an address, as a process's tables lead to them.
struct Stretch: Sendable, Hashable {
    let start: UInt64
    let bytes: [UInt8]
    /// Which of the pages are mapped; the bytes of the others are zeros here.
    let isMapped: [Bool]

    /// Bytes of a page.
    static let page = PagingLevel.pte.entrySpan
    /// Pages of a stretch: one before the address's, and three from it on.
    private static let pages = 4

    /// A stretch, from its parts; all pages are mapped unless said otherwise.
    init(start: UInt64, bytes: [UInt8], isMapped: [Bool]? = nil) {
        self.start = start
        self.bytes = bytes
        self.isMapped = isMapped ?? Array(repeating: true, count: bytes.count / Int(Self.page))
    }

    /// One page before the address's and three from it on, as they are now.
    init(around address: UInt64, in space: AddressSpace, _ memory: any MachineMemory) {
        let start = Self.firstByte(ofPage: address) &- Self.page
        let contents = (0..<Self.pages).map { number -> [UInt8]? in
            let walk = PageWalk(VirtualAddress(start &+ UInt64(number) * Self.page), in: space, memory: memory)
            return walk.physical.flatMap { memory.bytes(at: $0, count: Int(Self.page)) }
        }
        self.init(
            start: start, bytes: contents.flatMap { $0 ?? Array(repeating: 0, count: Int(Self.page)) },
            isMapped: contents.map { $0 != nil })
    }

    /// Whether the byte at an index is on a page that is mapped.
    func isMapped(at index: Int) -> Bool { isMapped[index / Int(Self.page)] }

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
