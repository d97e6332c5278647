/// A kernel that a class is graded on.
public struct NamedKernel: Sendable, Hashable, Codable {
    /// What people call it, for example `5.10`, as the policy does.
    public var name: String
    /// Its release, for example `5.10.0-46-cloud-amd64`.
    public var release: String

    /// A kernel with this name and release.
    public init(name: String, release: String) {
        self.name = name
        self.release = release
    }
}

/// Which verdict counts of a check that was carried out on several kernels.
public enum KernelCounting: String, Sendable, Hashable, Codable, CaseIterable {
    /// The one with the fewest points: a check is passed where it passes on all kernels.
    case worst
    /// The one on the kernel that is named first; the others are shown, and cost nothing.
    case first
}

/// How a check ended on one of several kernels.
public struct KernelEnding: Sendable, Hashable, Codable {
    /// The kernel.
    public var kernel: NamedKernel
    /// How it ended there.
    public var status: CheckResult.Status
    /// Points earned there.
    public var score: Double
    /// What was wrong there, in one line; empty for a pass. Student text may be in it.
    public var message: String
    /// Whether this is the verdict that counts, or one that is equal to it.
    public var isCounted: Bool

    /// An ending with what was measured.
    public init(
        kernel: NamedKernel, status: CheckResult.Status, score: Double, message: String, isCounted: Bool = false
    ) {
        self.kernel = kernel
        self.status = status
        self.score = score
        self.message = message
        self.isCounted = isCounted
    }

    enum CodingKeys: String, CodingKey {
        case kernel, name, status, score, message
        case isCounted = "counts"
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kernel = NamedKernel(
            name: try container.decode(String.self, forKey: .name),
            release: try container.decode(String.self, forKey: .kernel))
        status = try container.decode(CheckResult.Status.self, forKey: .status)
        score = try container.decode(Double.self, forKey: .score)
        message = try container.decode(String.self, forKey: .message)
        isCounted = try container.decode(Bool.self, forKey: .isCounted)
    }

    /// Writes the kernel's release and its name beside the rest.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kernel.release, forKey: .kernel)
        try container.encode(kernel.name, forKey: .name)
        try container.encode(status, forKey: .status)
        try container.encode(score, forKey: .score)
        try container.encode(message, forKey: .message)
        try container.encode(isCounted, forKey: .isCounted)
    }
}
