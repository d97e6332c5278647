import Testbed
import Testing

@testable import VirtualMachine

@Suite struct AcceleratorTests {
    @Test(arguments: [
        ("flags\t\t: fpu vme sse2 vmx ssse3\n", nil), ("flags : fpu svm lm\n", nil),
        ("flags : fpu svm_lock vmx_flags lm\n", AcceleratorProbe.Obstacle.noVirtualization),
        ("vendor_id : vmx\nflags : fpu lm\n", .noVirtualization), ("", .noVirtualization),
    ])
    func `KVM is tried only where the processor shows vmx or svm`(
        processor: String, obstacle: AcceleratorProbe.Obstacle?
    ) throws {
        let scratch = try Scratch()
        let device = try scratch.write("", to: "kvm")
        #expect(AcceleratorProbe.obstacle(device: device, processor: processor) == obstacle)
    }

    @Test func `a machine without KVM says so, and what to do where it may not be opened`() {
        #expect(AcceleratorProbe.obstacle(device: "/nonexistent/kvm") == .absent)
        #expect(AcceleratorProbe.Obstacle.denied.description.contains("usermod -aG kvm"))
    }
}
