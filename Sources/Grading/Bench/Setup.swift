import Paging
package import VirtualMachine

/// The machine and the processes that a check needs. Checks of the same setup may share a machine.
package struct Setup: Sendable, Hashable, Codable {
    /// The machine.
    package var machine = MachineKind.plain
    /// The program of `labs/targets` that the processes run.
    package var program = "test"
    /// Names of the processes, in the order of their start.
    package var processes = ["test"]
    /// Index of the process that the commands are about.
    package var target = 0
    /// Parameters of the module, for example `target=other`.
    package var parameters = ""

    /// One process named test on a plain machine.
    package init() {}

    /// Whether a machine of this setup can be made one of the other. The program's pages are moved to frames of their own when
    /// a machine is made, once.
    func serves(_ other: Setup) -> Bool { machine == other.machine && program == other.program }
}

/// A machine that a check can ask for.
package enum MachineKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// 448 MiB, one processor, four levels, no page-table isolation.
    case plain
    /// Five levels.
    case fiveLevels = "five-levels"
    /// Page-table isolation: user mode has its own top tables.
    case isolated
    /// A page of 1 GiB is set aside.
    case gigantic
    /// Two processors.
    case twoProcessors = "two-processors"
    /// 640 MiB, of which four fifths lie above 4 GiB of physical memory: pages of processes lie there.
    case highMemory = "high-memory"

    /// Makes it of the plain one.
    package func change(_ configuration: inout MachineConfiguration) {
        switch self {
        case .plain: break
        case .fiveLevels: configuration.depth = .five
        case .isolated: configuration.isIsolated = true
        case .gigantic: configuration.reserveGiganticPage()
        case .twoProcessors: configuration.processors = 2
        case .highMemory: configuration.moveMemoryUp()
        }
    }
}
