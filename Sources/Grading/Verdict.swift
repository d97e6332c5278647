/// What a check came to, before it is given points.
enum Verdict: Sendable, Hashable {
    case pass
    case fail(Finding)
    /// Not the student's: the grader, the machine or its tables are at fault.
    case error(String)

    /// What is wrong, and how it shows.
    struct Finding: Sendable, Hashable {
        var message: String
        var expected: String?
        var actual: String?
        var diagnosis: String?
    }

    static func wrong(_ message: String, expected: String? = nil, actual: String? = nil, diagnosis: String? = nil)
        -> Verdict
    {
        .fail(Finding(message: message, expected: expected, actual: actual, diagnosis: diagnosis))
    }
}

/// A 64-bit number as the reports show it.
func hex(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
