package import ArgumentParser
import FoundationEssentials
import Glibc
import Installation
import VirtualMachine

/// `grader doctor`
package struct DoctorCommand: AsyncParsableCommand {
    /// Name and summary.
    package static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Show what is missing on this machine, and the command that installs it.")

    /// Made by the argument parser.
    package init() {}

    /// Prints what is found and what is missing; the exit status is 3 when something is missing.
    package func run() async throws {
        let installation = try Installation.find()
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var missing: [String] = []
        let needs = try String(contentsOfFile: "\(installation.home)/scripts/needs", encoding: .utf8)
        for line in needs.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, fields[3] != "tests" else { continue }
            let isThere = Self.isThere(fields[1], path: path)
            if fields[3] == "optional" {
                Terminal.say("\(isThere ? "found  " : "absent ") \(fields[0]): \(fields[2]); only that needs it\n")
                continue
            }
            if !isThere { missing.append(fields[0]) }
            Terminal.say("\(isThere ? "found  " : "MISSING") \(fields[0]): \(fields[2])\n")
        }
        let agent = access(installation.agent, R_OK) == 0
        Terminal.say("\(agent ? "found  " : "MISSING") the guest's agent\(agent ? "" : ": run `make build`")\n")
        let kernel = try installation.kernels.chosen()
        Terminal.say(
            "\(kernel == nil ? "MISSING" : "found  ") a kernel\(kernel.map { ": \($0.release)" } ?? ": run `grader kernels fetch`")\n"
        )
        Terminal.say("machines run with \(AcceleratorProbe.explanation(cache: installation.cache))\n")
        if !missing.isEmpty { Terminal.say("\nsudo apt-get install \(missing.joined(separator: " "))\n") }
        if !missing.isEmpty || !agent || kernel == nil { throw ExitCode(3) }
    }

    /// Whether a program is in one of the folders of `path`, or a file is where an absolute `proof` says.
    package static func isThere(_ proof: String, path: String) -> Bool {
        if proof.hasPrefix("/") { return access(proof, F_OK) == 0 }
        // Typed: left to inference, the pieces become arrays of characters, and no program is ever found.
        let folders: [Substring] = path.split(separator: ":") + ["/usr/sbin", "/sbin"]
        return folders.contains { access("\($0)/\(proof)", X_OK) == 0 }
    }
}
