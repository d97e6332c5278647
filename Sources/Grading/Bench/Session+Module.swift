package import AgentProtocol
package import KernelLog
import Mistakes
import Synchronization
import TargetProtocol
import VirtualMachine
import Words

extension Session {
    /// Loads a module, and remembers it.
    ///
    /// - Throws: ``Incident`` when it does not load; the machine's own errors.
    package func load(_ module: Module) async throws {
        state.withLock { ($0.module, $0.isLoaded, $0.sightings) = (module, false, [:]) }
        if state.withLock({ $0.entries == nil }) {
            let entries = try await procEntries()
            state.withLock { $0.entries = entries }
        }
        guard module.bytes.count <= AgentLimits.file else {
            throw Incident(
                "it is too large: the built module has \(module.bytes.count >> 20) MiB, and at most "
                    + "\(AgentLimits.file >> 20) MiB are loaded", symptom: .refused)
        }
        let reply = try await observed(
            .load(module: module.bytes, parameters: setup.parameters), doing: "loading the module")
        let records = try await log()
        if case .failed(let errno) = reply { throw refusal(errno, of: module.bytes, records) }
        if let report = Self.report(in: records) { throw Incident(report) }
        let code = try await code(of: module)
        state.withLock { ($0.code, $0.isLoaded) = (code, true) }
        try await refuseExhaustion()
    }

    package func load() async throws {
        guard let module = state.withLock({ $0.module }) else { throw Unjudged.machine("no module was loaded before") }
        do {
            try await load(module)
        } catch var incident as Incident
            where incident.report?.cause == .procEntryTwice || incident.mistake == .procEntryCreatedTwice
        {
            // The module is loaded again: what is there already was left by the first time.
            incident.mistake = .procEntryLeft
            throw incident
        }
    }

    /// What the log says is the reason for a reader. Whose fault it is, a control experiment tells (``Examination``): what a
    /// module prints while it is loaded, or has in its sections, can look like anything.
    private func refusal(_ errno: Int32, of module: [UInt8], _ records: [KernelRecord]) -> Incident {
        let refused = "the kernel refused to load it: "
        let log = records.map(\.text)
        guard let refusal = VersionRefusal(of: module, log: log) else {
            // What the kernel warned of while its init function ran is why that gave up, and the warning's first line says it.
            let report = Self.report(in: records)
            return Incident(
                refused + errnoName(errno), actual: report?.headline ?? log.last { !Self.isTaintNote($0) },
                symptom: .refused, mistake: report?.cause.map(Mistake.init))
        }
        let reason =
            switch refusal {
            case .ownMagic:
                "its sources state a kernel version (MODULE_INFO(vermagic, ...)), which is for the build to state"
            case .ownVersions:
                "its sources have a section __versions of their own, which is for the build to write"
            case .build: errnoName(errno)
            }
        return Incident(refused + reason, actual: refusal.line, symptom: .refused)
    }

    /// Whether a record is what the kernel says of each module that is not its own, and no reason for anything.
    /// kernel/module/main.c: load_module and check_modinfo, behind the module's name.
    static func isTaintNote(_ record: String) -> Bool {
        record.hasSuffix(": module verification failed: signature and/or required key missing - tainting kernel")
            || record.hasSuffix(": loading out-of-tree module taints kernel.")
    }

    /// Where the kernel has put the module's code.
    private func code(of module: Module) async throws -> ModuleCode {
        var code = ModuleCode()
        let sizes = ModuleCode.sizes(of: module.bytes).sorted { $0.value > $1.value }
        // Two or three as a rule; a module with thousands of sections would take a question for each.
        for (section, size) in sizes.prefix(16) where !section.contains("/") {
            let text = try await read("/sys/module/\(module.name)/sections/\(section)") ?? []
            let digits = String(decoding: text, as: UTF8.self).drop { $0 != "x" }.dropFirst().prefix { $0.isHexDigit }
            if let start = UInt64(digits, radix: 16), start <= .max - size {
                code.sections[section] = start..<start + size
            }
        }
        return code
    }

    /// Whether loading the module took all memory. The next process that asks for some would be killed, the agent among
    /// them. A sixteenth of the plain machine is 16 MiB, and a module of a student's size leaves most of it.
    private func refuseExhaustion() async throws {
        let amounts = MemoryCensus.kibibytes(try await text("/proc/meminfo") ?? "")
        guard let total = amounts["MemTotal"], let free = amounts["MemAvailable"], free < total / 16 else { return }
        throw Incident(
            "it takes all memory", actual: "\(free) KiB of \(total) KiB are left", symptom: .crashed,
            mistake: .memoryExhausted)
    }

    package func unload() async throws -> Int32? {
        guard let module = state.withLock({ $0.module }) else { throw Unjudged.machine("no module was loaded before") }
        let reply = try await observed(.unload(name: module.name), doing: "unloading the module")
        if case .failed(let errno) = reply { return errno }
        state.withLock { $0.isLoaded = false }
        if let report = Self.report(in: try await log()) { throw Incident(report) }
        return nil
    }

    package func settle() async throws {
        // No process says anything: the machine's own clock brings what is due before it ends the wait.
        // The second time is for a thread that became ready together with the process that waits.
        for patience in [Patience.moment, Patience.moment / 5] {
            _ = try await observed(.receive(pid: target.pid, patience: patience), doing: "the module was gone")
        }
        if let report = Self.report(in: try await log()) { throw Incident(report) }
    }

    // MARK: - What the kernel says

    package func records() async throws -> [KernelRecord] {
        let records = try await log()
        if let report = Self.report(in: records) { throw Incident(report) }
        return records
    }

    /// Records since they were last read. What comes later is behind a border.
    func log() async throws -> [KernelRecord] {
        let border = LogBorder.drawn()
        var all: [KernelRecord] = []
        var text = 0
        while true {
            guard
                case .records(let raw, let lost, let hasMore) = try await observed(
                    .kernelLog(border: border.number), doing: "reading the log")
            else { break }
            let records = raw.records
            all += records
            text += records.reduce(0) { $0 + $1.text.utf8.count }
            let printed = lost ? Int.max : text
            state.withLock { $0.cost.printed = max($0.cost.printed, printed) }
            if lost {
                throw Incident(
                    "it printed more than the kernel log holds (8 MiB)", symptom: .wrong, mistake: .outputCutOff)
            }
            if !hasMore { break }
            guard text <= Self.answerLimit else {
                remember(all.prefix(100).map(\.text))
                throw Incident(
                    "it printed more than \(Self.answerLimit >> 20) MiB at once, and no more was read", symptom: .wrong,
                    mistake: .outputCutOff)
            }
        }
        remember(all.map(\.text).filter { !$0.hasPrefix(LogBorder.beginning) })
        note(alarms: all)
        return state.withLock { state in
            defer { state.early = [] }
            return state.early + all
        }
    }

    /// Bytes of text that are read after one command. An emulated processor takes seconds to read as much out of the log. The
    /// longest answer of a right module, a list of five thousand VMAs, has 0.3 MB, and one that explains itself a few times
    /// that.
    private static let answerLimit = 4 << 20

    /// Bytes of the log that a session keeps for the report.
    private static let logLimit = 64 << 10

    private func remember(_ lines: [String]) {
        state.withLock { state in
            for line in lines where state.log.utf8.count < Self.logLimit { state.log += line.prefix(1000) + "\n" }
        }
    }

    private func note(alarms records: [KernelRecord]) {
        let loud = records.filter { $0.level < 5 }
        guard !loud.isEmpty else { return }
        state.withLock { state in
            for record in loud where state.alarms.utf8.count < Self.alarmLimit { state.alarms += record.text + "\n" }
        }
    }

    /// Bytes of warnings that a session keeps: a report of the lock checker has 4 KB.
    private static let alarmLimit = 256 << 10

    /// What the kernel logged at the level of warnings and above since the module came.
    var alarms: String { state.withLock { $0.alarms } }

    /// What the kernel logged since the module came.
    package var kernelLog: String { state.withLock { $0.log } }

    /// The report in some records that shows the cause.
    ///
    /// Each report has lines that are more than information (syslog level 6). Where another processor prints answers
    /// between the lines of a report, it shows in these alone.
    package static func report(in records: [KernelRecord]) -> KernelReport? {
        let loud = records.filter { $0.level < 6 }
        guard !loud.isEmpty else { return nil }
        return [loud, records].lazy.compactMap { report(in: $0.map(\.text).joined(separator: "\n")) }.first
    }

    static func report(in text: String) -> KernelReport? { KernelLog.reports(in: text).decisive }

    /// Asks the agent for something that runs the student's code, or comes after it: a machine that dies or hangs then is
    /// the module's doing.
    func observed(_ request: AgentRequest, doing what: String) async throws -> AgentReply {
        do {
            let reply = try await answer(to: request, doing: what)
            guard case .foreign(let line) = reply else { return reply }
            throw Self.forged(line, doing: what)
        } catch let error as MachineError {
            if let incident = end(error, doing: what) { throw incident }
            throw error
        }
    }

    /// What to report of a line in the place of a process's reply that it did not print.
    static func forged(_ line: String, doing what: String) -> Incident {
        Incident(
            "something else than the process itself has written to its standard output, where it answers the grader, "
                + "while \(what)", actual: line, symptom: .changed, mistake: .repliesForged)
    }

    /// What to report where an error of the machine is an end that its own guest has brought about; nil where it is not.
    func end(_ error: MachineError, doing what: String) -> Incident? {
        switch error {
        case .ended(let console): return end(console, doing: what)
        case .suspended(let console):
            return Self.report(in: console).map { Incident($0) }
                ?? Incident(
                    "the machine was suspended while \(what), and nothing wakes it up", symptom: .crashed,
                    mistake: .machineSuspended)
        case .foreignReply:
            machine.kill()
            return Incident(
                "code in the kernel answers in the place of the grader's agent: a reply came that nobody asked for, while "
                    + what, symptom: .changed, mistake: .repliesForged)
        default: return nil
        }
    }

    private func answer(to request: AgentRequest, doing what: String) async throws -> AgentReply {
        do {
            do {
                return try await machine.ask(request, seconds: Patience.firstLook)
            } catch MachineError.deadline {
                // Found in the module in every sample: it will not return.
                if let loop = try await endlessLoop(doing: what) {
                    machine.kill()
                    throw loop
                }
                return try await machine.keepWaiting(seconds: Patience.machineDeadline - Patience.firstLook)
            }
        } catch MachineError.deadline {
            let incident = try await hang(doing: what)
            machine.kill()
            throw incident
        }
    }

    /// What to report of a machine that its own guest ended, with the module in it.
    private func end(_ console: String, doing what: String) -> Incident {
        // A serial console ends its lines with CR and LF, which are one Character.
        let lines = console.split(whereSeparator: \.isNewline)
        remember(lines.suffix(200).map(String.init))
        if let report = Self.report(in: console) { return Incident(report) }
        let farewell = lines.last { $0.contains("agent: ") }.map(String.init)
        return Incident(
            "the machine switched itself off while \(what)",
            actual: farewell ?? (console.isEmpty ? nil : String(console.suffix(2000))), symptom: .crashed)
    }
}

/// What one attempt at a check cost.
struct Cost: Sendable {
    /// Seconds of the processor in the slowest command.
    var seconds = 0.0
    /// Bytes that the most talkative command printed.
    var printed = 0
    /// Whether the grader itself failed, so that there is no verdict.
    var isBroken = false

    /// More than any command of a correct module comes near; a list of five thousand VMAs has 0.3 MB.
    var isExcessive: Bool { seconds > Patience.commandWork || printed > 2 << 20 }
}
