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
        let system = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        var missing: [String] = []
        let needs = try String(contentsOfFile: "\(installation.home)/scripts/needs", encoding: .utf8)
        for line in needs.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, fields[3] != "tests" else { continue }
            let isThere = Self.isThere(fields[1], path: path)
            let package = Self.package(fields[0], system: system)
            if fields[3] == "optional" {
                Terminal.say("\(isThere ? "found  " : "absent ") \(package): \(fields[2]); only that needs it\n")
                continue
            }
            if !isThere { missing.append(package) }
            Terminal.say("\(isThere ? "found  " : "MISSING") \(package): \(fields[2])\n")
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

    /// The name of a package on a system with this /etc/os-release. Of two names, with a comma between, the first is that of
    /// Debian 12 and Ubuntu 22.04 and of what is older, the second that of what is newer.
    package static func package(_ names: String, system: String) -> String {
        let both = names.split(separator: ",").map(String.init)
        guard both.count == 2 else { return names }
        var fields: [Substring: Substring] = [:]
        for line in system.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = parts[1].filter { $0 != "\"" }[...] }
        }
        let newest = ["debian": 12, "ubuntu": 23][fields["ID"] ?? ""]
        let version = fields["VERSION_ID"]?.split(separator: ".").first.flatMap { Int($0) } ?? .max
        return newest.map { version <= $0 } == true ? both[0] : both[1]
    }

    /// Whether a program is in one of the folders of `path`, or a file is where an absolute `proof` says.
    package static func isThere(_ proof: String, path: String) -> Bool {
        if proof.hasPrefix("/") { return access(proof, F_OK) == 0 }
        // Typed: left to inference, the pieces become arrays of characters, and no program is ever found.
        let folders: [Substring] = path.split(separator: ":") + ["/usr/sbin", "/sbin"]
        return folders.contains { access("\($0)/\(proof)", X_OK) == 0 }
    }
}
