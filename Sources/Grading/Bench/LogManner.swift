import AgentProtocol

/// Something about how a module prints that may be the reason why its answer is missing or cannot be read. Each is evidence
/// from the log, from the module's file, or from both.
package enum LogManner: String, Sendable, Hashable, CaseIterable {
    /// Several records are pieces of one line: each printk() begins a new record.
    case inPieces = "in-pieces"
    /// A number in the log looks like the hash that `%p` prints for a pointer, and the module has a format with a `%p`.
    case hashedPointers = "hashed-pointers"
    /// Nothing was printed, and the module has calls of pr_debug() or the like.
    case onlyForDebugging = "only-for-debugging"
    /// The module has a rate limit, and the kernel has said that it dropped lines, or no call has printed more of them than
    /// it lets pass.
    case rateLimited = "rate-limited"
    /// One command has printed so much that only the beginning and the end of it are read (``AnswerLimit``).
    case flooding

    /// What is seen of an answer.
    ///
    /// - Parameters:
    ///   - records: the answer's.
    ///   - module: what the module's file shows.
    ///   - suppressed: whether the kernel has said since the module was loaded that it dropped lines.
    /// - Returns: each manner that is seen.
    static func seen(in records: [KernelRecord], of module: ModuleTraits, suppressed: Bool) -> Set<LogManner> {
        var seen: Set<LogManner> = []
        let texts = records.map(\.text)
        if hasPieces(texts) { seen.insert(.inPieces) }
        if module.hashesPointers, texts.contains(where: hasHash) { seen.insert(.hashedPointers) }
        if module.printsForDebugging, texts.count <= 1 { seen.insert(.onlyForDebugging) }
        if module.limitsRate, suppressed || isLimited(texts) { seen.insert(.rateLimited) }
        return seen
    }

    /// Lines of one call that a rate limit lets pass in 5 s (DEFAULT_RATELIMIT_BURST of include/linux/ratelimit_types.h).
    private static let burst = 10

    /// Whether no call can have printed more than a rate limit lets pass: texts of one call are alike up to their first digit.
    private static func isLimited(_ texts: [String]) -> Bool {
        Dictionary(grouping: texts) { $0.prefix { !$0.isNumber } }.allSatisfy { $0.value.count <= burst }
    }

    /// Whether a text is part of a line: a letter or two, nothing at all, or an end that promises more.
    package static func isPiece(_ text: String) -> Bool {
        let words = text.drop { $0 == " " || $0 == "\t" }
        if words.utf8.count <= 2 { return true }
        // A line that ends in rights, of which the last is absent: `0x1000 0x2000 rw-` or `perm=RW-`.
        let last = words.utf8.reversed().prefix { !" \t=:,([<".utf8.contains($0) }
        if 3..<words.utf8.count ~= last.count, last.allSatisfy({ "rwxspRWXSP-".utf8.contains($0) }) { return false }
        return words.last.map { " \t:=,(>-".contains($0) } ?? true && !text.hasSuffix("--")
    }

    private static func hasPieces(_ texts: [String]) -> Bool {
        let pieces = texts.count(where: isPiece)
        return pieces >= 2 && pieces * 3 >= texts.count
    }

    /// Whether a text has what `%p` prints on 64 bits: eight zeros and eight digits (ptr_to_hashval masks the rest), or a word
    /// in place of them early after the machine's start.
    package static func hasHash(_ text: String) -> Bool {
        if text.contains("ptrval") { return true }
        return text.utf8.split { byte in
            !(0x30...0x39).contains(byte) && !(0x41...0x5a).contains(byte & 0xdf)
        }.contains { word in
            let digits = word.starts(with: "0x".utf8) ? word.dropFirst(2) : word
            return digits.count == 16 && digits.prefix(8).allSatisfy { $0 == 0x30 }
                && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
    }
}
