import Glibc
import Results

/// What looks as if a module were about the grader and not about its task. A sign is no proof: it says where to look.
struct Suspicions {
    /// Named mistakes that no module makes that only does its task.
    private static let mistakes: Set = [
        "replies-forged", "reference-forged", "target-stopped", "machine-suspended", "machine-settings-changed",
        "machine-disturbed",
    ]
    /// What a kernel log has in it where a module prints what only a grader says.
    private static let verdicts = [
        "\"status\"", "max_score", "TAP version", "not ok ", "] ok 1", "checks passed", "all checks pass", "full marks",
        "PASSED", "score:", "score =",
    ]

    let students: [Notable]
    /// Groups of students whose sources are the same but for blanks.
    let identical: [[Student]]

    /// What a student's sources and log say, as far as it is looked for. It is small, so that a class's sources and logs
    /// need not be in memory at once.
    struct Signs {
        /// Why it looks suspicious, in words.
        var reasons: [String] = []
        /// What is the same for sources that are the same but for blanks; nil where there are none.
        var sources: [Int]?

        init(_ student: StudentResult) {
            guard let current = student.current else { return }
            reasons = Suspicions.reasons(current.result)
            sources = Self.digest(current.sources.filter { $0.path.hasSuffix(".c") })
        }

        /// Of the letters only: indentation and line ends are changed by editors. Two sums with the key that Swift draws
        /// for each process, so that nobody can make two sources that have the same.
        private static func digest(_ files: [SourceFile]) -> [Int]? {
            let letters = files.flatMap { $0.text.utf8.filter { $0 > 0x20 } }
            guard !letters.isEmpty else { return nil }
            return (0..<2).map { number in
                var hasher = Hasher()
                hasher.combine(number)
                letters.withUnsafeBytes { hasher.combine(bytes: $0) }
                return hasher.finalize()
            }
        }
    }

    /// What looks suspicious in a class; `signs` are by the student's id, where the results have neither sources nor logs.
    init(_ classResult: ClassResult, signs: [String: Signs]? = nil) {
        let students = classResult.students.map { student in
            (student, signs.map { $0[student.student.id] } ?? Signs(student))
        }
        self.students = students.compactMap { student, signs in
            guard let signs, !signs.reasons.isEmpty else { return nil }
            return Notable(
                student: student.student, mark: student.markOfPossible, why: signs.reasons.joined(separator: "; "))
        }
        let alike = Dictionary(grouping: students.filter { $0.0.score > 0 && $0.1?.sources != nil }) { $0.1?.sources }
        identical = alike.values.filter { $0.count > 1 }.map { $0.map(\.0.student) }
            .sorted { ($1.count, $0[0].id) < ($0.count, $1[0].id) }
    }

    static func reasons(_ result: SubmissionResult) -> [String] {
        var reasons: [String] = []
        func add(_ reason: String, _ check: CheckResult?) {
            let text = reason + (check.map { " (\($0.id))" } ?? "")
            if !reasons.contains(where: { $0.hasPrefix(reason) }) { reasons.append(text) }
        }
        for check in result.checks where check.status == .fail {
            if let id = check.diagnosis, mistakes.contains(id) { add(check.mistake ?? id, check) }
            if check.message.contains("switched itself off") { add("the machine was powered off", check) }
            if has("Attempted to kill init", in: check.message) || has("Attempted to kill init", in: check.actual ?? "")
            {
                add("init was killed", check)
            }
        }
        if has("Attempted to kill init", in: result.kernelLog) { add("init was killed", nil) }
        if let word = verdicts.first(where: { has($0, in: result.kernelLog) }) {
            add("it printed what looks like a verdict: “\(word)” is in the kernel log", nil)
        }
        return reasons
    }

    /// Logs are up to 256 KiB, and there are thousands of them.
    private static func has(_ words: String, in text: String) -> Bool {
        var (text, words) = (text, words)
        return text.withUTF8 { bytes in words.withUTF8 { contains(bytes, $0) } }
    }

    private static func contains(_ bytes: UnsafeBufferPointer<UInt8>, _ words: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress, let wanted = words.baseAddress, bytes.count >= words.count else {
            return words.isEmpty
        }
        var place = 0
        let last = bytes.count - words.count
        while place <= last, let found = memchr(start + place, Int32(wanted[0]), last - place + 1) {
            place = UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
            if memcmp(start + place, wanted, words.count) == 0 { return true }
            place += 1
        }
        return false
    }
}
