import FoundationEssentials
package import Results

/// What a worker has to grade: a line of JSON on its way there.
package struct Order: Sendable, Hashable, Codable {
    /// A check to carry out.
    package struct Check: Sendable, Hashable, Codable {
        /// The check's id in the rubric.
        package var id: String
        /// The coordinator's fingerprint of the check: a worker whose rubric has another refuses the order.
        package var fingerprint: String
    }

    /// Hash of the sources.
    package var submission: String
    /// The number that the canaries, layouts and values of this student's checks follow from.
    package var seed: UInt64
    /// The student's id, for messages.
    package var student: String
    /// The folder with the sources.
    package var folder: String
    /// The checks to carry out.
    package var checks: [Check]
    /// Results of the other checks of the plan, from before.
    package var settled: [SettledCheck]
    /// Release of the kernel.
    package var kernel: String
    /// Version of the coordinator's grader.
    package var grader: String
    /// The file that keeps how far the order has come; nil keeps nothing.
    package var unfinished: String?
    /// Seconds after which the order is put aside until others are done; nil carries it out to its end.
    package var patience: Double?

    /// An order without checks asks only whether the machine is fit: a control for one that failed.
    var isControl: Bool { checks.isEmpty }

    /// The control for this order.
    var control: Order {
        var order = self
        order.checks = []
        return order
    }
}

/// What a worker answers: a line of JSON on its way back.
package enum Answer: Sendable, Hashable, Codable {
    /// What it is doing, in words.
    case doing(String)
    /// The order is carried out.
    case done(Outcome)
}

/// The result of an order.
package struct Outcome: Sendable, Hashable, Codable {
    /// The hash of the order's sources.
    package var submission: String
    /// The order's seed.
    package var seed: UInt64
    /// Nil when the grader could not do its work.
    package var result: SubmissionResult?
    /// Why it could not; nil when it could.
    package var failure: String?
    /// After a failure: whether a module that is known to be right built here then, and a machine answered. The failure
    /// then says nothing about this machine, and other submissions can be graded. Nil where that was not tried.
    package var isMachineFit: Bool?
    /// Where the order was put aside: how many of its checks have ended so far. It has no result yet, and no failure.
    package var asideAfter: Int?

    /// The outcome of `order`: a result, or a reason why there is none.
    package init(
        _ order: Order, result: SubmissionResult? = nil, failure: String? = nil, isMachineFit: Bool? = nil
    ) {
        submission = order.submission
        seed = order.seed
        self.result = result
        self.failure = failure
        self.isMachineFit = isMachineFit
    }
}

extension Encodable {
    /// One line, without its end.
    package func line() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}

extension Decodable {
    /// Reads what ``Swift/Encodable/line()`` made.
    package init(line: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(line))
    }
}
