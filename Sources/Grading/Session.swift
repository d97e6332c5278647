package import AgentProtocol
import KernelLog
package import Paging
import Synchronization
package import VirtualMachine

/// A clone with the student's module in it, the target processes, and one that writes commands as a shell would.
package final class Session: Sendable {
    /// What a write to /proc/mtest came to.
    package struct Outcome: Sendable {
        /// Return value of write(2).
        package let result: Int
        /// errno, 0 unless `result` is -1.
        package let errno: Int32
        /// Kernel log records since just before.
        package let records: [KernelRecord]

        /// Their texts.
        package var lines: [String] { records.map(\.text) }
    }

    /// A place that a target announced.
    package struct Place: Sendable, Hashable {
        package let address: UInt64
        /// Bytes.
        package let length: UInt64
        /// Whether its pages begin with secret words.
        package var isSecret = false
    }

    /// A target process.
    package struct Process: Sendable, Hashable {
        package let pid: Int32
        package let name: String
        /// What its memory is filled from.
        package let secret: UInt64
        /// By name.
        package var places: [String: Place]
    }

    package let machine: Machine
    package let situation: Situation
    let seed: Seed
    let state: Mutex<State>

    struct State {
        var processes: [Process] = []
        var shell: Process?
        var spaces: [Int32: AddressSpace] = [:]
        /// Lines of the kernel log, for the report.
        var log = ""
        var code = ModuleCode()
        var starts = 0
        /// What the most expensive command cost.
        var cost = Endurance.Cost()
    }

    /// Milliseconds of guest time after which a process that says nothing is looked at.
    static let patience: UInt32 = 4000
    /// Seconds of the processor that a command may take. The slowest one of a correct module, a list of five thousand VMAs,
    /// takes about a fifteenth.
    package static let work = 2.0

    /// Looks for a moment in which nothing runs. A module may keep a processor busy.
    private static let looks = 10

    /// A session to go on from, again and again: the module is loaded, and no command was written yet.
    package struct Origin: Sendable {
        /// What the session was made for.
        package let situation: Situation
        fileprivate let frozen: FrozenMachine
        fileprivate let checkpoint: Checkpoint
        fileprivate let seed: Seed
        fileprivate let state: State
    }

    /// The session as it is now, for others to go on from; nil when its memory is too much to keep. What each of them
    /// would have to do is done before: the shell is started, and the target's tables are found.
    package func origin(on frozen: FrozenMachine) async throws -> Origin? {
        _ = try await shell()
        _ = try await space
        // What is still to be done would be done in each of them.
        for _ in 0..<Self.looks where try await machine.samples(1).joined().allSatisfy(\.isHalted) {
            break
        }
        guard let checkpoint = try await machine.checkpoint() else { return nil }
        return Origin(
            situation: situation, frozen: frozen, checkpoint: checkpoint, seed: seed, state: state.withLock { $0 })
    }

    /// Goes on from a session that was kept.
    package init(_ origin: Origin) async throws {
        machine = try await origin.frozen.clone(from: origin.checkpoint)
        situation = origin.situation
        seed = origin.seed
        state = Mutex(origin.state)
    }

    /// Clones a machine and starts the processes; the module is loaded by ``load(_:named:)``.
    package init(_ frozen: FrozenMachine, _ situation: Situation = Situation(), seed: Seed = Seed()) async throws {
        machine = try await frozen.clone()
        self.situation = situation
        self.seed = seed
        state = Mutex(State())
        for name in situation.processes {
            let process = try await start(name, patience: 10_000) { [machine] in
                try await machine.ask($0, seconds: 20)
            }
            state.withLock { $0.processes.append(process) }
        }
        // What was logged before is nobody's answer.
        _ = try await machine.ask(.kernelLog)
    }

    /// Starts another process. All have the same layout, so that an address means something in each of them.
    private func start(
        _ name: String, patience: UInt32, asking: (AgentRequest) async throws -> AgentReply
    ) async throws -> Process {
        let serial = state.withLock { state in
            state.starts += 1
            return state.starts
        }
        let secret = seed.number("secret \(situation) \(serial)")
        let layout = seed.number("layout \(situation)")
        let reply = try await asking(
            .start(
                program: situation.program,
                arguments: [name, String(layout, radix: 16), String(secret, radix: 16)], patience: patience))
        guard case .started(let pid, let lines) = reply else {
            throw MachineError.nonsense("the target program \(situation.program) did not start (\(reply))")
        }
        var places: [String: Place] = [:]
        for line in lines { if let (name, place) = Self.place(line) { places[name] = place } }
        return Process(pid: pid, name: name, secret: secret, places: places)
    }

    /// `place NAME ADDRESS LENGTH [secret]`
    private static func place(_ line: String) -> (String, Place)? {
        let words = line.split(separator: " ")
        guard words.count >= 4, words[0] == "place", let address = UInt64(words[2], radix: 16),
            let length = UInt64(words[3], radix: 16)
        else { return nil }
        return (String(words[1]), Place(address: address, length: length, isSecret: words.count > 4))
    }

    /// Starts another process where the module may have harmed the machine already.
    private func startAfterModule(_ name: String) async throws -> Process {
        let what = "another process starts"
        return try await start(name, patience: Self.patience) { request in
            let reply = try await observed(request, doing: what)
            if case .silent(let state, let stack) = reply {
                throw try await standstill(isAtWork: state == "R", stack: stack, doing: what)
            }
            return reply
        }
    }

    // MARK: - Processes

    /// The processes, in the order of their start.
    package var processes: [Process] { state.withLock { $0.processes } }

    /// The process that commands are about.
    package var asked: Process { state.withLock { $0.processes[situation.asked] } }

    /// Its process identifier.
    package var target: Int32 { asked.pid }

    /// Its places.
    package var places: [String: Place] { asked.places }

    /// The process that writes commands and is never the target; started when it is first needed, after all others.
    package func shell() async throws -> Process {
        if let shell = state.withLock({ $0.shell }) { return shell }
        let shell = try await startAfterModule("shell")
        state.withLock { $0.shell = shell }
        return shell
    }

    /// Ends the process that is asked about, and starts another one of the same name.
    func replaceAsked() async throws {
        let old = asked
        _ = try await observed(.end(pid: old.pid, patience: Self.patience), doing: "the target ends")
        let new = try await startAfterModule(old.name)
        state.withLock { $0.processes[situation.asked] = new }
    }

    /// Has the asked process do something that takes at most so much of the processor, in seconds; its answer, or why it
    /// could not.
    ///
    /// - Throws: ``Trouble`` when it does not come back.
    package func tell(_ line: String, work: Double = Session.work) async throws -> String {
        let pid = target
        let reply = try await telling(pid, line, work: work, doing: "the target does “\(line)”")
        guard case .line(let text) = reply else {
            throw Trouble(
                "the target was killed in the kernel while it did “\(line)”",
                actual: Self.report(in: try await log())?.headline,
                symptom: .crashed)
        }
        if let (name, place) = Self.place(text) {
            state.withLock { $0.processes[situation.asked].places[name] = place }
        }
        return text
    }

    // MARK: - Memory, from outside

    /// Where the target's tables begin.
    package var space: AddressSpace {
        get async throws { try await space(of: target) }
    }

    /// Where a process's tables begin.
    func space(of pid: Int32) async throws -> AddressSpace {
        if let known = state.withLock({ $0.spaces[pid] }) { return known }
        let space: AddressSpace
        do {
            space = try await machine.addressSpace(of: pid)
        } catch MachineError.noProcess {
            throw try await killing(of: pid)
        } catch MachineError.deadline(.guest, _) {
            // As for any other question that comes after the student's code.
            throw try await standstill(doing: "the tables of process \(pid) were looked for")
        }
        state.withLock { $0.spaces[pid] = space }
        return space
    }

    /// What to say of a process that has ended, since nothing was asked that ends one.
    func killing(of pid: Int32) async throws -> Trouble {
        let report = Self.report(in: try await log())
        return Trouble("process \(pid) was killed in the kernel", actual: report?.headline, symptom: .crashed)
    }

    /// Walks the target's tables from outside, as they are now.
    package func walk(_ address: UInt64) async throws -> PageWalk { try await walk(address, of: target) }

    /// Walks a process's tables from outside, as they are now.
    func walk(_ address: UInt64, of pid: Int32) async throws -> PageWalk {
        let space = try await space(of: pid)
        return try await machine.whileStopped { [memory = machine.memory] _ in
            PageWalk(VirtualAddress(address), in: space, memory: memory)
        }
    }

    // MARK: - Files, as the guest has them

    /// Reads part of a file in the guest.
    package func read(_ path: String, offset: UInt64 = 0, count: UInt32 = 4 << 20) async throws -> [UInt8]? {
        let reply = try await observed(.read(path: path, offset: offset, count: count), doing: "reading \(path)")
        guard case .bytes(let bytes) = reply else { return nil }
        return bytes
    }

    /// Whether /proc has an entry of this name. The folder is listed and the entry never looked up: one that outlived
    /// its module leads into memory that was freed, and would take the agent down with it.
    package func hasProcEntry(_ name: String) async throws -> Bool {
        guard case .names(let names) = try await observed(.list(folder: "/proc"), doing: "listing /proc") else {
            throw MachineError.nonsense("/proc cannot be listed")
        }
        return names.contains(name)
    }
}
