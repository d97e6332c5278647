import Mistakes
import Results
import Testing

@testable import Grading

@Suite struct StrictFindingTests {
    private func finding(
        _ mistake: String, line: Int?, check: String? = "proc.echo", said: String = "BUG: KASAN: slab-out-of-bounds"
    ) -> StrictFinding {
        StrictFinding(
            mistake: Mistake(mistake), place: line.map { SourcePlace(file: "mtest.c", line: $0, text: "x;") },
            said: said,
            check: check)
    }

    @Test func `each mistake in each line is told once, in the order of the lines`() {
        let findings = [
            finding("use-after-free", line: 30), finding("memory-overrun", line: 10),
            finding("memory-overrun", line: 10, check: "proc.long"), finding("memory-overrun", line: 20),
            finding("kernel-warning", line: nil), finding("kernel-warning", line: nil, said: "other"),
        ]
        #expect(
            findings.distinct.map { "\($0.mistake.id) \($0.place?.line ?? 0)" } == [
                "kernel-warning 0", "memory-overrun 10", "memory-overrun 20", "use-after-free 30",
            ])
    }

    @Test func `a remark has the line, the sentence, the kernel's words, the check and the name`() {
        let catalogue = MistakeCatalogue([.init(Mistake("memory-overrun"), sentence: "One byte too many.")])
        let remark = finding("memory-overrun", line: 10).remark(catalogue)
        #expect(remark.severity == "strict")
        #expect(remark.file == "mtest.c" && remark.line == 10 && remark.sourceLine == "x;")
        #expect(
            remark.message
                == "One byte too many. The strict kernel says: BUG: KASAN: slab-out-of-bounds (seen in proc.echo) "
                + "[memory-overrun]")
    }

    @Test func `a hidden check is not named`() {
        let remark = finding("memory-overrun", line: 10, check: nil).remark(MistakeCatalogue())
        #expect(!remark.message.contains("seen in"))
    }

    @Test func `a mistake that a catalogue of one's own lacks has a sentence all the same`() {
        #expect(finding("no-such", line: 1).remark(MistakeCatalogue()).message.hasPrefix("The kernel complains."))
    }
}

/// The one verdict on all that the strict kernel says.
@Suite struct StrictVerdictTests {
    private static let finding = StrictFinding(
        mistake: Mistake("memory-overrun"), place: SourcePlace(file: "mtest.c", line: 7, text: "x;"), said: "BUG",
        check: nil)

    private static func status(_ findings: [StrictFinding] = [], tried: Int = 3, gaps: StrictGap...)
        -> CheckResult.Status
    {
        StrictRun.Outcome(findings: findings, tried: tried, gaps: gaps).verdict(MistakeCatalogue()).status
    }

    @Test func `what was found fails, and has the line and the name`() {
        let verdict = StrictRun.Outcome(findings: [Self.finding, Self.finding], tried: 3, gaps: [.leaks("x")])
            .verdict(MistakeCatalogue())
        #expect(verdict.status == .fail)
        #expect(verdict.diagnosis == "memory-overrun" && verdict.place?.line == 7)
        #expect(verdict.message == "the strict kernel reports memory-overrun")
    }

    @Test func `only a module that was looked at as a whole passes`() {
        #expect(Self.status() == .pass)
        #expect(Self.status(tried: 0) == .skipped)
        #expect(Self.status(gaps: .locks) == .skipped)
    }

    @Test func `what this kernel alone cannot do with a module charges nobody`() {
        #expect(Self.status(tried: 0, gaps: .notBuilt("no such symbol")) == .notApplicable)
        #expect(Self.status(tried: 0, gaps: .notLoaded("refused")) == .notApplicable)
        #expect(Self.status(gaps: .hangs(4)) == .notApplicable)
    }

    @Test func `what the grader failed at is its own error, whatever else was left out`() {
        #expect(Self.status(gaps: .locks, .leaks("no answer")) == .error)
    }

    @Test func `each mistake that a policy may price is one that the kernel's reports have`() {
        let named = Set(Mistake.ofTheKernel.map(\.id) + ["memory-leaked"])
        #expect(StrictCheck.mistakes.subtracting(named) == [])
    }
}
