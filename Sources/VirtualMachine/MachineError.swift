/// Why a machine could not be had or could not go on. None of these is by itself the student's fault.
package enum MachineError: Error, Sendable, CustomStringConvertible {
    /// QEMU is not installed, or did not start.
    case noQEMU(String)
    /// The guest went off, panicked or reset while an answer was awaited; the console's last text tells why.
    case ended(console: String)
    /// QEMU itself ended: the host's doing, or its own.
    case lost(how: String)
    /// The kernel ended or stood still before the agent was up.
    case noBoot(kernel: String, console: String)
    /// No answer within the deadline.
    case deadline(waitingFor: String, seconds: Double)
    /// QEMU refused a command.
    case qmp(command: String, reason: String)
    /// The guest answered nonsense.
    case nonsense(String)
    /// A file of the cache could not be written or read.
    case file(path: String, reason: String)
    /// The target has ended, of which nothing was asked that ends it.
    case noProcess(pid: Int32)
    /// The target's page tables were not found.
    case noAddressSpace(pid: Int32)

    package var description: String {
        switch self {
        case .noQEMU(let reason): "QEMU did not start (\(reason)): install it with `make check` or `grader doctor`"
        case .ended(let console):
            "the machine ended unexpectedly; its last words: \(Self.lastWords(console))"
        case .lost(let how): "QEMU ended and not the machine in it: \(how)"
        case .noBoot(let kernel, let console):
            "the kernel \(kernel) does not boot; its last words: \(Self.lastWords(console)); remove its folder, and "
                + "`make check` fetches it anew"
        case .deadline(let what, let seconds): "no answer within \(seconds) s while waiting for \(what)"
        case .qmp(let command, let reason): "QEMU refused \(command): \(reason)"
        case .nonsense(let what): "the machine answered nonsense: \(what)"
        case .file(let path, let reason): "\(path): \(reason)"
        case .noProcess(let pid): "process \(pid) in the machine has ended"
        case .noAddressSpace(let pid): "the page tables of process \(pid) were not found in the machine"
        }
    }

    /// The last line that says something.
    static func lastWords(_ console: String) -> String {
        console.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? "none"
    }
}
