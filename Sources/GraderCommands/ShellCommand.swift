import ArgumentParser
import FoundationEssentials
import Glibc
import Grading
import Installation
import KernelLog
import ModuleBuild
import TargetProtocol
import VirtualMachine
import Words

/// `grader shell [DIR]`
struct ShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "A disposable machine with the module loaded, a target, and a prompt.")

    @Argument(help: "The folder with the module's sources.")
    var folder = "."

    func run() async throws {
        let progress = Progress()
        let submission = try found(folder)
        let installation = try Installation.find { progress.show($0) }
        let kernel = try await installation.kernel()
        let results = installation.runFolder()
        defer { try? FileManager.default.removeItem(atPath: results) }
        progress.show("building \(submission.moduleName)")
        let build = try await ModuleBuilder(headers: kernel.headers).build(submission, into: results)
        for remark in build.remarks { Terminal.say("\("\(remark)".visibleLine)\n") }
        guard case .built(let path, _) = build.status else {
            throw Failure(description: "the module does not build", status: 1)
        }
        let module = try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { Array($0) }
        let session = try await Session(try await installation.machines(kernel).machine())
        progress.clear()
        do {
            try await session.load(Module(name: submission.moduleName, bytes: module, lines: nil))
        } catch let incident as Incident {
            throw Failure(description: "\(incident.message): \(incident.actual ?? "")".visibleLine, status: 1)
        }
        Terminal.say("Linux \(kernel.release). A process named test runs as PID \(session.target.pid). Its places:\n")
        for (name, place) in session.target.places.sorted(by: { $0.value.address < $1.value.address }) {
            Terminal.say("  0x\(String(place.address, radix: 16))  \(name)\n")
        }
        Terminal.say("Write what /proc/mtest understands, or: maps, dmesg, quit.\n")
        try await prompt(session)
    }

    private func prompt(_ session: Session) async throws {
        while true {
            Terminal.say("mtest> ")
            guard let line = readLine() else { return Terminal.say("\n") }
            switch line {
            case "quit", "exit": return
            case "": continue
            case "maps":
                let bytes = try await session.read("/proc/\(session.target.pid)/maps") ?? []
                Terminal.say(String(decoding: bytes, as: UTF8.self).visibleBlock)
            case "dmesg": Terminal.say(session.kernelLog.visibleBlock)
            default:
                do {
                    let outcome = try await session.write(Array("\(line)\n".utf8))
                    for text in outcome.lines { Terminal.say("\(text.visibleLine)\n") }
                    if outcome.result < 0 {
                        let reason =
                            outcome.errno == ENOENT ? ": there is no /proc/mtest, the module has not created it" : ""
                        Terminal.say("the write failed with \(errnoName(outcome.errno))\(reason)\n")
                    }
                } catch let incident as Incident {
                    Terminal.say(
                        "\(incident.message)\n\(incident.report?.text ?? incident.actual ?? "")\n".visibleBlock)
                    throw Failure(
                        description: "run `grader shell` again: the kernel of this machine has crashed or hangs",
                        status: 1)
                }
            }
        }
    }
}
