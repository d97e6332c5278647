import AgentProtocol
import Foundation
import Paging
import Testing
import VirtualMachine

/// Real machines: each test clones one that was booted for all of them.
@Suite(.serialized) struct MachineTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func frozen() async throws -> FrozenMachine {
        let kernel = try await KernelCatalogue(folder: KernelCatalogue.defaultFolder).defaultKernel()
        let folder = NSTemporaryDirectory() + "mtest-targets-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var targets: [String: String] = [:]
        for name in ["test", "writer"] {
            let gcc = Process()
            gcc.executableURL = URL(filePath: "/usr/bin/gcc")
            gcc.arguments = ["-static", "-O1", "-s", "-o", "\(folder)/\(name)", "\(root)/labs/targets/\(name).c"]
            try gcc.run()
            gcc.waitUntilExit()
            targets[name] = "\(folder)/\(name)"
        }
        let parts = MachineParts(kernel: kernel, agent: "\(root)/.build/release/guest-agent", targets: targets)
        return try await FrozenMachine.obtain(
            parts, MachineConfiguration(accelerator: .tcg), cache: NSTemporaryDirectory() + "mtest-machines")
    }

    @Test(.timeLimit(.minutes(2))) func `a clone answers, and a target's secret is where the walk says`() async throws {
        let frozen = try await Self.frozen()
        let start = ContinuousClock.now
        let machine = try await frozen.clone()
        print("clone to first answer:", ContinuousClock.now - start)
        let reply = try await machine.ask(.start(program: "test", arguments: ["1234"], patience: 5000))
        guard case .started(let pid, let lines) = reply else {
            Issue.record("\(reply)")
            return
        }
        print(lines, ContinuousClock.now - start)
        let space = try await machine.addressSpace(of: pid)
        print(space, ContinuousClock.now - start)
        for line in lines {
            let words = line.split(separator: " ")
            let address = try #require(UInt64(words[2], radix: 16))
            let walk = PageWalk(VirtualAddress(address), in: space, memory: machine.memory)
            print(words[1], walk.outcome, walk.physical.flatMap { machine.memory.word(at: $0) } ?? 0)
        }
    }
}
