import FoundationEssentials
package import Results

/// What a worker is asked to grade: a line of JSON on its way there.
package struct Order: Sendable, Hashable, Codable {
    /// A check that is to be done.
    package struct Check: Sendable, Hashable, Codable {
        package var id: String
        /// As the coordinator knows it: a worker whose rubric differs refuses.
        package var fingerprint: String
    }

    /// Hash of the sources.
    package var submission: String
    package var seed: UInt64
    /// Whose it is, for people.
    package var student: String
    /// Where the sources lie.
    package var folder: String
    package var checks: [Check]
    /// What the other checks of the plan came to before.
    package var settled: [SettledCheck]
    /// Release of the kernel.
    package var kernel: String
    /// Version of the grader that the coordinator is.
    package var grader: String
}

/// What a worker answers: a line of JSON on its way back.
package enum Answer: Sendable, Hashable, Codable {
    /// What it is doing, in words.
    case doing(String)
    /// It is done.
    case done(Outcome)
}

/// What an order came to.
package struct Outcome: Sendable, Hashable, Codable {
    package var submission: String
    package var seed: UInt64
    /// Nil when the grader could not do its work.
    package var result: SubmissionResult?
    /// Why it could not.
    package var failure: String?

    package init(_ order: Order, result: SubmissionResult? = nil, failure: String? = nil) {
        submission = order.submission
        seed = order.seed
        self.result = result
        self.failure = failure
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
