import AgentProtocol
import KernelLog
import KernelMemory
package import ModuleBuild
package import Paging
import Synchronization
package import TargetProtocol
package import VirtualMachine

/// A clone with the student's module in it, the target processes, and one that writes commands as a shell would.
package final class Session: Bench {
    /// The clone.
    package let machine: Machine
    package let setup: Setup
    package let seed: Seed
    let witness: Witness?
    /// Where the machine's kernel keeps VMAs; nil where that is not known.
    let layout: KernelLayout?
    let state: Mutex<State>

    /// Whether the session has loaded its module, and not unloaded it since.
    var isLoaded: Bool { state.withLock { $0.isLoaded } }

    struct State {
        var processes: [TargetProcess] = []
        var shell: TargetProcess?
        var spaces: [Int32: AddressSpace] = [:]
        /// Lines of the kernel log, for the report.
        var log = ""
        var module: Module?
        /// Whether the module is in the kernel, as far as the session has loaded and unloaded it.
        var isLoaded = false
        var code = ModuleCode()
        var starts = 0
        /// Whether the kernel has said that it dropped lines of the module.
        var hasSuppressed = false
        /// Records that were read while the command that they answer was still being carried out.
        var early: [KernelRecord] = []
        /// What the module's file had when it was last read.
        var lastFile: [String] = []
        /// The module's file, and what each process was told that it is; without that it is the usual one.
        var moduleFile = TargetRequest.usualFile
        var toldFiles: [Int32: String] = [:]
        /// What /proc had before the module was loaded.
        var entries: Set<String>?
        /// What the kernel has logged at the level of warnings and above, or a module in its place.
        var alarms = ""
        /// What was noted of commands that were watched, since the module was loaded.
        var sightings: [WatchedCommand: [Sighting]] = [:]
        /// What the most expensive command cost.
        var cost = Cost()
    }

    /// A session to go on from, again and again: the module is loaded, and no command was written yet.
    package struct Saved: Sendable {
        /// What the session was made for.
        package let setup: Setup
        fileprivate let frozen: FrozenMachine
        fileprivate let checkpoint: Checkpoint
        fileprivate let seed: Seed
        fileprivate let witness: Witness?
        fileprivate let state: State
    }

    /// The session as it is now, for others to go on from; nil when its memory is too much to keep. What each of them
    /// would have to do is done before: the shell is started, and the target's tables are found.
    package func saved(on frozen: FrozenMachine) async throws -> Saved? {
        _ = try await shell()
        _ = try await space(of: target.pid)
        // A processor that still has work to do would do it again in each of them. A module may keep one busy.
        for _ in 0..<Patience.idleSamples where try await machine.samples(1).joined().allSatisfy(\.isHalted) {
            break
        }
        guard let checkpoint = try await machine.checkpoint() else { return nil }
        return Saved(
            setup: setup, frozen: frozen, checkpoint: checkpoint, seed: seed, witness: witness,
            state: state.withLock { $0 })
    }

    /// Goes on from a session that was saved.
    package init(_ saved: Saved) async throws {
        machine = try await saved.frozen.clone(from: saved.checkpoint)
        layout = saved.frozen.layout
        setup = saved.setup
        seed = saved.seed
        witness = saved.witness
        state = Mutex(saved.state)
    }

    /// Clones a machine and starts the processes; the module is loaded by ``load(_:)``. Checks that ``watch(_:)`` need a
    /// witness.
    package init(
        _ frozen: FrozenMachine, _ setup: Setup = Setup(), seed: Seed = Seed(), witness: Witness? = nil
    ) async throws {
        machine = try await frozen.clone()
        layout = frozen.layout
        self.setup = setup
        self.seed = seed
        self.witness = witness
        state = Mutex(State())
        let scattered = try await machine.ask(
            .scatter(seed: seed.number("frames \(setup)"), program: setup.program))
        guard scattered == .done else {
            throw MachineError.nonsense("the target program \(setup.program) cannot be copied (\(scattered))")
        }
        try await startProcesses()
    }

    /// Takes the machine of an earlier session over, which has no module and no processes any more
    /// (``cleared(for:seed:)``), and starts the processes of another setup there.
    init(on machine: Machine, layout: KernelLayout?, _ setup: Setup, seed: Seed, witness: Witness?) async throws {
        self.machine = machine
        self.layout = layout
        self.setup = setup
        self.seed = seed
        self.witness = witness
        state = Mutex(State())
        try await startProcesses()
    }

    private func startProcesses() async throws {
        for name in setup.processes {
            let process = try await start(name, patience: Patience.targetStart) { [machine] in
                try await machine.ask($0, seconds: Patience.targetStartMachine)
            }
            state.withLock { $0.processes.append(process) }
        }
        // What was logged before is no answer to a command.
        _ = try await machine.ask(.kernelLog(border: LogBorder.drawn().number))
    }

    /// Starts another process. All have the same layout, so that an address means something in each of them.
    private func start(
        _ name: String, patience: UInt32, asking: (AgentRequest) async throws -> AgentReply
    ) async throws -> TargetProcess {
        let serial = state.withLock { state in
            state.starts += 1
            return state.starts
        }
        let canaries = Canaries(seed: seed.number("canaries \(setup) \(serial)"))
        let arguments = TargetArguments(name: name, layout: seed.number("layout \(setup)"), canaries: canaries.seed)
        let reply = try await asking(
            .start(program: setup.program, arguments: arguments.words, patience: patience))
        guard case .started(let pid, let lines) = reply else {
            throw MachineError.nonsense("the target program \(setup.program) did not start (\(reply.words))")
        }
        let places = lines.compactMap(TargetPlace.init(line:))
        return TargetProcess(
            pid: pid, name: name, canaries: canaries, places: Dictionary(places.map { ($0.name, $0) }) { $1 })
    }

    /// Starts another process where the module may have harmed the machine already.
    private func startAfterModule(_ name: String) async throws -> TargetProcess {
        let what = "another process starts"
        return try await start(name, patience: Patience.firstSilence) { request in
            let busy = machine.processorSeconds
            let reply = try await observed(request, doing: what)
            return try await outlasted(reply, since: busy, work: Patience.commandWork, doing: what)
        }
    }

    // MARK: - Processes

    package var processes: [TargetProcess] { state.withLock { $0.processes } }

    package func shell() async throws -> TargetProcess {
        if let shell = state.withLock({ $0.shell }) { return shell }
        let shell = try await startAfterModule("shell")
        state.withLock { $0.shell = shell }
        return shell
    }

    package func replaceTarget() async throws {
        let old = target
        _ = try await observed(.end(pid: old.pid, patience: Patience.targetReply), doing: "the target ends")
        let new = try await startAfterModule(old.name)
        state.withLock { $0.processes[setup.target] = new }
    }

    package func send(_ request: TargetRequest, work: Double = Patience.commandWork) async throws -> TargetReply {
        try await send(request, by: .target, work: work)
    }

    package func send(_ request: TargetRequest, by writer: Writer, work: Double) async throws -> TargetReply {
        let pid = writer == .shell ? try await shell().pid : target.pid
        let name = writer == .shell ? "shell" : "target"
        let reply = try await exchange(pid, request, work: work, doing: "the \(name) does “\(request.line)”")
        guard case .line(let text) = reply else {
            throw Incident(
                "the \(name) was killed in the kernel while it did “\(request.line)”",
                actual: Self.report(in: try await log())?.headline,
                symptom: .crashed)
        }
        let answer = TargetReply(line: text)
        if writer == .target, case .place(let place) = answer {
            state.withLock { $0.processes[setup.target].places[place.name] = place }
        }
        return answer
    }

    package func use(file path: String) { state.withLock { $0.moduleFile = path } }

    // MARK: - Memory, from outside

    package func space(of pid: Int32) async throws -> AddressSpace {
        if let known = state.withLock({ $0.spaces[pid] }) { return known }
        let space: AddressSpace
        do {
            space = try await machine.addressSpace(of: pid)
        } catch MachineError.noProcess {
            throw try await death(of: pid)
        } catch MachineError.deadline(.guest, _) {
            // As for any other question that comes after the student's code.
            throw try await hang(doing: "the tables of process \(pid) were looked for")
        } catch let error as MachineError {
            guard case .noAddressSpace = error, try await isStopped(pid) else { throw error }
            throw Self.stopped(doing: "the tables of process \(pid) were looked for")
        }
        state.withLock { $0.spaces[pid] = space }
        return space
    }

    package func look<Value: Sendable>(_ body: @Sendable @escaping (any MachineMemory) -> Value) async throws -> Value {
        try await machine.whileStopped { [memory = machine.memory] _ in body(memory) }
    }

    package func death(of pid: Int32) async throws -> Incident {
        let report = Self.report(in: try await log())
        return Incident("process \(pid) was killed in the kernel", actual: report?.headline, symptom: .crashed)
    }

    package func source(of place: Incident.Place?) async -> SourceLocation? {
        guard let lines = state.withLock({ $0.module?.lines }) else { return nil }
        switch place {
        case .function(let symbol, let offset):
            return try? await lines.line(symbol: symbol, offset: offset)
        case .section(let section, let offset):
            return try? await lines.line(section: section, offset: offset)
        case nil: return nil
        }
    }

    // MARK: - Files, as the guest has them

    package func read(_ path: String, offset: UInt64 = 0, count: UInt32 = 4 << 20) async throws -> [UInt8]? {
        let reply = try await observed(.read(path: path, offset: offset, count: count), doing: "reading \(path)")
        guard case .bytes(let bytes) = reply else { return nil }
        return bytes
    }

    /// The folder is listed and the entry never looked up: an entry that outlived its module leads into freed memory, and
    /// the agent would crash in it.
    package func hasProcEntry(_ name: String) async throws -> Bool { try await procEntries().contains(name) }

    package func newProcEntries() async throws -> [String] {
        let old = state.withLock { $0.entries } ?? []
        return try await procEntries().subtracting(old).filter { Int32($0) == nil }.sorted()
    }

    func procEntries() async throws -> Set<String> {
        guard case .names(let names) = try await observed(.list(folder: "/proc"), doing: "listing /proc") else {
            throw MachineError.nonsense("/proc cannot be listed")
        }
        return Set(names)
    }
}

extension GuestMemory: MachineMemory {}
