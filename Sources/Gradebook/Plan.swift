package import Results

/// What a batch measures: by which checks, on which kernel, with which version of the grader.
package struct Plan: Sendable, Hashable {
    /// In the order of the rubric.
    package var definitions: [CheckDefinition]
    /// Release of the kernel.
    package var kernel: String
    /// Version of the grader.
    package var grader: String
    /// A check that ended in the grader's own error is tried again by later batches, until it was tried this often.
    package var tries: Int

    package init(definitions: [CheckDefinition], kernel: String, grader: String, tries: Int = 4) {
        self.definitions = definitions
        self.kernel = kernel
        self.grader = grader
        self.tries = tries
    }
}

/// One submission with one seed, and the checks that are still to be done of it.
package struct Work: Sendable, Hashable {
    /// Which one.
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
    /// Whose it is; several students may have handed in the same and drawn the same seed, never two with one gradebook.
    package var student: String
    /// Ids, in the order of the rubric.
    package var checks: [String]
    /// What the others of the plan came to before.
    package var settled: [SettledCheck]

    package init(key: Key, student: String, checks: [String], settled: [SettledCheck] = []) {
        self.key = key
        self.student = student
        self.checks = checks
        self.settled = settled
    }
}
