package import KernelMemory
package import Paging
import VirtualMachine
import Words

extension Session {
    package func areas(of pid: Int32) async throws -> ProcessAreas? {
        guard let layout else { return nil }
        let space = try await space(of: pid)
        var found = ProcessAreas(areas: [])
        // A process that changes its address space at this moment has pages of VMAs that are gone, for example.
        for attempt in 0..<Patience.areaReadings {
            if attempt > 0 { _ = try await machine.samples(1) }
            found = try await machine.whileStopped { [memory = machine.memory] _ in
                do throws(KernelDamage) {
                    let areas = try layout.areas(of: space, in: memory)
                    let stray = PresentPages(of: space, in: memory).firstStray(among: areas)
                    return ProcessAreas(
                        areas: areas,
                        flaw: stray.map { "the page at \(hex($0.address)) is in memory, and no VMA allows for it" })
                } catch {
                    return ProcessAreas(areas: [], flaw: error.description)
                }
            }
            if found.flaw == nil { break }
        }
        return found
    }

    /// The VMAs of the process whose tables begin in `space`, in a machine that stands still by itself, as one does that a
    /// debugger holds: QEMU is not asked. Nil where the kernel cannot be read from outside.
    ///
    /// - Throws: `KernelDamage` where its structures do not hold together, as in the middle of a change.
    package func standingAreas(of space: AddressSpace) throws(KernelDamage) -> [MemoryArea]? {
        try layout?.areas(of: space, in: machine.memory)
    }

    package func objects() async throws -> [String: Int]? {
        guard let layout else { return nil }
        let space = try await space(of: target.pid)
        return try await machine.whileStopped { [memory = machine.memory] _ in
            try? layout.objects(of: space, in: memory)
        }
    }
}
