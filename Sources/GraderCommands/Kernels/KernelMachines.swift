import Grading
import Installation
import VirtualMachine

/// Which of the machines that checks may ask for a kernel gives.
struct KernelMachines {
    let installation: Installation
    let kernel: Kernel

    /// What one machine has, as a line without its end.
    struct Finding: CustomStringConvertible, Equatable {
        let kind: MachineKind
        /// Why its checks are not applicable; nil where they are.
        var absence: String?

        var description: String { "\(kind.rawValue): \(absence.map { "no, \($0)" } ?? "yes")" }
    }

    /// Boots those that are not in the cache, and looks at what all of them were seen to have; they stay in the cache.
    ///
    /// - Throws: `MachineError`, `CancellationError`.
    func findings() async throws -> [Finding] {
        var findings: [Finding] = []
        for kind in MachineKind.allCases {
            installation.progress("\(kernel.release): the machine \(kind.rawValue)")
            let machine = try await installation.machines(kernel).machine(changing: kind.change)
            findings.append(Finding(kind, traits: machine.traits))
        }
        return findings
    }
}

extension KernelMachines.Finding {
    /// What is to be said of a machine that was seen to have these.
    init(_ kind: MachineKind, traits: Set<MachineTrait>) {
        self.kind = kind
        let needed: [MachineTrait] =
            switch kind {
            case .plain: [.swap, .disk]
            case .highMemory: []
            case .fiveLevels: [.fiveLevels]
            case .isolated: [.isolation]
            case .gigantic: [.giganticPage]
            case .twoProcessors: [.twoProcessors]
            }
        absence = needed.first { !traits.contains($0) }?.absence
    }
}
