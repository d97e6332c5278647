package import AgentProtocol
package import Grading
package import ModuleBuild
package import Paging
import Synchronization
package import TargetProtocol

/// A bench that answers as a real one did. Calls of one kind with the same arguments are answered in the order of the
/// recording; calls of different kinds may come in another order than they did.
package final class RecordedBench: Bench {
    package let setup: Setup
    package let seed: Seed
    private let store: PageStore
    private let state: Mutex<State>

    private struct State {
        var processes: [TargetProcess]
        var answers: [String: [Recording.Event]]
        var strays: [String] = []
    }

    /// A call that the recording has no answer for: make it anew.
    package struct NotRecorded: Error, CustomStringConvertible {
        /// The call with its arguments.
        package let call: String
        /// What to do about it.
        package var description: String { "the recording has no answer to “\(call)”: make it anew with `make record`" }
    }

    /// A bench that answers from a recording, with the pages in `store`, to a check of this setup.
    package init(_ recording: Recording, _ store: PageStore, setup: Setup) {
        self.setup = setup
        self.store = store
        seed = Seed(recording.seed)
        state = Mutex(
            State(
                processes: recording.processes.map(\.value),
                answers: Dictionary(grouping: recording.events, by: \.call)))
    }

    /// Places in memory that a judge read and that are not in the recording.
    package var strays: [String] { state.withLock { $0.strays } }

    package var processes: [TargetProcess] { state.withLock { $0.processes } }

    private func answer(_ call: String) throws -> Recording.Answer {
        try state.withLock { state in
            guard var events = state.answers[call], !events.isEmpty else { throw NotRecorded(call: call) }
            let event = events.removeFirst()
            state.answers[call] = events
            if let processes = event.processes { state.processes = processes.map(\.value) }
            if case .incident(let text) = event.answer, !call.hasPrefix("death") { throw text.value }
            return event.answer
        }
    }

    package func shell() async throws -> TargetProcess {
        guard case .process(let process) = try answer("shell") else { throw NotRecorded(call: "shell") }
        return process.value
    }

    package func replaceTarget() async throws { _ = try answer("replace") }

    package func send(_ request: TargetRequest, work: Double) async throws -> TargetReply {
        let call = Call.send(request)
        guard case .line(let line) = try answer(call) else { throw NotRecorded(call: call) }
        return TargetReply(line: line)
    }

    package func write(
        _ command: [UInt8], by writer: Writer, mode: TargetRequest.WriteMode, isAnswer: ([String]) -> Bool
    ) async throws -> WriteOutcome {
        let call = Call.write(command, writer, mode)
        guard case .wrote(let result, let errno, let records, let file, let manners) = try answer(call) else {
            throw NotRecorded(call: call)
        }
        return WriteOutcome(
            result: result, errno: errno, records: Self.records(records), file: file ?? [],
            manners: Set((manners ?? []).compactMap(LogManner.init)))
    }

    package func records() async throws -> [KernelRecord] {
        guard case .records(let records) = try answer("records") else { throw NotRecorded(call: "records") }
        return Self.records(records)
    }

    private static func records(_ records: [Recording.Record]) -> [KernelRecord] {
        records.enumerated().map { KernelRecord(sequence: UInt64($0), level: $1.level, text: $1.text) }
    }

    package func read(_ path: String, offset: UInt64, count: UInt32) async throws -> [UInt8]? {
        try answer(Call.read(path, offset, count)).content
    }

    package func hasProcEntry(_ name: String) async throws -> Bool {
        guard case .flag(let flag) = try answer("entry \(name)") else { throw NotRecorded(call: "entry \(name)") }
        return flag
    }

    package func newProcEntries() async throws -> [String] {
        guard case .text(let text) = try answer("new entries") else { throw NotRecorded(call: "new entries") }
        return text.split(separator: "/").map(String.init)
    }

    package func unload() async throws -> Int32? {
        if case .number(let errno) = try answer("unload") { errno } else { nil }
    }

    package func load() async throws { _ = try answer("load") }

    package func settle() async throws { _ = try answer("settle") }

    package func watch(_ address: UInt64) async throws { _ = try answer(Call.watch(address)) }

    package func sightings() async throws -> [Sighting] {
        guard case .text(let text) = try answer("sightings") else { throw NotRecorded(call: "sightings") }
        return text.split(separator: "\n").compactMap { Sighting(line: $0, place: Call.place) }
    }

    package func space(of pid: Int32) async throws -> AddressSpace {
        guard case .space(let root, let levels) = try answer("space \(pid)") else {
            throw NotRecorded(call: "space \(pid)")
        }
        return AddressSpace(root: root, depth: levels == 5 ? .five : .four)
    }

    package func areas(of pid: Int32) async throws -> ProcessAreas? {
        switch try answer("areas \(pid)") {
        case .nothing: nil
        case .text(let text): ProcessAreas(recorded: text)
        default: throw NotRecorded(call: "areas \(pid)")
        }
    }

    package func objects() async throws -> [String: Int]? {
        guard case .text(let text) = try answer("objects") else { return nil }
        return Dictionary(
            text.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: " ")
                return parts.count == 2 ? Int(parts[1]).map { (String(parts[0]), $0) } : nil
            }
        ) { $1 }
    }

    package func look<Value: Sendable>(_ body: @Sendable @escaping (any MachineMemory) -> Value) async throws -> Value {
        guard case .memory(let image) = try answer("look") else { throw NotRecorded(call: "look") }
        let strays = Strays()
        let memory = RecordedMemory(image.contents(store), absent: Set(image.absent), found: image.found ?? [:]) {
            strays.add($0)
        }
        let value = body(memory)
        state.withLock { $0.strays += strays.addresses.map { "a word at \($0)" } }
        return value
    }

    package func source(of place: Incident.Place?) async -> SourceLocation? {
        guard case .source(let file, let line)? = try? answer(Call.source(place)) else { return nil }
        return SourceLocation(file: file, line: line)
    }

    package func death(of pid: Int32) async throws -> Incident {
        guard case .incident(let text) = try answer("death \(pid)") else { throw NotRecorded(call: "death \(pid)") }
        return text.value
    }
}

/// Addresses that one look read and the recording does not have.
private final class Strays: Sendable {
    private let found = Mutex<[UInt64]>([])

    func add(_ address: UInt64) { found.withLock { $0.append(address) } }

    var addresses: [UInt64] { found.withLock { $0 } }
}
