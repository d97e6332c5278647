import AgentProtocol
import Mistakes
import Testing
import VirtualMachine

@testable import Grading

/// What may be charged to a module when a check has come to no verdict, and what is said then.
struct TroubleTests {
    private struct Other: Error {}

    @Test(arguments: [
        MachineError.noQEMU("m"), .lost(how: "signal 9"), .noBoot(kernel: "k", console: ""),
        .starved(waitingFor: .guest), .starved(waitingFor: .qemu("stop")), .file(path: "/", reason: "full"),
    ])
    func `what the host lacks is never a module's doing`(error: MachineError) {
        #expect(!Trouble(error).mayBeModules)
    }

    @Test func `nor is an error of the grader's own`() { #expect(!Trouble(Other()).mayBeModules) }

    @Test(arguments: [
        MachineError.unreadable(.truncated), .nonsense("m"), .failed(how: "signal 6"), .noAddressSpace(pid: 7),
        .noProcess(pid: 7), .qmp(command: "cont", reason: "m"), .deadline(waitingFor: .qemu("stop"), seconds: 10),
    ])
    func `what code in the guest's kernel can do may be a module's`(error: MachineError) {
        #expect(Trouble(error).mayBeModules)
    }

    private static let huge = Circumstances.Fact(name: "/proc/sys/vm/nr_hugepages", isSetting: true)
    private static let files = Circumstances.Fact(name: "/proc/1/limits: Max open files", isSetting: false)

    private func verdict(_ facts: [Circumstances.Fact: String]) -> Verdict.Finding? {
        var trouble = Trouble(Unjudged.machine("there is no huge page"))
        trouble.circumstances = Circumstances(facts: facts)
        let right = Circumstances(facts: [Self.huge: "4", Self.files: "1024"])
        return Verdict.disturbed([trouble, trouble], control: right).finding
    }

    @Test func `a setting that differs from that beside a right module is named with both values`() {
        let finding = verdict([Self.huge: "0", Self.files: "1024"])
        #expect(finding?.mistake == .machineSettingsChanged)
        #expect(finding?.actual == "/proc/sys/vm/nr_hugepages is “0”, and “4” with a right module")
    }

    @Test func `where only the grader's program in the machine is worse off, no setting is claimed`() {
        let finding = verdict([Self.huge: "4", Self.files: "4"])
        #expect(finding?.mistake == .machineDisturbed)
        #expect(finding?.actual?.contains("Max open files") == true)
    }

    @Test func `a setting that cannot be read any more is shown, and not said to be changed`() {
        let finding = verdict([Self.huge: "not readable (EMFILE)", Self.files: "1024"])
        #expect(finding?.mistake == .machineDisturbed)
        #expect(finding?.actual?.contains("EMFILE") == true)
    }

    @Test func `without a difference the failure shows how the check ended`() {
        let finding = verdict([Self.huge: "4", Self.files: "1024"])
        #expect(finding?.mistake == .machineDisturbed)
        #expect(finding?.actual?.contains("there is no huge page") == true)
    }

    @Test func `what was not tried with a right module is not said of this check`() {
        let trouble = Trouble(MachineError.nonsense("m"))
        let finding = Verdict.disturbed([trouble], control: nil).finding
        #expect(finding?.expected == nil)
        #expect(finding?.actual?.contains("twice") == false)
    }

    @Test func `what a program in the machine said without an end is cut`() {
        let said = String(repeating: "x", count: 1 << 16)
        #expect(Trouble(MachineError.nonsense(said)).message.count < 500)
        #expect(Trouble(Unjudged.machine(said)).message.count < 500)
    }
}
