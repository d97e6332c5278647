import Results

/// What the failures of one cause have in common.
enum CauseKey: Hashable {
    /// The mistake, and the student's line where the mistake's name says no more than how it showed.
    case mistake(String, place: String?)
    /// How it showed, and the message without what differs from one command to the next. What has no name is not taken
    /// for one thing in two labs.
    case message(String?, kind: String, lab: String)

    init(_ check: CheckResult) {
        if let mistake = check.diagnosis {
            let place = Self.generic.contains(mistake) ? check.place.map { "\($0.file):\($0.line)" } : nil
            self = .mistake(mistake, place: place)
        } else {
            self = .message(check.symptom, kind: Self.kind(of: check.message), lab: check.lab)
        }
    }

    var isMistake: Bool { if case .mistake = self { true } else { false } }

    /// Names that any wrong pointer or loop has: two of them in two places are two mistakes.
    private static let generic: Set = [
        "kernel-crash", "kernel-warning", "null-pointer-dereferenced", "wild-pointer-dereferenced", "endless-loop",
        "deadlock",
    ]

    /// A message without what is quoted and without numbers: addresses differ with each command.
    private static func kind(of message: String) -> String {
        var kind: [Substring] = []
        var isQuoted = false
        for word in message.prefix(400).split(separator: " ") {
            if word.contains("“") { isQuoted = true }
            if !isQuoted, !word.contains(where: \.isNumber) {
                kind.append(word)
            } else if kind.last != "#" {
                kind.append("#")
            }
            if word.contains("”") { isQuoted = false }
        }
        return kind.joined(separator: " ")
    }
}
