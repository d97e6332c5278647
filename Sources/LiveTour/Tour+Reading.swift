import AgentProtocol
package import PageSnapshots
import Paging
import VirtualMachine

extension Tour {
    /// The VMAs of the target, as `/proc/PID/maps` has them.
    package func vmas() async throws -> [Snapshot.VMA] {
        let text = String(decoding: try await read("/proc/\(target)/maps"), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard words.count >= 5 else { return nil }
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard ends.count == 2 else { return nil }
            let name = words.count > 5 ? String(words[5].drop { $0 == " " }) : ""
            return Snapshot.VMA(start: ends[0], end: ends[1], permissions: String(words[1]), name: name)
        }
    }

    /// The pagemap entries of `count` pages, from the page of `address` on; fewer where the file ends.
    package func pagemap(_ address: UInt64, count: Int = 1) async throws -> [UInt64] {
        let bytes = try await read("/proc/\(target)/pagemap", offset: address / 4096 * 8, count: UInt32(count * 8))
        return (0..<bytes.count / 8).map { littleEndianWord(bytes, $0) }
    }

    private func read(_ path: String, offset: UInt64 = 0, count: UInt32 = 1 << 20) async throws -> [UInt8] {
        guard case .bytes(let bytes) = try await machine.ask(.read(path: path, offset: offset, count: count)) else {
            return []
        }
        return bytes
    }

    /// Everything along the walks of `addresses`, all in one stop of the machine: whole tables, the first bytes at each
    /// physical address, `keptBytes` of each page, and pagemap's entry beside them.
    package func snapshot(of addresses: [UInt64], keptBytes: Int = 64) async throws -> Snapshot {
        var snapshot = Snapshot(kernel: kernel, space: space)
        snapshot.userRoot = userRoot
        snapshot.places = places
        snapshot.vmas = try await vmas()
        for address in addresses where VirtualAddress(address).isUser(space.depth) {
            // With the seven pages behind it: one page alone does not show that neighbours are not neighbours in memory.
            let first = address & ~0xfff
            for (number, raw) in try await pagemap(first, count: 8).enumerated() {
                snapshot.pagemap[first + UInt64(number) * 4096] = raw
            }
        }
        let read = snapshot
        return try await machine.whileStopped { [space, userRoot, memory = machine.memory] _ in
            var snapshot = read
            if let userRoot { snapshot.keep(table: userRoot, of: memory) }
            snapshot.keep(table: space.root, of: memory)
            for address in addresses {
                let walk = PageWalk(VirtualAddress(address), in: space, memory: memory)
                for step in walk.steps { snapshot.keep(table: step.table, of: memory) }
                // The tables of the pages behind it too.
                for number in 1..<UInt64(8) {
                    let beside = PageWalk(
                        VirtualAddress((address & ~0xfff) &+ number * 4096), in: space, memory: memory)
                    for step in beside.steps where beside.physical != nil {
                        snapshot.keep(table: step.table, of: memory)
                    }
                }
                guard let physical = walk.physical, let bytes = memory.bytes(at: physical & ~0xfff, count: 4096) else {
                    continue
                }
                let needed = min(4096, max(keptBytes, Int(physical & 0xfff) + 16))
                let already = snapshot.contents[physical & ~0xfff]?.count ?? 0
                snapshot.contents[physical & ~0xfff] = Array(bytes.prefix(max(needed, already)))
            }
            return snapshot
        }
    }
}

extension Snapshot {
    fileprivate mutating func keep(table: UInt64, of memory: GuestMemory) {
        guard tables[table] == nil, let bytes = memory.bytes(at: table, count: 4096) else { return }
        var entries: [Int: UInt64] = [:]
        for index in 0..<512 {
            let raw = littleEndianWord(bytes, index)
            if raw != 0 { entries[index] = raw }
        }
        tables[table] = entries
    }
}

/// The little-endian word at index `number`, in words of 8 bytes.
private func littleEndianWord(_ bytes: [UInt8], _ number: Int) -> UInt64 {
    bytes[number * 8..<number * 8 + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
