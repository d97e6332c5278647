package import Mistakes
package import Results

/// Something that was not looked at on the strict kernel.
package enum StrictGap: Sendable, Hashable {
    /// No check has passed or failed on the usual kernel: the module does not build or load there.
    case nothingRuns
    /// The module does not build for the strict kernel, though it does for the usual one; with the compiler's first error.
    case notBuilt(String?)
    /// It does not load there, for this reason.
    case notLoaded(String)
    /// The kernel looks at no locks of a module whose licence is not a free one.
    case locks
    /// The module has hung so many machines that the rest was left out.
    case hangs(Int)
    /// Lost memory could not be looked for, for this reason.
    case leaks(String)

    /// One sentence, without a full stop.
    package var sentence: String {
        switch self {
        case .nothingRuns: "no check of the module was carried out on the usual kernel"
        case .notBuilt(let said): "the module does not build for the strict kernel" + (said.map { ": \($0)" } ?? "")
        case .notLoaded(let reason): "the module does not load on the strict kernel: \(reason)"
        case .locks:
            "locks were not looked at: the kernel does not for a module whose MODULE_LICENSE() is not a free one"
        case .hangs(let count): "the module hung \(count) machines, and the rest was not looked at"
        case .leaks(let reason): "lost memory was not looked for: \(reason)"
        }
    }

    /// What it makes of a verdict where nothing was found. What the module's own licence keeps from being looked at
    /// has no points; what this kernel alone cannot do with a module is not asked for; what the grader failed at is tried
    /// again.
    fileprivate var status: CheckResult.Status {
        switch self {
        case .nothingRuns, .locks: .skipped
        case .notBuilt, .notLoaded, .hangs: .notApplicable
        case .leaks: .error
        }
    }
}

extension StrictRun.Outcome {
    /// The verdict of the check that stands for all that was looked at.
    ///
    /// - Parameter catalogue: the sentences of mistakes.
    /// - Returns: the verdict, without points.
    package func verdict(_ catalogue: MistakeCatalogue) -> CheckResult {
        let heading = StrictCheck.heading(points: 0)
        if let first = findings.first {
            let mistakes = findings.map { $0.remark(catalogue) }.strictMistakes
            return CheckResult(
                heading, status: .fail, message: "the strict kernel reports \(mistakes.joined(separator: ", "))",
                diagnosis: first.mistake.id, mistake: catalogue[first.mistake]?.sentence, place: first.place)
        }
        let gaps = tried == 0 && gaps.isEmpty ? [.nothingRuns] : gaps
        // The grader's own failure counts before what it could do nothing about.
        let statuses: [CheckResult.Status] = [.error, .skipped, .notApplicable]
        for status in statuses {
            guard let gap = gaps.first(where: { $0.status == status }) else { continue }
            return CheckResult(heading, status: status, message: gap.sentence)
        }
        return CheckResult(heading, status: .pass)
    }
}
