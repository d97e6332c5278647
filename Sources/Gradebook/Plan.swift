package import Results

/// What a batch measures: by which checks, on which kernel, with which version of the grader.
package struct Plan: Sendable, Hashable {
    /// The checks, in the order of the rubric.
    package var definitions: [CheckDefinition]
    /// Release of the kernel that verdicts are measured on; where there are several, see ``on(_:)``.
    package var kernel: String
    /// All kernels that the class is graded on, in the order of the policy; at least one.
    package var kernels: [NamedKernel]
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
        kernels = [NamedKernel(name: kernel, release: kernel)]
        self.grader = grader
        self.tries = tries
    }

    /// A plan to measure on each of these kernels, in the order of the policy; there is at least one.
    package init(definitions: [CheckDefinition], kernels: [NamedKernel], grader: String, tries: Int = 4) {
        self.init(definitions: definitions, kernel: kernels.first?.release ?? "", grader: grader, tries: tries)
        if !kernels.isEmpty { self.kernels = kernels }
    }

    /// The same plan for work on one of its kernels, by its release.
    package func on(_ kernel: String) -> Plan {
        var plan = self
        plan.kernel = kernel
        return plan
    }

    /// What a kernel of the plan is called where its name has to be told; nil where there is one kernel.
    package func name(of kernel: String) -> String? {
        kernels.count > 1 ? kernels.first { $0.release == kernel }?.name ?? kernel : nil
    }

    /// Verdicts of later runs count as done; those of others are to be measured again.
    var since: Int64 { regrading.map { $0.isAnew ? $0.since : 0 } ?? 0 }

    /// Whether a check is to be measured on a kernel. What the strict kernel says is measured beside the first.
    func measures(_ id: String, on kernel: String) -> Bool {
        only?.contains(id) != false && (id != StrictCheck.id || kernel == kernels.first?.release)
    }
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

    /// What tells the pieces of work of one plan apart: a submission is a piece on each kernel.
    package struct Task: Sendable, Hashable {
        /// The submission and its seed.
        package var key: Key
        /// Release of the kernel.
        package var kernel: String
    }

    /// See ``Task``.
    package var task: Task { Task(key: key, kernel: kernel) }

    package var key: Key
    /// The id of the student whose submission it is. Students may hand in the same sources, but their seeds differ.
    package var student: String
    /// Release of the kernel that it is done on.
    package var kernel: String
    /// The ids of these checks, in the order of the rubric.
    package var checks: [String]
    /// How the plan's other checks ended before.
    package var settled: [SettledCheck]

    package init(key: Key, student: String, kernel: String, checks: [String], settled: [SettledCheck] = []) {
        self.key = key
        self.student = student
        self.kernel = kernel
        self.checks = checks
        self.settled = settled
    }
}
