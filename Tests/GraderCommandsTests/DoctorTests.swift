import Foundation
import GraderCommands
import Testbed
import Testing

@Suite(.timeLimit(.minutes(1))) struct DoctorTests {
    @Test func `a program is found through PATH`() {
        #expect(DoctorCommand.isThere("sh", path: "/nowhere:/bin"))
        #expect(!DoctorCommand.isThere("no-such-program", path: "/usr/bin:/bin"))
    }

    @Test func `a file is found where it is said to be`() {
        #expect(DoctorCommand.isThere("/bin/sh", path: ""))
        #expect(!DoctorCommand.isThere("/bin/no-such-file", path: "/bin"))
    }

    /// A line of `scripts/needs`: package, proof, why, for whom.
    private static func needs() throws -> [[String]] {
        try String(contentsOfFile: "\(projectRoot)/scripts/needs", encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
    }

    /// The doctor and scripts/setup skip what they cannot read: a line with a typing error would never be installed.
    @Test func `each line of scripts/needs has a package, a proof, a reason and a purpose`() throws {
        let needs = try Self.needs()
        #expect(needs.count >= 20)
        for need in needs {
            #expect(need.count == 4 && !need.contains(""), "\(need)")
            #expect(["all", "optional", "tests"].contains(need.last), "\(need)")
        }
        #expect(Set(needs.map { $0[0] }).count == needs.count)
    }

    @Test func `the doctor lists each need as found or missing, and the packages to install`() async throws {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "/nowhere"
        environment["MTEST_HOME"] = projectRoot
        let outcome = try await Program.run(
            "\(projectRoot)/.build/debug/grader", ["doctor"], environment: environment)
        let needs = try Self.needs().filter { $0[3] == "all" }
        let lines = outcome.output.split(separator: "\n").map(String.init)
        for need in needs {
            let isThere = DoctorCommand.isThere(need[1], path: "/nowhere")
            #expect(lines.contains("\(isThere ? "found  " : "MISSING") \(need[0]): \(need[2])"), "\(need[0])")
        }
        #expect(lines.contains("absent  gdb: the debugger of `grader debug`; only that needs it"))
        let missing = needs.filter { !DoctorCommand.isThere($0[1], path: "/nowhere") }.map { $0[0] }
        #expect(missing.contains("qemu-system-x86"))
        #expect(lines.contains("sudo apt-get install \(missing.joined(separator: " "))"))
        #expect(outcome.status == 3)
    }
}
