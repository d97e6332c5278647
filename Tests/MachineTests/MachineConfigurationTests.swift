import Testing

@testable import VirtualMachine

@Suite struct MachineConfigurationTests {
    private static func processor(_ accelerator: MachineConfiguration.Accelerator) throws -> String {
        let arguments = MachineConfiguration(accelerator: accelerator)
            .arguments(kernel: "k", initramfs: "i", ram: "r", isClone: false)
        let place = try #require(arguments.firstIndex(of: "-cpu"))
        return arguments[place + 1]
    }

    @Test func `an emulated processor without fast moves has no fast short ones, which 6.1 takes for the same`() throws
    {
        #expect(try Self.processor(.tcg).split(separator: ",").suffix(2) == ["erms=off", "fsrm=off"])
        #expect(try !Self.processor(.kvm).contains("off,fsrm"))
    }
}
