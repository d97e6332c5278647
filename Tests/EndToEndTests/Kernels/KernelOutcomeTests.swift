import Foundation
import MtestChecks
import Results
import Specimens
import Testbed
import Testing
import Version

/// One source, one verdict: modules come to the same on each kernel, or it is said why not. Graded are the kernels that
/// `MTEST_KERNELS` names, with commas between; without it only what was recorded is looked at.
@Suite(.timeLimit(.minutes(60))) struct KernelOutcomeTests {
    private static let kernels: [String] =
        (ProcessInfo.processInfo.environment["MTEST_KERNELS"] ?? "").split(separator: ",").map(String.init)

    /// A module on a kernel.
    struct Trial: CustomTestStringConvertible {
        let subject: KernelOutcome.Subject
        /// The kernel as `--kernel` has it.
        let kernel: String

        var testDescription: String { "\(subject.name) on \(kernel)" }
    }

    /// The mutants that are tried unless others are asked for: of each kind of thing that differs between kernels one. Most
    /// verdicts rest on a number, and that is the same everywhere; these rest on what a kernel reports, counts or lets be.
    private static let spread = [
        "address-32-bit", "copy-under-spinlock", "heap-overrun", "huge-2m-as-table", "list-without-rcu",
        "missing-process-dereferenced", "mm-leak-findpage", "page-leak", "user-pointer-dereferenced",
        "vm-end-inclusive",
    ]

    private static let hostile = ["bug-in-command"]

    private static let trials: [Trial] = {
        let styles = (try? FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/Tests/Styles")) ?? []
        let mutants = (try? Mutant.ids(root: projectRoot)) ?? []
        let hostile = (try? HostileModule.names(root: projectRoot)) ?? []
        let subjects: [KernelOutcome.Subject] =
            // `make check-kernels` grades the reference module by the command that people use.
            (Depth.asked.names("kmod-solution", otherwise: Recording.isOn) ? [.solution] : [])
            + (Depth.asked.names("kmod-skeleton", otherwise: false) ? [.skeleton] : [])
            + styles.sorted().filter { Depth.asked.names($0, otherwise: false) }.map { .init(kind: .style, name: $0) }
            + mutants.filter { Depth.asked.names($0, otherwise: spread.contains($0)) }
            .map { .init(kind: .mutant, name: $0) }
            + hostile.filter { Depth.asked.names($0, otherwise: Self.hostile.contains($0)) }
            .map { .init(kind: .hostile, name: $0) }
        return subjects.flatMap { subject in kernels.map { Trial(subject: subject, kernel: $0) } }
    }()

    @Test(arguments: trials)
    func `comes to the same as on the course's kernel, or it is said why not`(trial: Trial) async throws {
        if Recording.isOn, try Self.isRecorded(trial) { return }
        let (result, differences) = try await Self.graded(trial)
        let series = KernelOutcome.series(of: result.kernel)
        if Recording.isOn {
            // What the grader could not judge, on a busy host above all, is no property of a kernel.
            try #require(!result.checks.contains { $0.status == .error }, "not recorded: \(Self.told(result))")
            let commit = ProcessInfo.processInfo.environment["MTEST_COMMIT"] ?? "-"
            return try await KernelOutcomeTable.shared.record(
                KernelOutcome(
                    result, of: trial.subject, version: GraderVersion.current, commit: commit,
                    differences: differences))
        }
        let explanations = try KernelExplanation.all()
        let unexplained = differences.filter { word in
            !explanations.contains { $0.explains(word, of: trial.subject.name, on: series) }
        }
        #expect(unexplained.sorted() == [], "explain it in \(KernelExplanation.path), or mend it: \(Self.told(result))")
    }

    @Test func `each difference that was recorded is explained, and each explanation is about one`() throws {
        let explanations = try KernelExplanation.all()
        var used: Set<KernelExplanation> = []
        for outcome in try KernelOutcomeTable.outcomes() {
            for word in outcome.differences {
                let fitting = explanations.filter {
                    $0.explains(word, of: outcome.subject.name, on: outcome.series)
                }
                #expect(fitting.count == 1, "\(outcome.line): \(word)")
                used.formUnion(fitting)
            }
        }
        #expect(explanations.filter { !used.contains($0) }.map { "\($0.word) \($0.names)" } == [])
    }

    @Test func `what was recorded is about modules that are there`() throws {
        let styles = try FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/Tests/Styles")
        let known: [KernelOutcome.Subject.Kind: Set<String>] = [
            .module: ["kmod-solution", "kmod-skeleton"], .style: Set(styles),
            .mutant: Set(try Mutant.ids(root: projectRoot)), .hostile: Set(try HostileModule.names(root: projectRoot)),
        ]
        let outcomes = try KernelOutcomeTable.outcomes()
        #expect(outcomes.filter { known[$0.subject.kind]?.contains($0.subject.name) != true }.map(\.line) == [])
        let chosen = Set(Self.spread).subtracting(known[.mutant] ?? []).union(
            Set(Self.hostile).subtracting(known[.hostile] ?? []))
        #expect(chosen.sorted() == [], "no such mutant or hostile module")
    }

    @Test func `the table in docs is that of what was recorded`() async throws {
        if Recording.isOn { return try await KernelOutcomeTable.shared.writeDocument() }
        let kept = try String(contentsOfFile: "\(projectRoot)/\(KernelDocument.path)", encoding: .utf8)
        #expect(try KernelOutcomeTable.document().text == kept, "run `make kernels`")
    }

    @Test func `an explanation is about its kernels, modules and words, and no others`() throws {
        let later = try KernelExplanation(line: "6.12+ 5.10\tn/a:findpage.*\ta-mutant b-mutant\tIt is so.")
        #expect(later.explains("n/a:findpage.five-levels", of: "a-mutant", on: "6.12"))
        #expect(later.explains("n/a:findpage.five-levels", of: "b-mutant", on: "7.3"))
        #expect(later.explains("n/a:findpage.five-levels", of: "b-mutant", on: "5.10"))
        #expect(!later.explains("n/a:findpage.five-levels", of: "b-mutant", on: "6.1"))
        #expect(!later.explains("n/a:findpage.five-levels", of: "c-mutant", on: "7.3"))
        #expect(!later.explains("also:findpage.five-levels", of: "a-mutant", on: "7.3"))
    }

    // MARK: - Grading

    /// Whether it was graded on this kernel by this version of the grader.
    private static func isRecorded(_ trial: Trial) throws -> Bool {
        try KernelOutcomeTable.outcomes().contains { outcome in
            outcome.subject == trial.subject && outcome.version == GraderVersion.current
                && (outcome.release.hasPrefix("\(trial.kernel).") || outcome.release == trial.kernel)
        }
    }

    private static func graded(_ trial: Trial) async throws -> (SubmissionResult, Set<String>) {
        let name = trial.subject.name
        switch trial.subject.kind {
        case .module:
            let result = try await Submissions.grade(folder: "\(projectRoot)/\(name)", kernel: trial.kernel)
            return (result, differences(result, fails: trial.subject == .solution ? [] : nil))
        case .style:
            let result = try await Submissions.grade(
                folder: "\(projectRoot)/Tests/Styles/\(name)", core: true, kernel: trial.kernel)
            return (result, differences(result, fails: StyleTests.fails(name)))
        case .mutant:
            let mutant = try Mutant.read(name, root: projectRoot)
            let row = try #require(try Recording.table().rows[name])
            // What is recorded has a sample of the other checks as well; for it a kernel needs machines of all kinds.
            let isSampled = Recording.isOn || Depth.asked.hasEveryCheck || row.fails.isEmpty
            let checks = isSampled ? try MutantTests.checks(of: mutant, isWhole: false) : row.fails
            let result = try await Submissions.grade(mutant.edits, checks: checks, kernel: trial.kernel)
            var words = differences(result, fails: Set(row.fails), perhaps: Set(row.perhaps))
            // What it passes on 6.1 tells nothing about it.
            let absent = result.checks.filter { $0.status == .notApplicable && !row.fails.contains($0.id) }
            words.subtract(absent.map { KernelOutcome.Difference.notApplicable($0.id) })
            let isRace = row.fails.isEmpty && !row.perhaps.isEmpty
            if row.named != nil, !isRace, !result.checks.contains(where: { $0.diagnosis == row.named }) {
                words.insert(KernelOutcome.Difference.unnamed)
            }
            return (result, words)
        case .hostile:
            let module = try HostileModule.read(name, root: projectRoot)
            let result = try await Submissions.grade(sources: module.sources, core: true, kernel: trial.kernel)
            return (result, try differences(result, of: module))
        }
    }

    /// How a result differs from failing just the checks `fails`, and perhaps those of `perhaps`. Without `fails`, only what
    /// is not applicable, or not judged, is a difference: all else is in the points.
    private static func differences(
        _ result: SubmissionResult, fails: Set<String>?, perhaps: Set<String> = []
    ) -> Set<String> {
        var words: Set<String> = []
        for check in result.checks where !perhaps.contains(check.id) {
            switch check.status {
            case .notApplicable: words.insert(KernelOutcome.Difference.notApplicable(check.id))
            case .error: words.insert(KernelOutcome.Difference.error(check.id))
            case .pass:
                if fails?.contains(check.id) == true { words.insert(KernelOutcome.Difference.passes(check.id)) }
            case .fail, .blocked, .skipped:
                if fails?.contains(check.id) == false { words.insert(KernelOutcome.Difference.also(check.id)) }
            }
        }
        return words
    }

    private static func differences(_ result: SubmissionResult, of module: HostileModule) throws -> Set<String> {
        var words: Set<String> = []
        for check in result.checks where check.status == .error {
            words.insert(KernelOutcome.Difference.error(check.id))
        }
        let expected = try #require(try HostileExpectation.read(root: projectRoot)[module.name])
        for lab in expected.exceeded(by: result) { words.insert(KernelOutcome.Difference.earned(lab)) }
        if !expected.isSaid(by: result) { words.insert(KernelOutcome.Difference.unsaid) }
        let points = result.checks.reduce(0) { $0 + $1.score }
        // What happens by chance differs on one kernel already.
        if !module.tags.contains(.chance), let usual = try HostileTable.points(of: module.name), Int(points) != usual {
            words.insert(KernelOutcome.Difference.points)
        }
        return words
    }

    /// What a person needs to see why.
    private static func told(_ result: SubmissionResult) -> String {
        result.checks.filter { $0.status != .pass }.prefix(5)
            .map { "\($0.id) \($0.status): \($0.message) \($0.actual ?? "")" }.joined(separator: "; ")
    }
}
