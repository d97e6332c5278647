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

    /// A machine might answer otherwise by now: then what the judges say of its old answers shows nothing.
    @Test func `recordings are of the modules, checks, targets and messages that there are now`() async throws {
        let kept = try RecordingOrigin.kept()
        var reader = OriginReader()
        var stale: [String: [String]] = [:]
        for judgement in Judgement.all {
            let origin = try await reader.origin(of: judgement)
            guard let before = kept[origin.name] else {
                stale["it is not told what it was made from", default: []].append(origin.name)
                continue
            }
            for change in origin.changes(since: before) {
                stale["\(change) changed since", default: []].append(origin.name)
            }
        }
        for (reason, names) in stale {
            let some = names.prefix(3).joined(separator: ", ")
            Issue.record("\(names.count) recordings are stale (\(some)): \(reason). Run `make recordings`.")
        }
    }

    @Test func `the solution passes, a mutant fails, and a stranger's module does what was judged by hand`() throws {
        let strangers = try Stranger.read()
        for judgement in Judgement.all {
            guard judgement.module.hasPrefix(Judgement.strangers) else {
                #expect((judgement.module == "solution") == (judgement.symptom == nil))
                continue
            }
            let name = String(judgement.module.dropFirst(Judgement.strangers.count))
            let stranger = try #require(strangers[name], "\(name) is none of the strangers")
            #expect(stranger.fails.contains(judgement.check) == (judgement.symptom != nil), "\(judgement)")
        }
    }

    @Test(arguments: Judgement.all)
    func `a judge says of a recording what the specification says`(judgement: Judgement) async throws {
        let check = try Self.check(judgement.check)
        let bench = RecordedBench(
            try RecordingShelf.recording(judgement), try #require(Self.store), setup: check.setup)
        let verdict = try await check.verdict(on: bench)
        #expect(Judgement(judgement.module, judgement.check, verdict) == judgement)
        #expect(
            bench.strays == [],
            "these were not read when the recording was made: run `make record FILTER=MachineJudgementTests`")
        if judgement.module == "solution" { #expect(verdict.styleNotes == []) }
    }
}

/// The same specification on real machines, and where it and the recordings come from.
@Suite(.serialized) struct MachineJudgementTests {
    static let isRecording = ProcessInfo.processInfo.environment["MTEST_RECORD"] != nil

    @Test(.enabled(if: !isRecording), .timeLimit(.minutes(15)), arguments: Judgement.chosen)
    func `a judge says of a machine what the specification says`(judgement: Judgement) async throws {
        let check = try JudgementTests.check(judgement.check)
        let session = try await RealBenches.shared.session(check, module: judgement.module)
        defer { session.machine.kill() }
        let verdict = try await check.verdict(on: session)
        #expect(Judgement(judgement.module, judgement.check, verdict) == judgement)
    }

    /// With `MTEST_ALL=1` all of them, else those that are stale.
    @Test(.enabled(if: isRecording), .timeLimit(.minutes(120))) func `recordings are made on real machines`()
        async throws
    {
        var shelf = Depth.asked == .all ? RecordingShelf() : try await RecordingShelf.kept()
        let candidates = try Judgement.candidates()
        for candidate in Depth.asked.part(of: candidates, by: \.module) where !shelf.has(candidate) {
            // A report that another one followed, on a busy host, is no specification: it is tried again.
            for _ in 1...3 {
                try Task.checkCancellation()
                guard let (judgement, bench) = try? await Self.record(candidate, shelf.store) else { continue }
                try await shelf.keep(judgement, bench)
                break
            }
            // What is done is kept, should the rest be stopped.
            if shelf.fresh.isMultiple(of: 20) { try shelf.write(of: candidates) }
        }
        shelf.dropStale()
        try shelf.write(of: candidates)
    }

    /// Symptoms of a kernel that was harmed, and that may show it in another way the next time.
    private static let moods: Set = [Symptom.alarmed.rawValue, Symptom.crashed.rawValue]
    /// Machines that all have to say the same of such a module.
    private static let moody = 5

    /// What a machine answers to one check.
    ///
    /// - Returns: nil where a mistake did not show in this run, the recording is not judged as the machine was, or another
    ///   machine says something else.
    /// - Throws: that the module cannot be built or loaded, or takes its machine along: it is tried on machines alone.
    private static func record(_ candidate: Judgement, _ store: PageStore) async throws -> (Judgement, RecordingBench)?
    {
        let check = try JudgementTests.check(candidate.check)
        let session = try await RealBenches.shared.session(check, module: candidate.module)
        defer { session.machine.kill() }
        let bench = RecordingBench(session, store: store)
        let judgement = Judgement(candidate.module, candidate.check, try await check.verdict(on: bench))
        guard (judgement.symptom == nil) == (candidate.symptom == nil) else { return nil }
        let again = RecordedBench(bench.recording, bench.store, setup: check.setup)
        guard Judgement(candidate.module, candidate.check, try await check.verdict(on: again)) == judgement else {
            return nil
        }
        for _ in 1..<(judgement.symptom.map(moods.contains) == true ? moody : 1) {
            let other = try await RealBenches.shared.session(check, module: candidate.module)
            defer { other.machine.kill() }
            guard Judgement(candidate.module, candidate.check, try await check.verdict(on: other)) == judgement else {
                return nil
            }
        }
        return (judgement, bench)
    }
}
