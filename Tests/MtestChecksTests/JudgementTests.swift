import BenchRecordings
import Foundation
import Grading
import MtestChecks
import Testbed
import Testing
import VirtualMachine

/// What the judges find out, on recordings of real machines. The same specification runs on the machines themselves:
/// ``MachineJudgementTests``.
@Suite struct JudgementTests {
    private static let rubric = try? Judgement.course().rubric
    private static let store = try? RecordingShelf.store()

    static func check(_ id: String) throws -> Rubric.Check {
        try #require(rubric?.checks.first { $0.id == id }, "\(id) is no check of the rubric")
    }

    @Test func `there are eighty judgements and more, of every kind that needs a machine`() throws {
        #expect(Judgement.all.count >= 80)
        let kinds = Set(try Judgement.all.map { try Self.check($0.check).kind })
        // Kinds that know no command of mtest are tried on real machines: DirtyLabTests, OwnKindsTests.
        let unrecorded: Set = ["builds", "stress", "line", "reading", "ioctl"]
        #expect(Set(Assignment.mtest.experiments.map { $0.word }).subtracting(unrecorded) == kinds)
    }

    @Test func `the solution passes, and a mutant fails`() {
        for judgement in Judgement.all { #expect((judgement.module == "solution") == (judgement.symptom == nil)) }
    }

    @Test(arguments: Judgement.all)
    func `a judge says of a recording what the specification says`(judgement: Judgement) async throws {
        let check = try Self.check(judgement.check)
        let bench = RecordedBench(
            try RecordingShelf.recording(judgement), try #require(Self.store), setup: check.setup)
        let verdict = try await check.verdict(on: bench)
        #expect(Judgement(judgement.module, judgement.check, verdict) == judgement)
        #expect(bench.strays == [], "these were not read when the recording was made: run `make record`")
        if judgement.module == "solution" { #expect(verdict.styleNotes == []) }
    }
}

/// The same specification on real machines, and where it and the recordings come from.
@Suite(.serialized, .timeLimit(.minutes(15))) struct MachineJudgementTests {
    static let isRecording = ProcessInfo.processInfo.environment["MTEST_RECORD"] != nil

    @Test(.enabled(if: !isRecording), arguments: Judgement.chosen)
    func `a judge says of a machine what the specification says`(judgement: Judgement) async throws {
        let check = try JudgementTests.check(judgement.check)
        let session = try await RealBenches.shared.session(check, module: judgement.module)
        defer { session.machine.kill() }
        let verdict = try await check.verdict(on: session)
        #expect(Judgement(judgement.module, judgement.check, verdict) == judgement)
    }

    @Test(.enabled(if: isRecording)) func `recordings are made on real machines`() async throws {
        var shelf = RecordingShelf()
        for candidate in try Judgement.candidates() {
            let check = try JudgementTests.check(candidate.check)
            let session = try await RealBenches.shared.session(check, module: candidate.module)
            let bench = RecordingBench(session, store: shelf.store)
            let verdict = try await check.verdict(on: bench)
            session.machine.kill()
            // A mistake that did not show in this run is no specification.
            guard verdict.finding != nil || candidate.module == "solution" else { continue }
            try shelf.keep(Judgement(candidate.module, candidate.check, verdict), bench)
        }
        try shelf.write()
    }
}
