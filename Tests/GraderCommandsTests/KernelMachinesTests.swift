import Grading
import Testing
import VirtualMachine

@testable import GraderCommands

@Suite struct KernelMachinesTests {
    private static func text(_ kind: MachineKind, _ traits: Set<MachineTrait>) -> String {
        KernelMachines.Finding(kind, traits: traits).description
    }

    @Test func `each machine is there where it was seen to have what makes it one`() {
        let all = Set(MachineTrait.allCases)
        for kind in MachineKind.allCases { #expect(Self.text(kind, all) == "\(kind.rawValue): yes") }
        #expect(
            Self.text(.fiveLevels, all.subtracting([.fiveLevels])).hasPrefix("five-levels: no, this kernel does not"))
        #expect(Self.text(.isolated, all.subtracting([.isolation])).hasPrefix("isolated: no, "))
        #expect(Self.text(.twoProcessors, all.subtracting([.twoProcessors])).hasPrefix("two-processors: no, "))
        #expect(Self.text(.gigantic, all.subtracting([.giganticPage])).hasPrefix("gigantic: no, "))
        #expect(Self.text(.plain, all.subtracting([.swap])).contains("swap"))
        #expect(Self.text(.highMemory, []) == "high-memory: yes")
    }
}
