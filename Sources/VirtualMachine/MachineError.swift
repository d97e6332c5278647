package import AgentProtocol

/// Why there is no machine, or why it could not go on. None of these is by itself the student's fault.
package enum MachineError: Error, Sendable, CustomStringConvertible {
    /// QEMU is not installed, or did not start; the reason says what to do.
    case noQEMU(String)
    /// The guest powered off, panicked or reset while an answer was awaited; the end of the console says why.
    case ended(console: String)
    /// The guest suspended the machine, which nothing in it wakes up again; the console so far.
    case suspended(console: String)
    /// QEMU was ended by the host.
    case lost(how: String)
    /// QEMU ended by its own failure.
    case failed(how: String)
    /// The kernel has no driver, neither built in nor as a module, for the port that the agent answers through.
    case noDriver(String, kernel: String, modules: String)
    /// The kernel ended or hung before the agent was up.
    case noBoot(kernel: String, console: String)
    /// No answer within the deadline, although the machine had its share of the host's processors.
    case deadline(waitingFor: Waited, seconds: Double)
    /// No answer, and again and again the host gave the machine no processor.
    case starved(waitingFor: Waited)
    /// QEMU refused a command.
    case qmp(command: String, reason: String)
    /// The guest answered nonsense.
    case nonsense(String)
    /// The guest sent bytes that are no message.
    case unreadable(WireError)
    /// Something else than the agent has written a reply: one that nobody asked for.
    case foreignReply
    /// A file of the cache could not be written or read.
    case file(path: String, reason: String)
    /// The target has ended, although no request of ours ends it.
    case noProcess(pid: Int32)
    /// The target's page tables were not found.
    case noAddressSpace(pid: Int32)

    /// Who did not answer.
    package enum Waited: Sendable, Hashable, CustomStringConvertible {
        /// The agent, and everything in the guest that may keep it from answering.
        case guest
        /// QEMU, while it carried out a command.
        case qemu(String)

        package var description: String {
            switch self {
            case .guest: "the guest"
            case .qemu(let command): "QEMU (\(command))"
            }
        }
    }

    package var description: String {
        switch self {
        case .noQEMU(let reason): "QEMU did not start: \(reason)"
        case .ended(let console):
            "the machine ended unexpectedly; its last words: \(Self.lastWords(console))"
        case .suspended: "the machine was suspended"
        case .lost(let how): "the virtual machine was lost, because QEMU ended (\(how)); run the same command again"
        case .failed(let how): "the virtual machine was lost, because QEMU failed (\(how)); run the same command again"
        case .noDriver(let driver, let kernel, let modules):
            "the kernel \(kernel) cannot be graded on, because \(driver) is neither built in nor a module in \(modules): "
                + "name the folder lib/modules/\(kernel) of this kernel when you add it (`grader kernels add`)"
        case .noBoot(let kernel, let console):
            "the kernel \(kernel) does not boot; its last words: \(Self.lastWords(console)); if its files are damaged, "
                + "remove this kernel and fetch it again"
        case .deadline(let what, let seconds): "no answer within \(seconds) s while waiting for \(what)"
        case .starved(let what):
            "no answer from \(what): the host is so busy that the machine gets no processor; run the same command again"
        case .qmp(let command, let reason): "QEMU refused \(command): \(reason)"
        case .nonsense(let what): "the machine answered nonsense: \(what)"
        case .unreadable(let error): "the machine sent a message that \(error)"
        case .foreignReply: "something in the machine answers in the place of its agent"
        case .file(let path, let reason): "\(path): \(reason)"
        case .noProcess(let pid): "process \(pid) in the machine has ended"
        case .noAddressSpace(let pid): "the page tables of process \(pid) were not found in the machine"
        }
    }

    /// Whether another boot may succeed: files that cannot be written, and limits, are the same at the next.
    var isOfBoot: Bool {
        switch self {
        case .file, .noQEMU, .noDriver: false
        default: true
        }
    }

    /// Whether code in the guest's kernel can have brought it about. The others are the host's, whatever runs in the guest:
    /// no memory, no disk, no processor, a program that is missing, a kernel that does not boot.
    package var mayBeGuests: Bool {
        switch self {
        case .ended, .suspended, .failed, .deadline, .qmp, .nonsense, .unreadable, .foreignReply, .noProcess,
            .noAddressSpace:
            true
        case .noQEMU, .lost, .noBoot, .noDriver, .starved, .file: false
        }
    }

    /// The last line that is not blank.
    static func lastWords(_ console: String) -> String {
        console.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? "none"
    }
}
