import AgentProtocol
import KernelLog
import Synchronization
import TargetProtocol
import VirtualMachine

/// Why a process says nothing although the agent answers: it is at work and is waited for, or it stands still.
extension Session {
    /// What was seen of a process that has said nothing.
    private struct Look {
        let family: ProcessFamily
        /// What the machine had used of the host's processors before the look: hundreds of files are read for it, which is no
        /// work of the process.
        let begun: Double
        /// And afterwards.
        var ended = 0.0
    }

    /// Waits for a process that has said nothing, as long as something goes on that it may wait for.
    ///
    /// - Parameters:
    ///   - first: the agent's reply so far, after ``Patience/firstSilence``.
    ///   - pid: the process; nil where the reply alone knows it.
    ///   - busy: what the machine had used of the host's processors before.
    ///   - work: seconds of the processor that this, or one of its parts, may take. As long as the machine is at work and has
    ///     used less, it is waited for, on however busy a host.
    ///   - parts: of how many parts the process tells that they are done.
    ///   - what: what the process does, for the message.
    /// - Returns: the first reply that is neither silence nor tells of a part.
    /// - Throws: ``Incident`` when it does not answer; `MachineError`.
    func outlasted(
        _ first: AgentReply, of pid: Int32? = nil, since busy: Double, work: Double, parts: Int = 0,
        doing what: String
    ) async throws -> AgentReply {
        var (reply, busy, done, silence, idle) = (first, busy, 0, Patience.firstSilence, 0)
        var last: Look?
        while true {
            if case .line(let text) = reply, TargetReply(line: text) == .underway, let pid {
                guard done < parts else { throw Self.forged(text, doing: what) }
                (busy, done, silence, idle, last) = (machine.processorSeconds, done + 1, Patience.firstSilence, 0, nil)
                reply = try await observed(.receive(pid: pid, patience: Patience.firstSilence), doing: what)
                continue
            }
            guard case .silent(let pid) = reply else { return reply }
            let begun = machine.processorSeconds
            // It may answer yet: what it has printed so far is part of that.
            let early = try await records()
            state.withLock { $0.early += early }
            var now = Look(family: try await family(of: pid), begun: begun)
            if now.family.isStopped { throw Self.stopped(doing: what) }
            if let last {
                let isAtWork = try await isAtWork(since: last, now)
                if !isAtWork { idle += 1 }
                let isPatient =
                    now.begun - busy < work && idle < Patience.idleLooks && silence < Patience.longestSilence
                if now.family == last.family, !isAtWork || !isPatient, !now.family.isRunning {
                    throw try await standstill(of: now.family, after: silence, doing: what)
                }
                if !isPatient { throw try await endlessness(of: now.family, isAtWork, after: silence, doing: what) }
            }
            now.ended = machine.processorSeconds
            busy += now.ended - now.begun
            let patience = last == nil ? Patience.targetReply - Patience.firstSilence : Patience.targetReply
            (last, silence) = (now, silence + patience)
            reply = try await observed(.receive(pid: pid, patience: patience), doing: what)
        }
    }

    /// Whether the machine was at work between two looks, or is: for the process, or as code of the kernel that is no process
    /// and that it may wait for. A machine that is at work is met at rest in one sample of eight (measured).
    private func isAtWork(since last: Look, _ now: Look) async throws -> Bool {
        if now.family.isRunning || now.begun - last.ended > Patience.workOfRest { return true }
        return try await machine.samples(Patience.workSamples).joined().count(where: { !$0.isHalted }) > 1
    }

    /// All of a process and those that it has started wait, and go on waiting.
    private func standstill(of family: ProcessFamily, after milliseconds: UInt32, doing what: String) async throws
        -> Incident
    {
        let stack = try await stack(of: family)
        let frames = KernelStack.frames(stack)
        let innermost = frames.first?.symbol
        if let innermost, Self.sleeps.contains(innermost) {
            return Incident(
                "the process sleeps in \(innermost) while \(what), for \(milliseconds / 1000) s and more",
                actual: stack,
                symptom: .hung, place: Incident.caller(frames))
        }
        let waiting = innermost.map { " in \($0)" } ?? ""
        return Incident(
            "a deadlock: the process waits\(waiting), and does nothing else, while \(what)",
            actual: stack.isEmpty ? nil : stack,
            symptom: .hung, place: Incident.caller(frames), mistake: .deadlock)
    }

    /// Functions of the kernel that wait for a time and for nothing else (kernel/time/timer.c; hrtimer.c).
    private static let sleeps: Set = [
        "msleep", "msleep_interruptible", "usleep_range", "usleep_range_state", "hrtimer_nanosleep", "do_nanosleep",
    ]

    /// Something goes on all the time, and does not come to an end.
    private func endlessness(
        of family: ProcessFamily, _ isAtWork: Bool, after milliseconds: UInt32, doing what: String
    ) async throws -> Incident {
        let time = "while \(what), for \(milliseconds / 1000) s and more"
        guard isAtWork else {
            let stack = try await stack(of: family)
            return Incident(
                "no end: the process waits again and again \(time)", actual: stack, symptom: .hung,
                place: Incident.caller(KernelStack.frames(stack)),
                // Several processes may only be slow.
                mistake: family.members.count == 1 ? .endlessLoop : nil)
        }
        let samples = try await machine.samples(Patience.hangSamples).flatMap { $0 }
        // The kernel is at work in few samples, for the clock: what does not end is the process's own program, which
        // waits for a signal or a change that does not come.
        if samples.count(where: { !$0.isHalted && $0.privilege == 3 }) * 2 > samples.count {
            return Incident(
                "a process of the grader's does not go on while \(what), although it runs: the kernel does not do for it "
                    + "what it has to", symptom: .hung)
        }
        let place = try await busyPlace(samples)
        return Incident(
            "an endless loop: the process was at work all the time \(time)",
            actual: place.map { _ in "still in the module" }, symptom: .hung, place: place, mistake: .endlessLoop)
    }

    /// Whether a process is in the state of one that a signal has stopped, or one that is traced (proc(5): T, t). No
    /// target, and nobody else in the machine, stops a process.
    func isStopped(_ pid: Int32) async throws -> Bool {
        try await text("/proc/\(pid)/stat").flatMap(ProcessLine.init)?.isStopped ?? false
    }

    /// What to report of such a process.
    static func stopped(doing what: String) -> Incident {
        Incident(
            "it stopped the target: the process was stopped by a signal while \(what)",
            actual: "its state is “stopped”", symptom: .hung, mistake: .targetStopped)
    }
}

extension TargetRequest {
    /// Of how many parts a target tells that they are done, each with `TargetReply.underway`, before it answers: of a stress
    /// after each fiftieth of its commands, which are shared evenly between sixty targets (labs/targets/common/processes.c:
    /// PART, TARGETS, WRITERS).
    var parts: Int {
        guard case .stress(let count, _) = self else { return 0 }
        return (count * 4 + 59) / 60 * 60 / 50
    }
}
