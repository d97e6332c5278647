import KernelMemory
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

    package func objects() async throws -> [String: Int]? {
        guard let layout else { return nil }
        let space = try await space(of: target.pid)
        return try await machine.whileStopped { [memory = machine.memory] _ in
            try? layout.objects(of: space, in: memory)
        }
    }
}
