import ArgumentParser
import FoundationEssentials
import Glibc
import Grading
import VirtualMachine

/// `grader doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is missing on this machine, and the command that mends it.")

    func run() async throws {
        let workplace = try Workplace.find()
        var missing: [String] = []
        let needs = try String(contentsOfFile: "\(workplace.home)/scripts/needs", encoding: .utf8)
        for line in needs.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, fields[3] == "all" else { continue }
            let isThere = found(fields[1])
            if !isThere { missing.append(fields[0]) }
            Terminal.say("\(isThere ? "found  " : "MISSING") \(fields[0]): \(fields[2])\n")
        }
        let agent = access(workplace.agent, R_OK) == 0
        Terminal.say("\(agent ? "found  " : "MISSING") the guest's agent\(agent ? "" : ": run `make build`")\n")
        let kernel = try KernelCatalogue(folder: KernelCatalogue.defaultFolder).newest()
        Terminal.say(
            "\(kernel == nil ? "MISSING" : "found  ") a kernel\(kernel.map { ": \($0.release)" } ?? ": run `grader kernels fetch`")\n"
        )
        if !missing.isEmpty { Terminal.say("\nsudo apt-get install \(missing.joined(separator: " "))\n") }
        if !missing.isEmpty || !agent || kernel == nil { throw ExitCode(3) }
    }

    private func found(_ proof: String) -> Bool {
        if proof.hasPrefix("/") { return access(proof, F_OK) == 0 }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return (path.split(separator: ":") + ["/usr/sbin", "/sbin"]).contains { access("\($0)/\(proof)", X_OK) == 0 }
    }
}
