package import AgentProtocol
package import Grading
package import ModuleBuild
package import Paging
import Synchronization
package import TargetProtocol

/// Passes every call on to another bench, and notes the answers.
package final class RecordingBench: Bench {
    private let bench: any Bench
    private let notes: Mutex<Notes>

    private struct Notes {
        var recording: Recording
        var store: PageStore
    }

    /// Records the calls of `bench`; whole pages are added to `store`.
    package init(_ bench: any Bench, store: PageStore = PageStore()) {
        self.bench = bench
        let processes = bench.processes.map(Recording.Process.init)
        notes = Mutex(
            Notes(recording: Recording(seed: bench.seed.value, processes: processes), store: store))
    }

    /// What was noted so far.
    package var recording: Recording { notes.withLock { $0.recording } }
    /// The store with the pages that were read.
    package var store: PageStore { notes.withLock { $0.store } }

    package var setup: Setup { bench.setup }
    package var seed: Seed { bench.seed }
    package var processes: [TargetProcess] { bench.processes }

    /// Notes the answer of a call, an incident included.
    private func noted<Value>(
        _ call: String, _ answer: (Value) -> Recording.Answer, _ body: () async throws -> Value
    ) async throws -> Value {
        let before = bench.processes
        do {
            let value = try await body()
            note(call, answer(value), before)
            return value
        } catch let incident as Incident {
            note(call, .incident(Recording.IncidentText(incident)), before)
            throw incident
        }
    }

    private func note(_ call: String, _ answer: Recording.Answer, _ before: [TargetProcess]) {
        let after = bench.processes
        let processes = after == before ? nil : after.map(Recording.Process.init)
        notes.withLock { notes in
            notes.recording.events.append(Recording.Event(call: call, answer: answer, processes: processes))
        }
    }

    package func shell() async throws -> TargetProcess {
        try await noted("shell", { .process(Recording.Process($0)) }) { try await bench.shell() }
    }

    package func replaceTarget() async throws {
        try await noted("replace", { .nothing }) { try await bench.replaceTarget() }
    }

    package func send(_ request: TargetRequest, work: Double) async throws -> TargetReply {
        try await noted(Call.send(request), { .line($0.line) }) { try await bench.send(request, work: work) }
    }

    package func write(
        _ command: [UInt8], by writer: Writer, mode: TargetRequest.WriteMode, isAnswer: ([String]) -> Bool
    ) async throws -> WriteOutcome {
        try await noted(
            Call.write(command, writer, mode),
            {
                let manners = $0.manners.map(\.rawValue).sorted()
                return .wrote(
                    result: $0.result, errno: $0.errno, records: Self.kept($0.records, mode),
                    file: $0.file.isEmpty ? nil : $0.file, manners: manners.isEmpty ? nil : manners)
            }
        ) { try await bench.write(command, by: writer, mode: mode, isAnswer: isAnswer) }
    }

    /// No judge reads the answers to hundreds of writes of one command, so the first eight records are kept.
    private static func kept(_ records: [KernelRecord], _ mode: TargetRequest.WriteMode) -> [Recording.Record] {
        switch mode {
        case .once, .cold, .unmapped: records.map(Recording.Record.init)
        case .repeated, .among: records.prefix(8).map(Recording.Record.init)
        }
    }

    /// Most judges ask for records only to find a report of the kernel, which is an incident; some read an answer, which
    /// has some thirty. The first hundred are kept.
    package func records() async throws -> [KernelRecord] {
        try await noted("records", { .records($0.prefix(100).map(Recording.Record.init)) }) {
            try await bench.records()
        }
    }

    package func read(_ path: String, offset: UInt64, count: UInt32) async throws -> [UInt8]? {
        try await noted(Call.read(path, offset, count), Recording.Answer.init) {
            try await bench.read(path, offset: offset, count: count)
        }
    }

    package func hasProcEntry(_ name: String) async throws -> Bool {
        try await noted("entry \(name)", { .flag($0) }) { try await bench.hasProcEntry(name) }
    }

    package func newProcEntries() async throws -> [String] {
        try await noted("new entries", { .text($0.joined(separator: "/")) }) { try await bench.newProcEntries() }
    }

    package func unload() async throws -> Int32? {
        try await noted("unload", { $0.map { .number($0) } ?? .nothing }) { try await bench.unload() }
    }

    package func load() async throws { try await noted("load", { .nothing }) { try await bench.load() } }

    package func settle() async throws { try await noted("settle", { .nothing }) { try await bench.settle() } }

    package func watch(_ address: UInt64) async throws {
        try await noted(Call.watch(address), { .nothing }) { try await bench.watch(address) }
    }

    package func sightings() async throws -> [Sighting] {
        try await noted("sightings", { .text($0.map(Call.line).sorted().joined(separator: "\n")) }) {
            try await bench.sightings()
        }
    }

    package func space(of pid: Int32) async throws -> AddressSpace {
        try await noted("space \(pid)", { .space(root: $0.root, levels: $0.depth == .five ? 5 : 4) }) {
            try await bench.space(of: pid)
        }
    }

    package func areas(of pid: Int32) async throws -> ProcessAreas? {
        try await noted("areas \(pid)", { $0.map { .text($0.recorded) } ?? .nothing }) {
            try await bench.areas(of: pid)
        }
    }

    package func objects() async throws -> [String: Int]? {
        try await noted(
            "objects",
            { $0.map { .text($0.map { "\($0.key) \($0.value)" }.sorted().joined(separator: "\n")) } ?? .nothing }
        ) { try await bench.objects() }
    }

    package func look<Value: Sendable>(_ body: @Sendable @escaping (any MachineMemory) -> Value) async throws -> Value {
        let (value, words, found) = try await bench.look { memory in
            let noting = NotingMemory(memory)
            return (body(noting), noting.words, noting.found)
        }
        var image = notes.withLock { MemoryImage(words, &$0.store) }
        image.found = found.isEmpty ? nil : found
        note("look", .memory(image), bench.processes)
        return value
    }

    package func source(of place: Incident.Place?) async -> SourceLocation? {
        let source = await bench.source(of: place)
        note(Call.source(place), source.map { .source(file: $0.file, line: $0.line) } ?? .nothing, bench.processes)
        return source
    }

    package func death(of pid: Int32) async throws -> Incident {
        try await noted("death \(pid)", { .incident(Recording.IncidentText($0)) }) { try await bench.death(of: pid) }
    }
}
