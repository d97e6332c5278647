import AgentProtocol
package import Installation
package import PageSnapshots
package import Paging
import TargetProtocol
package import VirtualMachine

/// A target in a disposable machine. Its page tables are read from outside.
package final class Tour: Sendable {
    /// The clone that the target runs in.
    package let machine: Machine
    /// What the tour was started with.
    package let options: TourOptions
    /// Process identifier of the target in the machine.
    package let target: Int32
    /// The places that the target announced, and `kernel`.
    package let places: [Snapshot.Place]
    /// The kernel's copy of the root.
    package let space: AddressSpace
    /// Release of the machine's kernel.
    package let kernel: String

    /// The root that user mode runs on, where isolation keeps two (arch/x86/mm/pti.c: one page above).
    package var userRoot: UInt64? { options.isIsolated ? space.root | 1 << 12 : nil }

    /// Clones a machine (freezing one first, where the cache has none) and starts the target.
    ///
    /// - Throws: ``TourError``, or what the installation and the machine throw.
    package init(_ options: TourOptions, in installation: Installation) async throws {
        let programs = installation.targets.names
        guard programs.contains(options.program) else {
            throw TourError.noProgram(options.program, known: programs)
        }
        self.options = options
        let kernel = try await installation.kernel()
        self.kernel = kernel.release
        let frozen = try await installation.machines(kernel).machine(changing: Self.configuration(options))
        installation.progress("starting \(options.program) in a clone")
        machine = try await frozen.clone()
        let seed = UInt64.random(in: 1 ... .max)
        let arguments = TargetArguments(
            name: options.program, layout: seed, canaries: seed,
            options: (options.wantsGiganticPage ? ["1g"] : []) + (options.wantsSwap ? ["swap"] : []))
        guard
            case .started(let target, let lines) = try await machine.ask(
                .start(program: options.program, arguments: arguments.words, patience: Patience.tourStart),
                seconds: Patience.tourStartMachine)
        else { throw TourError.silent(program: options.program) }
        self.target = target
        // Without address randomisation the kernel's text begins where it was linked to (nokaslr).
        places =
            Self.places(lines) + [Snapshot.Place(name: "kernel", address: 0xffff_ffff_8100_0000, length: 1 << 20)]
        space = try await machine.addressSpace(of: target)
    }

    static func configuration(_ options: TourOptions) -> (inout MachineConfiguration) -> Void {
        { configuration in
            configuration.depth = options.depth
            configuration.kernelParameters = ["numa_balancing=disable"]
            configuration.isIsolated = options.isIsolated
            if options.wantsGiganticPage { configuration.reserveGiganticPage() }
        }
    }

    private static func places(_ lines: [String]) -> [Snapshot.Place] {
        lines.compactMap { line in
            TargetPlace(line: line).map { Snapshot.Place(name: $0.name, address: $0.address, length: $0.length) }
        }
    }

    /// The target's place with this name.
    ///
    /// - Throws: ``TourError/noPlace(_:known:)``.
    package func place(_ name: String) throws(TourError) -> Snapshot.Place {
        guard let place = places.first(where: { $0.name == name }) else {
            throw .noPlace(name, known: places.map(\.name))
        }
        return place
    }
}
