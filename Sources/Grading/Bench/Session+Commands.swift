import AgentProtocol
import Glibc
import Synchronization
package import TargetProtocol
import VirtualMachine

/// Commands to the module, and what comes of them.
extension Session {
    package func write(
        _ command: [UInt8], by writer: Writer = .shell, mode: TargetRequest.WriteMode = .once,
        isAnswer: ([String]) -> Bool = { _ in true }
    ) async throws -> WriteOutcome {
        let pid = writer == .shell ? try await shell().pid : target.pid
        let busy = machine.processorSeconds
        defer { state.withLock { $0.cost.seconds = max($0.cost.seconds, machine.processorSeconds - busy) } }
        let border = LogBorder.drawn()
        let reply = try await exchange(
            pid, .write(command, mode: mode), work: Patience.commandWork, behind: border,
            doing: "carrying out the command")
        let records = try await records()
        guard case .line(let text) = reply else {
            throw Incident("the process that wrote the command was killed in the kernel", symptom: .crashed)
        }
        guard case .wrote(let result, let errno) = TargetReply(line: text) else {
            throw MachineError.nonsense("the target answered \(text)")
        }
        let logged = records.firstIndex(where: border.isMarked).map { records[($0 + 1)...] } ?? records[...]
        let outcome = try answer(WriteOutcome(result: result, errno: errno, records: Array(logged)))
        // A command that was refused for its process or its memory may say why; one that is malformed has no answer.
        let isRefused = result < 0 && [ESRCH, EFAULT, EACCES, EPERM].contains(errno)
        guard result > 0 || isRefused, mode.isAnsweredOnce, !isAnswer(outcome.lines) else { return outcome }
        let file = try await fileLines(for: command, by: pid)
        // What was there before is the answer to another command.
        let isOld = state.withLock { state in
            defer { state.lastFile = file }
            return isRefused && state.lastFile == file
        }
        guard !isOld else { return outcome }
        return WriteOutcome(
            result: result, errno: errno, records: outcome.records, file: file, manners: outcome.manners)
    }

    /// What of an outcome's records is the module's own, and what is seen of the way in which it prints.
    private func answer(_ outcome: WriteOutcome) throws -> WriteOutcome {
        guard let module = state.withLock({ $0.module }) else { throw Unjudged.machine("no module was loaded before") }
        let voice = KernelVoice(module: module.bytes)
        let read = AnswerLimit.of(outcome.records)
        let own = read.filter { !voice.isSpeaking(in: $0) }
        let isSuppressed = state.withLock { state in
            // At its first words after a window the rate limit says what it has dropped in there.
            let says = outcome.records.contains { $0.text.hasSuffix(" callbacks suppressed") }
            state.hasSuppressed = state.hasSuppressed || says
            return state.hasSuppressed
        }
        var manners = LogManner.seen(in: own, of: module.traits, suppressed: isSuppressed)
        if read.count < outcome.records.count { manners.insert(.flooding) }
        return WriteOutcome(result: outcome.result, errno: outcome.errno, records: own, manners: manners)
    }

    /// The most that is read of the module's file: a list of five thousand VMAs has 0.3 MB.
    private static let fileLimit = 1 << 20

    /// The lines of the module's file, as the process that wrote the command reads it; none where it cannot.
    private func fileLines(for command: [UInt8], by pid: Int32) async throws -> [String] {
        let request = TargetRequest.answer(command)
        let reply = try await exchange(pid, request, work: Patience.commandWork, doing: "the module's file is read")
        _ = try await records()
        guard case .line(let text) = reply else {
            throw Incident("the process that read the module's file was killed in the kernel", symptom: .crashed)
        }
        guard case .copied(let path) = TargetReply(line: text) else { return [] }
        let bytes = try await read(path, count: UInt32(Self.fileLimit)) ?? []
        return bytes.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What the most expensive command cost since this was last called.
    func takeCost() -> Cost {
        state.withLock { state in
            defer { state.cost = Cost() }
            return state.cost
        }
    }

    /// Sends a process a line and waits for its answer; a process that does not answer is examined.
    ///
    /// - Parameters:
    ///   - pid: the process.
    ///   - request: what it is sent.
    ///   - work: seconds of the processor that this may take. As long as the machine is at work and has used less, it is
    ///     waited for, on however busy a host.
    ///   - border: what separates the log's records from those before, if they are an answer; it is among them.
    ///   - what: what the process does, for the message.
    /// - Returns: the agent's reply: the line that the process answered, or how the process ended.
    /// - Throws: ``Incident`` when it does not answer; `MachineError`.
    func exchange(
        _ pid: Int32, _ request: TargetRequest, work: Double, behind border: LogBorder = LogBorder(0),
        doing what: String
    ) async throws -> AgentReply {
        try await tellFile(pid)
        let busy = machine.processorSeconds
        let reply = try await observed(
            .send(pid: pid, line: request.line, patience: Patience.firstSilence, border: border.number), doing: what)
        return try await outlasted(reply, of: pid, since: busy, work: work, parts: request.parts, doing: what)
    }

    /// Tells a process which file is the module's, where it does not know.
    private func tellFile(_ pid: Int32) async throws {
        let (file, told) = state.withLock { ($0.moduleFile, $0.toldFiles[pid] ?? TargetRequest.usualFile) }
        guard file != told else { return }
        let what = "a process is told the name of the module's file"
        let busy = machine.processorSeconds
        let line = TargetRequest.file(file).line
        let first = try await observed(.send(pid: pid, line: line, patience: Patience.firstSilence), doing: what)
        let reply = try await outlasted(first, of: pid, since: busy, work: Patience.commandWork, doing: what)
        switch reply {
        case .line(let text) where TargetReply(line: text) == .done: state.withLock { $0.toldFiles[pid] = file }
        case .line(let text): throw Unjudged.rubric("the target \(setup.program) knows no other file: \(text)")
        default: throw try await death(of: pid)
        }
    }
}

extension TargetRequest.WriteMode {
    /// Whether there is one answer: to the command, or to the last of many that are alike.
    fileprivate var isAnsweredOnce: Bool {
        switch self {
        case .once, .cold, .among: true
        case .unmapped, .repeated: false
        }
    }
}
