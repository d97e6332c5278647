import AgentProtocol
import FoundationEssentials
package import KernelMemory
import Paging
import TargetProtocol

extension FrozenMachine {
    /// Times that it is tried: on a busy host a clone may fail once.
    private static let layoutAttempts = 2

    var layoutFile: String { "\(folder)/layout" }

    /// Where the machine's kernel keeps VMAs; nil where the kernel does not describe its types, or describes them in a way
    /// that was not seen to be right.
    package var layout: KernelLayout? {
        guard let data = try? Data(contentsOf: URL(filePath: layoutFile)) else { return nil }
        return try? JSONDecoder().decode(KernelLayout.self, from: data)
    }

    /// Finds out where the kernel keeps VMAs, before any student's code is in the machine, and keeps it with the machine:
    /// only if the VMAs that are read so are those of /proc/PID/maps. A kernel of which this is not known can be graded
    /// all the same.
    ///
    /// - Throws: `CancellationError`.
    func keepLayout(_ parts: MachineParts) async throws {
        for _ in 0..<Self.layoutAttempts {
            let layout = try? await provenLayout(parts)
            try Task.checkCancellation()
            guard let layout, let data = try? JSONEncoder().encode(layout) else { continue }
            try? data.write(to: URL(filePath: layoutFile))
            return
        }
    }

    private func provenLayout(_ parts: MachineParts) async throws -> KernelLayout? {
        guard let program = parts.targets.keys.min() else { return nil }
        let machine = try await clone()
        defer { machine.kill() }
        let layout = try await machine.whileStopped { [memory = machine.memory] _ in
            BTF.find(in: memory).flatMap(KernelLayout.init)
        }
        let arguments = TargetArguments(name: program, layout: 1, canaries: 1)
        let reply = try await machine.ask(
            .start(program: program, arguments: arguments.words, patience: Patience.targetStart),
            seconds: Patience.targetStartMachine)
        guard let layout, case .started(let pid, _) = reply else { return nil }
        let space = try await machine.addressSpace(of: pid)
        let areas = try await machine.whileStopped { [memory = machine.memory] _ in
            let areas = try layout.areas(of: space, in: memory)
            return PresentPages(of: space, in: memory).firstStray(among: areas) == nil ? areas : []
        }
        // 1 MiB: the maps of a target have 2 KiB.
        guard case .bytes(let maps) = try await machine.ask(.read(path: "/proc/\(pid)/maps", offset: 0, count: 1 << 20))
        else { return nil }
        let shown = MemoryArea.all(inMaps: String(decoding: maps, as: UTF8.self))
        guard !areas.isEmpty, shown.elementsEqual(areas, by: { $0.isShown(as: $1) }) else { return nil }
        return try await counts(layout, of: space, machine) ? layout : layout.withoutObjects
    }

    /// Objects by which two counts of a machine that is at rest may differ: what is freed late.
    private static let few = 4

    /// Whether objects that are counted so are as many as /proc/slabinfo says.
    private func counts(_ layout: KernelLayout, of space: AddressSpace, _ machine: Machine) async throws -> Bool {
        guard
            case .bytes(let table) = try await machine.ask(.read(path: "/proc/slabinfo", offset: 0, count: 1 << 20))
        else { return false }
        let counted = try await machine.whileStopped { [memory = machine.memory] _ in
            try layout.objects(of: space, in: memory)
        }
        guard let counted else { return false }
        let lines = String(decoding: table, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        return counted.allSatisfy { name, count in
            lines.contains { fields in
                fields.count > 1 && fields[0] == name && abs((Int(fields[1]) ?? 0) - count) <= Self.few
            }
        }
    }
}
