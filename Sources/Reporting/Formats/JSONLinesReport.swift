package import Results

/// A class as JSON Lines, for programs: one line per student.
package enum JSONLinesReport {
    /// Everything that is known of each student, without the sources and the logs.
    ///
    /// - Throws: when a number cannot be encoded; results of a grading run always can.
    package static func text(_ classResult: ClassResult) throws -> String {
        try classResult.students.map { try JSONText.text(Line($0)) + "\n" }.joined()
    }

    private struct Line: Encodable {
        let id: String
        let name: String
        let aliases: [String: String]
        /// Nil where nothing was judged, which is not 0.
        let score: Double?
        /// Whether nothing waits for a verdict or for a person.
        let isFinal: Bool
        let notJudged: Double
        let maxScore: Double
        let problem: String?
        let attempts: Int
        let submitted: Double?
        let hash: String?
        let kernel: String?
        let graderVersion: String?
        let seed: UInt64?
        let penalty: LatePenalty?
        let handMarks: [HandMark]
        let checks: [Check]

        init(_ student: StudentResult) {
            let current = student.current
            id = student.student.id
            name = student.student.name
            aliases = student.student.aliases
            score = student.isGraded ? student.score : nil
            isFinal = student.mark != nil
            notJudged = student.unmeasured
            maxScore = student.maxScore
            problem = student.problem
            attempts = student.attempts.count
            submitted = current?.submitted
            hash = current?.hash
            kernel = current?.result.kernel
            graderVersion = current?.graderVersion
            seed = current?.result.seed
            penalty = current?.penalty
            handMarks = student.handMarks
            checks = current?.result.checks.map(Check.init) ?? []
        }
    }

    private struct Check: Encodable {
        let id: String
        let lab: String
        let status: CheckResult.Status
        let score: Double
        let maxScore: Double
        let message: String
        let diagnosis: String?
        /// The parts of the story, without hints: they are the rubric's, not the student's.
        let story: [CheckResult.StoryPart]
        /// How it ended on each kernel; nil where one was graded on.
        let kernels: [KernelEnding]?

        init(_ check: CheckResult) {
            id = check.id
            lab = check.lab
            status = check.status
            score = check.score
            maxScore = check.maxScore
            message = check.message
            diagnosis = check.diagnosis
            story = check.story(hints: 0)
            kernels = check.endings.isEmpty ? nil : check.endings
        }
    }
}
