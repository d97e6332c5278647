import AgentProtocol
import Grading
import Mistakes
import ModuleBuild
import Paging
import Synchronization
import TargetProtocol
import Testing

@testable import MtestChecks

/// What decides the check that four processes write at once: what was seen, and not how much was printed or how soon the
/// kernel frees what it may free late.
@Suite struct StressTests {
    /// A machine after the stress: what its log and its counts say, each time they are read.
    private final class StressedBench: Bench {
        let setup = Setup()
        let seed = Seed(1)
        let processes = [TargetProcess(pid: 9, name: "mother", canaries: Canaries(seed: 1), places: [:])]
        private let accepted: Int
        private let taint: UInt64
        private let state: Mutex<(cutOff: Int, counts: [Int])>

        /// - Parameters:
        ///   - accepted: commands that were accepted.
        ///   - cutOff: times that the log had lost records when it was read.
        ///   - counts: objects in use at each count; the last stays.
        ///   - taint: the kernel's mark.
        init(accepted: Int = 600, cutOff: Int = 0, counts: [Int] = [100], taint: UInt64 = 0) {
            self.accepted = accepted
            self.taint = taint
            state = Mutex((cutOff, counts))
        }

        func send(_ request: TargetRequest, work: Double) -> TargetReply {
            request.verb == "shrink" ? .done : .stressed(accepted: accepted)
        }

        func records() throws -> [KernelRecord] {
            guard state.withLock({ $0.cutOff }) > 0 else { return [] }
            state.withLock { $0.cutOff -= 1 }
            throw Incident("more than the log holds", symptom: .wrong, mistake: .outputCutOff)
        }

        func read(_ path: String, offset: UInt64, count: UInt32) -> [UInt8]? {
            switch path {
            case "/proc/sys/kernel/tainted": return Array("\(taint)\n".utf8)
            case "/proc/slabinfo":
                let objects = state.withLock { state in
                    state.counts.count > 1 ? state.counts.removeFirst() : state.counts[0]
                }
                return Array("version\nnames\nmm_struct \(objects) 0\ntask_struct 50 0\n".utf8)
            default: return []
            }
        }

        func settle() {}
        func write(
            _: [UInt8], by _: Writer, mode _: TargetRequest.WriteMode, isAnswer _: ([String]) -> Bool
        ) throws -> WriteOutcome { throw Unasked() }
        func newProcEntries() -> [String] { [] }
        func watch(_: UInt64) {}
        func sightings() -> [Sighting] { [] }
        func shell() throws -> TargetProcess { throw Unasked() }
        func replaceTarget() throws { throw Unasked() }
        func hasProcEntry(_: String) -> Bool { true }
        func unload() throws -> Int32? { throw Unasked() }
        func load() throws { throw Unasked() }
        func space(of _: Int32) throws -> AddressSpace { throw Unasked() }
        func areas(of _: Int32) -> ProcessAreas? { nil }
        func objects() -> [String: Int]? { nil }
        func look<Value: Sendable>(_: @Sendable @escaping (any MachineMemory) -> Value) throws -> Value {
            throw Unasked()
        }
        func source(of _: Incident.Place?) -> ModuleBuild.SourceLocation? { nil }
        func death(of _: Int32) throws -> Incident { throw Unasked() }

        struct Unasked: Error {}
    }

    private static func verdict(on bench: StressedBench) async throws -> Verdict {
        let document = """
            checks:
              - id: a.b
                title: t
                points: 1
                command: "listvma 1"
                expect: stress
                why: w
                hints: [one, two]
            """
        let check = try #require(
            try Rubric.parse(
                document, file: "lab.yml", lab: "x",
                RubricVocabulary(assignment: .mtest, mistakes: MistakeCatalogue(), targets: nil)
            ).first)
        return try await check.verdict(on: bench)
    }

    @Test(arguments: [0, 1, 3]) func `more lines than the log holds decide nothing`(cutOff: Int) async throws {
        #expect(try await Self.verdict(on: StressedBench(cutOff: cutOff)).isPass)
    }

    @Test func `a fault of the kernel among the lines that are lost is found by the kernel's mark`() async throws {
        // A module that is not of the kernel's tree sets bits 12 and 13.
        #expect(try await Self.verdict(on: StressedBench(cutOff: 1, taint: 1 << 12 | 1 << 13)).isPass)
        let verdict = try await Self.verdict(on: StressedBench(cutOff: 1, taint: 1 << 12 | 1 << 7))
        #expect(verdict.finding?.symptom == .crashed)
    }

    @Test func `objects that are freed late are not leaked`() async throws {
        #expect(try await Self.verdict(on: StressedBench(counts: [100, 160, 150, 150, 104])).isPass)
    }

    @Test func `objects that stay are leaked`() async throws {
        let verdict = try await Self.verdict(on: StressedBench(counts: [100, 163, 160]))
        #expect(verdict.finding?.mistake == .mmReferenceLeaked)
    }

    @Test func `one accepted command is enough, since which are accepted depends on who is alive`() async throws {
        #expect(try await Self.verdict(on: StressedBench(accepted: 1)).isPass)
        #expect(try await Self.verdict(on: StressedBench(accepted: 0)).finding?.symptom == .refused)
    }
}
