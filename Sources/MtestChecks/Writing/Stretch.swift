import Grading
import Paging

/// The pages around an address, as a process's tables lead to them.
struct Stretch: Sendable, Hashable {
    let start: UInt64
    let bytes: [UInt8]

    /// Bytes of a page.
    static let page = PagingLevel.pte.entrySpan

    /// One page before the address's and three from it on, as they are now; zeros where nothing is mapped.
    static func read(_ address: UInt64, of pid: Int32? = nil, on bench: any Bench) async throws -> Stretch {
        let start = firstByte(ofPage: address) &- page
        let space = try await bench.space(of: pid ?? bench.target.pid)
        let bytes = try await bench.look { memory in
            (0..<4).flatMap { (number: UInt64) -> [UInt8] in
                let walk = PageWalk(VirtualAddress(start &+ number * page), in: space, memory: memory)
                return walk.physical.flatMap { memory.bytes(at: $0, count: Int(page)) }
                    ?? Array(repeating: 0, count: Int(page))
            }
        }
        return Stretch(start: start, bytes: bytes)
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

    /// The same addresses in the other processes, and in the one that wrote.
    static func others(_ address: UInt64, _ dialogue: Dialogue) async throws -> [(TargetProcess, Stretch)] {
        let bench = dialogue.bench
        var others = bench.processes.filter { $0.pid != bench.target.pid }
        if dialogue.question.writer == .shell { others.append(try await bench.shell()) }
        var stretches: [(TargetProcess, Stretch)] = []
        for other in others { stretches.append((other, try await read(address, of: other.pid, on: bench))) }
        return stretches
    }
}
