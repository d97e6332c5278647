import AgentProtocol
import FoundationEssentials
import Glibc

/// What not every kernel gives a machine that is made to have it. Seen on the machine itself: a configuration only asks.
package enum MachineTrait: String, Sendable, Hashable, Codable, CaseIterable {
    /// The processor walks five levels of page tables.
    case fiveLevels
    /// User mode has top tables of its own.
    case isolation
    /// The kernel runs on two processors.
    case twoProcessors
    /// A page of 1 GiB is set aside.
    case giganticPage
    /// Pages can be swapped out to a device in memory.
    case swap
    /// There is a disk in memory.
    case disk

    /// Why a check that needs it is not applicable: a sentence without a full stop.
    package var absence: String {
        switch self {
        case .fiveLevels: "this kernel does not switch five page-table levels on (CR4.LA57 stays 0)"
        case .isolation: "this kernel does not isolate page tables (no `pti` in /proc/cpuinfo)"
        case .twoProcessors: "this kernel runs on one processor only"
        case .giganticPage: "this kernel sets no page of 1 GiB aside"
        case .swap: "this kernel has no swap, or no zram to swap to"
        case .disk: "this kernel has no zram to make a disk of"
        }
    }

    /// Bit 12 of CR4 (Intel's manual, volume 3, section 2.5): five levels.
    private static let la57: UInt64 = 1 << 12

    /// Those of a machine that no student's code has run on.
    ///
    /// - Throws: ``MachineError``.
    static func all(of machine: Machine) async throws -> Set<MachineTrait> {
        func text(_ path: String) async throws -> String? {
            let reply = try await machine.ask(.read(path: path, offset: 0, count: 1 << 16))
            if case .bytes(let bytes) = reply { return String(decoding: bytes, as: UTF8.self) }
            return nil
        }
        var traits: Set<MachineTrait> = []
        let registers = try await machine.whileStopped { $0 }
        if !registers.isEmpty, registers.allSatisfy({ $0.cr4 & la57 != 0 }) { traits.insert(.fiveLevels) }
        let processors = try await text("/proc/cpuinfo") ?? ""
        let lines = processors.split(separator: "\n")
        if lines.count(where: { $0.hasPrefix("processor") }) > 1 { traits.insert(.twoProcessors) }
        if lines.contains(where: { $0.hasPrefix("flags") && $0.split(separator: " ").contains("pti") }) {
            traits.insert(.isolation)
        }
        let pages = try await text("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages")
        if pages.flatMap({ Int($0.prefix { $0.isNumber }) }) ?? 0 > 0 { traits.insert(.giganticPage) }
        if try await text("/proc/devices")?.contains(" zram\n") == true {
            traits.insert(.disk)
            if try await text("/proc/swaps") != nil { traits.insert(.swap) }
        }
        return traits
    }
}

extension FrozenMachine {
    var traitsFile: String { "\(folder)/traits" }

    /// What the machine was seen to have when it was made.
    package var traits: Set<MachineTrait> {
        let data = try? Data(contentsOf: URL(filePath: traitsFile))
        return data.flatMap { try? JSONDecoder().decode(Set<MachineTrait>.self, from: $0) } ?? []
    }

    /// Looks at what the machine has, and keeps it with the machine.
    ///
    /// - Throws: ``MachineError``, or a file error.
    func keepTraits() async throws {
        let machine = try await clone()
        defer { machine.kill() }
        let traits = try await MachineTrait.all(of: machine).sorted { $0.rawValue < $1.rawValue }
        try JSONEncoder().encode(traits).write(to: URL(filePath: traitsFile))
    }
}
