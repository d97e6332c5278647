package import AgentProtocol
package import KernelLog
import Synchronization
import VirtualMachine
import Words

extension Session {
    // MARK: - The module

    /// Loads the module; what went wrong, or nil.
    ///
    /// - Throws: ``Trouble``; ``ForeignKernel``; the machine's own errors.
    package func load(_ module: [UInt8], named name: String) async throws -> Trouble? {
        let reply = try await observed(
            .load(module: module, parameters: situation.parameters), doing: "loading the module")
        let records = try await log()
        if case .failed(let errno) = reply { return try refusal(errno, of: module, log: records.map(\.text)) }
        if let report = Self.report(in: records) { return Trouble(report) }
        let code = try await code(of: module, named: name)
        state.withLock { $0.code = code }
        return try await exhaustion()
    }

    /// - Throws: ``ForeignKernel``.
    private func refusal(_ errno: Int32, of module: [UInt8], log: [String]) throws -> Trouble {
        switch VersionRefusal(of: module, log: log) {
        case .build(let foreign): throw foreign
        case .ownMagic(let line):
            Trouble(
                "the kernel refused to load it: its sources say that it was made for another kernel (MODULE_INFO(vermagic, "
                    + "...)), which the build is there to say", actual: line, symptom: .refused)
        case nil:
            Trouble("the kernel refused to load it: \(errnoName(errno))", actual: log.last, symptom: .refused)
        }
    }

    /// Where the kernel has put the module's code.
    private func code(of module: [UInt8], named name: String) async throws -> ModuleCode {
        var code = ModuleCode()
        let sizes = ModuleCode.sizes(of: module).sorted { $0.value > $1.value }
        // Two or three as a rule.
        for (section, size) in sizes.prefix(16) where !section.contains("/") {
            let text = try await read("/sys/module/\(name)/sections/\(section)") ?? []
            let digits = String(decoding: text, as: UTF8.self).drop { $0 != "x" }.dropFirst().prefix { $0.isHexDigit }
            if let start = UInt64(digits, radix: 16), start <= .max - size {
                code.sections[section] = start..<start + size
            }
        }
        return code
    }

    /// Whether loading the module took all memory. Whatever asks for some next would die of it, the agent among them.
    private func exhaustion() async throws -> Trouble? {
        let memory = String(decoding: try await read("/proc/meminfo") ?? [], as: UTF8.self)
        let amounts = MemoryCensus.kibibytes(memory)
        guard let total = amounts["MemTotal"], let free = amounts["MemAvailable"], free < total / 16 else { return nil }
        return Trouble(
            "it takes all memory", actual: "\(free) KiB of \(total) KiB are left", symptom: .crashed,
            mistake: .memoryExhausted)
    }

    /// Unloads the module; what went wrong, or nil. The errno of a refusal is the trouble's.
    package func unload(_ name: String) async throws -> Trouble? {
        let reply = try await observed(.unload(name: name), doing: "unloading the module")
        if case .failed(let errno) = reply {
            return Trouble("it does not unload: \(errnoName(errno))", symptom: .refused)
        }
        return Self.report(in: try await log()).map(Trouble.init)
    }

    /// Gives what an unloaded module may have left behind, a timer or a thread, a moment to run into code that is gone;
    /// what came of it, or nil.
    func aftermath() async throws -> Trouble? {
        // Nobody says anything: the machine's own clock brings what is due before it ends the wait.
        // The second time is for a thread that became ready together with whoever waits.
        for patience in [Self.moment, Self.moment / 5] {
            _ = try await observed(.receive(pid: target, patience: patience), doing: "the module was gone")
        }
        return Self.report(in: try await log()).map(Trouble.init)
    }

    // MARK: - Commands

    /// Who writes a command.
    package enum Writer: String, Sendable, Hashable, CaseIterable {
        /// The process that it is about.
        case target
        /// A process that it is not about.
        case shell
    }

    /// Writes a command, and returns what it came to.
    ///
    /// - Parameters:
    ///   - command: the bytes of the one write(2).
    ///   - writer: who writes.
    ///   - verb: how the process writes: `write`, `cold`, `unmapped` or `repeat N` (see `labs/targets/common`).
    /// - Returns: what it came to.
    /// - Throws: ``Trouble`` when the kernel came to harm or the command does not come back.
    package func write(_ command: [UInt8], by writer: Writer = .shell, verb: String = "write") async throws -> Outcome {
        let pid = writer == .shell ? try await shell().pid : target
        let busy = machine.processorSeconds
        defer { state.withLock { $0.cost.seconds = max($0.cost.seconds, machine.processorSeconds - busy) } }
        let reply = try await telling(
            pid, "\(verb) \(Self.hexadecimal(command))", work: Self.work, doing: "carrying out the command")
        let records = try await log()
        if let report = Self.report(in: records) { throw Trouble(report) }
        guard case .line(let text) = reply else {
            throw Trouble("the process that wrote the command was killed in the kernel", symptom: .crashed)
        }
        let words = text.split(separator: " ")
        guard words.count == 3, let result = Int(words[1]), let errno = Int32(words[2]) else {
            throw MachineError.nonsense("the target said \(text)")
        }
        return Outcome(result: result, errno: errno, records: records)
    }

    /// What the most expensive command since this was last asked cost.
    func takeCost() -> Endurance.Cost {
        state.withLock { state in
            defer { state.cost = Endurance.Cost() }
            return state.cost
        }
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Tells a process a line; a process that does not answer is looked at.
    ///
    /// - Parameters:
    ///   - pid: the process.
    ///   - line: what it is told.
    ///   - work: seconds of the processor that this may take. As long as the machine is at work and has used less, it is
    ///     waited for, on however busy a host.
    ///   - what: what the process does, for the message.
    /// - Returns: what it answers, or how it ended.
    /// - Throws: ``Trouble`` when it does not come back; `MachineError`.
    func telling(_ pid: Int32, _ line: String, work: Double, doing what: String) async throws -> AgentReply {
        let busy = machine.processorSeconds
        var reply = try await observed(.send(pid: pid, line: line, patience: Self.patience), doing: what)
        for _ in 0..<Self.extensions {
            guard case .silent(let state, _) = reply, machine.processorSeconds - busy < work else { break }
            // It may be another process that is at work, and for which this one waits.
            let looks = try await machine.samples(Patience.workSamples).flatMap { $0 }
            if state != "R", looks.count(where: \.isHalted) * 2 >= looks.count { break }
            reply = try await observed(.receive(pid: pid, patience: Self.patience), doing: what)
        }
        guard case .silent(let state, let stack) = reply else { return reply }
        let records = try await log()
        if let report = Self.report(in: records) { throw Trouble(report) }
        // Whether a process that waits goes round in a loop all the same is seen over a while, never at one look.
        let turns = try await turns(of: pid)
        let late = try await observed(.receive(pid: pid, patience: Self.moment), doing: what)
        guard case .silent = late else { return late }
        let goesRound = try await turns != self.turns(of: pid)
        throw try await standstill(isAtWork: state == "R" || goesRound, stack: stack, doing: what)
    }

    /// A process at work is waited for so many times more.
    private static let extensions = 10
    /// Milliseconds in which a process that is not stuck gets a turn, and what is due shows.
    private static let moment: UInt32 = 250

    /// How often a process has begun to wait of its own accord (proc(5), `status`).
    private func turns(of pid: Int32) async throws -> String? {
        let status = String(decoding: try await read("/proc/\(pid)/status") ?? [], as: UTF8.self)
        return status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }.map(String.init)
    }

    // MARK: - What the kernel says

    /// Records since the last look.
    func log() async throws -> [KernelRecord] {
        var all: [KernelRecord] = []
        while true {
            guard
                case .records(let records, let lost, let hasMore) = try await observed(
                    .kernelLog, doing: "reading the log")
            else { break }
            all += records
            let printed = lost ? Int.max : all.reduce(0) { $0 + $1.text.utf8.count }
            state.withLock { $0.cost.printed = max($0.cost.printed, printed) }
            if lost { throw Trouble("it printed more than the kernel log holds (8 MiB)", symptom: .wrong) }
            if !hasMore { break }
        }
        remember(all.map(\.text))
        return all
    }

    /// Bytes of the log that a session keeps for the report.
    private static let logLimit = 64 << 10

    private func remember(_ lines: [String]) {
        state.withLock { state in
            for line in lines where state.log.utf8.count < Self.logLimit { state.log += line.prefix(1000) + "\n" }
        }
    }

    /// What the kernel logged since the module came.
    package var kernelLog: String { state.withLock { $0.log } }

    /// The worst report in some records.
    ///
    /// Each report has lines that are more than information (syslog level 6). Where another processor prints answers
    /// between the lines of a report, it shows in these alone.
    package static func report(in records: [KernelRecord]) -> KernelReport? {
        let loud = records.filter { $0.level < 6 }
        guard !loud.isEmpty else { return nil }
        return [records, loud].compactMap { report(in: $0.map(\.text).joined(separator: "\n")) }.mostSevere
    }

    static func report(in text: String) -> KernelReport? { KernelLog.reports(in: text).mostSevere }

    /// Seconds after which a machine that does not answer is looked at.
    private static let firstLook = 2.5
    /// Seconds that it may take in all; the agent's patience with a process is over before.
    private static let deadline = 7.0

    /// Asks the agent for something that runs the student's code, or comes after it: a machine that dies or stands
    /// still then is theirs.
    func observed(_ request: AgentRequest, doing what: String) async throws -> AgentReply {
        do {
            return try await answer(to: request, doing: what)
        } catch MachineError.ended(let console) {
            throw end(console, doing: what)
        }
    }

    private func answer(to request: AgentRequest, doing what: String) async throws -> AgentReply {
        do {
            do {
                return try await machine.ask(request, seconds: Self.firstLook)
            } catch MachineError.deadline {
                // Found in the module at every look: it will not come back.
                if let loop = try await endlessLoop(doing: what) {
                    machine.kill()
                    throw loop
                }
                return try await machine.keepWaiting(seconds: Self.deadline - Self.firstLook)
            }
        } catch MachineError.deadline {
            let trouble = try await standstill(doing: what)
            machine.kill()
            throw trouble
        }
    }

    /// What to say of a machine that its own guest ended, with the module in it.
    func end(_ console: String, doing what: String) -> Trouble {
        // A serial console ends its lines with CR and LF, which are one Character.
        let lines = console.split(whereSeparator: \.isNewline)
        remember(lines.suffix(200).map(String.init))
        if let report = Self.report(in: console) { return Trouble(report) }
        let farewell = lines.last { $0.contains("agent: ") }.map(String.init)
        return Trouble(
            "the machine went off while \(what)",
            actual: farewell ?? (console.isEmpty ? nil : String(console.suffix(2000))), symptom: .crashed)
    }
}
