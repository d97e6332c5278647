import Mistakes

/// How far the grading of a submission has come: everything that the checks to come depend on. Another process, on this
/// machine or another, can go on from it and comes to the same verdicts. As JSON it is for the same version of the grader
/// only.
package struct Standing: Sendable, Hashable, Codable {
    /// How checks have ended, by their ids.
    var endings: [String: Ending]
    /// What the examination has learnt about the module.
    var memory: Examination.Memory

    /// The number of checks that have ended.
    package var ended: Int { endings.count }
}

/// Keeps what a run has found out so far, for a process that may have to go on from it.
package struct StandingKeeper: Sendable {
    /// Whether it is time to keep something. Asked when no machine is held.
    package var isDue: @Sendable () -> Bool
    /// Keeps it. An error that is thrown here ends the run.
    package var keep: @Sendable (Standing) throws -> Void

    /// A keeper that keeps by `keep` when `isDue` says so.
    package init(isDue: @escaping @Sendable () -> Bool, keep: @escaping @Sendable (Standing) throws -> Void) {
        self.isDue = isDue
        self.keep = keep
    }
}

extension Examination {
    /// Why nothing more is tried.
    struct End: Sendable, Hashable, Codable {
        let reason: String
        /// The id of the check that has shown it.
        let after: String
    }

    /// What an examination knows between two machines. A saved session is not part of it: it only saves time.
    struct Memory: Sendable, Hashable, Codable {
        var starts: [Setup: Int]
        var last: Setup?
        var isHard: Bool
        var isKept: Bool
        var end: End?
        var confirmed: Set<Mistake>
        var budget: Budget
        var controlFailures: Int
        var charges: [Trouble.Kind: Int]
        var kernelLog: String
    }

    /// What it knows now; or what an earlier process knew, from which it goes on.
    var memory: Memory {
        get {
            Memory(
                starts: series.starts, last: series.last, isHard: series.isHard, isKept: series.isKept, end: end,
                confirmed: confirmed, budget: budget, controlFailures: control.failures, charges: control.charges,
                kernelLog: series.kernelLog)
        }
        set {
            (series.starts, series.last) = (newValue.starts, newValue.last)
            (series.isHard, series.isKept, end) = (newValue.isHard, newValue.isKept, newValue.end)
            (confirmed, budget, series.kernelLog) = (newValue.confirmed, newValue.budget, newValue.kernelLog)
            control.resume(failures: newValue.controlFailures, charges: newValue.charges)
        }
    }
}
