import AgentProtocol
import Foundation
import Installation
import ModuleBuild
import TargetProtocol
import Testbed
import Testing
import VirtualMachine

@testable import Grading

/// A machine that serves another setup.
@Suite(.timeLimit(.minutes(3))) struct SessionReuseTests {
    /// A session with the solution loaded, in which `old` was replaced by `new`.
    private func session(_ setup: Setup = Setup(), replacing old: String = "", by new: String = "") async throws
        -> Session
    {
        setenv("MTEST_HOME", projectRoot, 1)
        setenv("MTEST_AGENT", "\(projectRoot)/.build/release/guest-agent", 1)
        let module = try await Module.solution(replacing: old, by: new)
        let (installation, kernel) = (try Installation.find(), try await KernelCatalogue.ofUser.defaultKernel())
        let machine = try await installation.machines(kernel).machine(changing: setup.machine.change)
        let session = try await Session(machine, setup, seed: Seed(1))
        try await session.load(module)
        return session
    }

    private func setup(_ processes: [String], program: String = "test", machine: MachineKind = .plain) -> Setup {
        var setup = Setup()
        (setup.processes, setup.program, setup.machine) = (processes, program, machine)
        return setup
    }

    @Test func `after a right module the machine has other processes, with other secrets, and no module`()
        async throws
    {
        let first = try await session()
        defer { first.machine.kill() }
        let shell = try await first.shell()
        let next = try #require(try await first.cleared(for: setup(["other", "test"]), seed: Seed(2)))
        #expect(next.machine === first.machine)
        #expect(next.processes.map(\.name) == ["other", "test"])
        #expect(try await !next.hasProcEntry("mtest"))
        for gone in [first.target.pid, shell.pid] { #expect(try await !next.hasProcEntry("\(gone)")) }
        #expect(next.target.canaries.seed != first.target.canaries.seed)
        #expect(next.target.places["page"]?.address != first.target.places["page"]?.address)
    }

    @Test func `a machine of another kind, or with another program, is not made of it`() async throws {
        let first = try await session()
        defer { first.machine.kill() }
        #expect(try await first.cleared(for: setup(["test"], machine: .isolated), seed: Seed(2)) == nil)
        #expect(try await first.cleared(for: setup(["test"], program: "low"), seed: Seed(2)) == nil)
    }

    @Test func `a module that leaves something in proc gives no machine away`() async throws {
        let first = try await session(
            replacing: "mtest_entry = proc_create(", by: "proc_mkdir(\"rest\", NULL);\n\tmtest_entry = proc_create(")
        defer { first.machine.kill() }
        #expect(try await first.cleared(for: setup(["other"]), seed: Seed(2)) == nil)
    }

    @Test func `what a target has started ends with it`() async throws {
        let first = try await session()
        defer { first.machine.kill() }
        let before = try await first.procEntries()
        // One that has children of its own all the time.
        #expect(try await first.send(.forks(count: 100_000)) == .done)
        #expect(try await !first.procEntries().subtracting(before).isEmpty)
        let next = try #require(try await first.cleared(for: setup(["other"]), seed: Seed(2)))
        // New threads of the kernel come at any time.
        let left = try await next.processLines(next.procEntries().subtracting(before)).filter { !$0.isKernelThread }
        #expect(left.map(\.pid).sorted() == next.processes.map(\.pid).sorted())
    }

    @Test func `a process of which nobody knows who started it gives no machine away`() async throws {
        let first = try await session(setup(["mother"]))
        defer { first.machine.kill() }
        let reply = try await first.machine.ask(
            .start(program: "test", arguments: ["stray", "1", "1"], patience: Patience.targetStart))
        guard case .started = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(try await first.cleared(for: setup(["test"]), seed: Seed(2)) == nil)
    }
}
