package import Results

/// What a batch measures: by which checks, on which kernel, with which version of the grader.
package struct Plan: Sendable, Hashable {
    /// The checks, in the order of the rubric.
    package var definitions: [CheckDefinition]
    /// Release of the kernel.
    package var kernel: String
    /// Version of the grader.
    package var grader: String
    /// How often a check may end in an error of the grader before batches give it up; at least 1.
    package var tries: Int
    /// What this is a part of, where it replaces verdicts of before; nil where it only adds what is missing.
    package var regrading: Regrading?
    /// The ids of the checks that are measured; nil for all. The others stay in the gradebook as they are.
    package var only: Set<String>?
    /// What of the rubric the gradebook has with this plan, in words for people; nil for all of it.
    package var part: String?

    package init(definitions: [CheckDefinition], kernel: String, grader: String, tries: Int = 4) {
        self.definitions = definitions
        self.kernel = kernel
        self.grader = grader
        self.tries = tries
    }

    /// Verdicts of later runs count as done; those of others are to be measured again.
    var since: Int64 { regrading.map { $0.isAnew ? $0.since : 0 } ?? 0 }

    /// Whether a check is to be measured.
    func measures(_ id: String) -> Bool { only?.contains(id) != false }
}

/// One submission with one seed, and the checks that are still to be done of it.
package struct Work: Sendable, Hashable {
    /// What the work is known by.
    package struct Key: Sendable, Hashable {
        /// Hash of the sources.
        package var submission: String
        package var seed: UInt64

        package init(submission: String, seed: UInt64) {
            self.submission = submission
            self.seed = seed
        }
    }

    package var key: Key
    /// The id of the student whose submission it is. Students may hand in the same sources, but their seeds differ.
    package var student: String
    /// The ids of these checks, in the order of the rubric.
    package var checks: [String]
    /// How the plan's other checks ended before.
    package var settled: [SettledCheck]

    package init(key: Key, student: String, checks: [String], settled: [SettledCheck] = []) {
        self.key = key
        self.student = student
        self.checks = checks
        self.settled = settled
    }
}
