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

    @Test(arguments: [
        ("ID=debian\nVERSION_ID=\"12\"\n", "libelf1"), ("VERSION_ID=\"13\"\nID=debian\n", "libelf1t64"),
        ("ID=ubuntu\nVERSION_ID=\"22.04\"\n", "libelf1"), ("ID=ubuntu\nVERSION_ID=\"24.04\"\n", "libelf1t64"),
        ("ID=debian\nVERSION_CODENAME=forky\n", "libelf1t64"), ("", "libelf1t64"),
    ])
    func `a package has the name that it has on this system`(system: String, name: String) {
        #expect(DoctorCommand.package("libelf1,libelf1t64", system: system) == name)
        #expect(DoctorCommand.package("make", system: system) == "make")
    }

    @Test func `the doctor says what machines run with and why`() async throws {
        let outcome = try await Program.run("\(projectRoot)/.build/debug/grader", ["doctor"])
        let line = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("machines run with ") })
        #expect(line.contains("KVM"))
    }

    @Test func `the doctor lists each need as found or missing, and the packages to install`() async throws {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "/nowhere"
        environment["MTEST_HOME"] = projectRoot
        let outcome = try await Program.run(
            "\(projectRoot)/.build/debug/grader", ["doctor"], environment: environment)
        let needs = try Self.needs().filter { $0[3] == "all" }
        let system = try String(contentsOfFile: "/etc/os-release", encoding: .utf8)
        let lines = outcome.output.split(separator: "\n").map(String.init)
        for need in needs {
            let isThere = DoctorCommand.isThere(need[1], path: "/nowhere")
            let name = DoctorCommand.package(need[0], system: system)
            #expect(lines.contains("\(isThere ? "found  " : "MISSING") \(name): \(need[2])"), "\(need[0])")
        }
        #expect(lines.contains("absent  gdb: the debugger of `grader debug`; only that needs it"))
        let missing = needs.filter { !DoctorCommand.isThere($0[1], path: "/nowhere") }.map {
            DoctorCommand.package($0[0], system: system)
        }
        #expect(missing.contains("qemu-system-x86"))
        #expect(lines.contains("sudo apt-get install \(missing.joined(separator: " "))"))
        #expect(outcome.status == 3)
    }
}
