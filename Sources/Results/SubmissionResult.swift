/// The results of one submission.
public struct SubmissionResult: Sendable, Hashable, Codable {
    /// Release of the kernel it was graded on.
    public var kernel: String
    /// Seconds from start to end, on the host's clock.
    public var duration: Double
    /// The checks' results, in the order of the rubric.
    public var checks: [CheckResult]
    /// What the compiler said.
    public var remarks: [Remark]
    /// What the machines printed while the module was in them, at most 256 KiB; student text.
    public var kernelLog: String
    /// The number that canaries, layouts and values follow from; the same seed repeats them.
    public var seed: UInt64
    /// The tasks of the skeleton that the sources still leave open, in their order.
    public var openTasks: [OpenTask]

    /// Points earned.
    public var score: Double { checks.sumOfPoints(\.score) }
    /// Points to be had.
    public var maxScore: Double { checks.sumOfPoints(\.maxScore) }

    /// The program's exit status: 0 all passed, 1 something failed, 3 the grader could not do its work (design section 3).
    public var exitStatus: Int32 {
        if checks.contains(where: { $0.status == .error }) { return 3 }
        return checks.allSatisfy(\.status.isSettledWell) ? 0 : 1
    }

    /// The results of a finished run.
    public init(
        kernel: String, duration: Double, checks: [CheckResult], remarks: [Remark] = [], kernelLog: String = "",
        seed: UInt64 = 0, openTasks: [OpenTask] = []
    ) {
        self.kernel = kernel
        self.duration = duration
        self.checks = checks
        self.remarks = remarks
        self.kernelLog = kernelLog
        self.seed = seed
        self.openTasks = openTasks
    }

    enum CodingKeys: String, CodingKey {
        case kernel, checks, remarks, score, seed
        case kernelLog = "kernel_log"
        case openTasks = "open_tasks"
        case duration = "duration_s"
        case maxScore = "max_score"
    }

    /// Reads what ``encode(to:)`` wrote, now or in an earlier version; the sums are computed anew.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kernel = try container.decode(String.self, forKey: .kernel)
        duration = try container.decode(Double.self, forKey: .duration)
        checks = try container.decode([CheckResult].self, forKey: .checks)
        remarks = try container.decode([Remark].self, forKey: .remarks)
        kernelLog = try container.decode(String.self, forKey: .kernelLog)
        seed = try container.decode(UInt64.self, forKey: .seed)
        openTasks = try container.decodeIfPresent([OpenTask].self, forKey: .openTasks) ?? []
    }

    /// Writes the documented format, sums included.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(score, forKey: .score)
        try container.encode(maxScore, forKey: .maxScore)
        try container.encode(kernel, forKey: .kernel)
        try container.encode(duration, forKey: .duration)
        try container.encode(checks, forKey: .checks)
        try container.encode(remarks, forKey: .remarks)
        try container.encode(kernelLog, forKey: .kernelLog)
        try container.encode(seed, forKey: .seed)
        try container.encode(openTasks, forKey: .openTasks)
    }
}

/// Something that the compiler, the linker or kbuild said about a module, or the strict kernel.
public struct Remark: Sendable, Hashable, Codable {
    /// `error`, `warning` or `note`; ``StrictCheck/severity``.
    public var severity: String
    /// The file's path, relative to the submission; nil when the remark is about the whole module.
    public var file: String?
    /// The line, from 1; nil when unknown.
    public var line: Int?
    /// The column in bytes, from 1; nil when unknown.
    public var column: Int?
    /// What was said, without its place.
    public var message: String
    /// The line of source that the remark is about.
    public var sourceLine: String?
    /// The id of the mistake that a finding of the strict kernel is; nil for all other remarks.
    public var mistake: String?

    /// A remark with what is known of it.
    public init(
        severity: String, file: String? = nil, line: Int? = nil, column: Int? = nil, message: String,
        sourceLine: String? = nil, mistake: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.sourceLine = sourceLine
        self.mistake = mistake
    }

    enum CodingKeys: String, CodingKey {
        case severity, file, line, column, message, mistake
        case sourceLine = "source_line"
    }
}
