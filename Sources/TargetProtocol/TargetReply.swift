/// A line that a target prints: a place before it is ready, or the answer to a ``TargetRequest``.
package enum TargetReply: Sendable, Hashable {
    /// A place in its memory. memory.c.
    case place(TargetPlace)
    /// All places are announced; from now on lines are obeyed. serve.c.
    case ready
    /// It is in user mode with the magic value in r12. serve.c.
    case spinning
    /// What was asked for is done, and there is nothing to report.
    case done
    /// Part of what was asked for is done, and the rest goes on. processes.c.
    case underway
    /// What the write(2) of a command returned, with errno, which is 0 unless the result is negative. commands.c.
    case wrote(result: Int, errno: Int32)
    /// What was read of /proc/mtest is in this file, at most 1 MiB. commands.c.
    case copied(path: String)
    /// Eight bytes. test.c, devices.c.
    case word(UInt64)
    /// The process identifier of a child. processes.c.
    case child(pid: Int32)
    /// What became of children that each wrote a command. processes.c.
    case children(ChildrenCount)
    /// The commands that were accepted, of all that four processes wrote. processes.c.
    case stressed(accepted: Int)
    /// Whether two commands that were written at the same time were at work at the same time. file.c.
    case together(Bool)
    /// The permissions of a file, as in chmod(2). file.c.
    case mode(Int)
    /// What reading the module's file in all ways came to. file.c.
    case perused(Perusal)
    /// A number that the program knows: the answer to a verb of its own.
    case number(UInt64)
    /// What ioctl(2) returned, with errno, which is 0 unless the result is negative, and the eight bytes that its argument
    /// points to, afterwards. file.c.
    case controlled(result: Int, errno: Int32, word: UInt64)
    /// The machine or the program could not do it: the reason in words. No fault of the module.
    case failed(String)
    /// Anything else.
    case other(String)

    /// Reads a line without its newline. Every line is some reply; one that does not fit is ``other(_:)``.
    package init(line: String) {
        let words = line.split(separator: " ").map(String.init)
        let rest = Array(words.dropFirst())
        let reply: TargetReply? =
            switch words.first {
            case "place": TargetPlace(line: line).map { .place($0) }
            case "ready": rest.isEmpty ? .ready : nil
            case "spinning": rest.isEmpty ? .spinning : nil
            case "done": rest.isEmpty ? .done : nil
            case "underway": rest.isEmpty ? .underway : nil
            case "wrote": Self.wrote(rest)
            case "copied": rest.count == 1 ? .copied(path: rest[0]) : nil
            case "word": rest.count == 1 ? UInt64(rest[0], radix: 16).map { .word($0) } : nil
            case "child": rest.count == 1 ? Int32(rest[0]).map { .child(pid: $0) } : nil
            case "children": ChildrenCount(rest).map { .children($0) }
            case "stressed": rest.count == 1 ? Int(rest[0]).map { .stressed(accepted: $0) } : nil
            case "together": rest == ["1"] ? .together(true) : rest == ["0"] ? .together(false) : nil
            case "mode": rest.count == 1 ? Int(rest[0], radix: 8).map { .mode($0) } : nil
            case "peruse": rest.count == 1 ? Perusal(rawValue: rest[0]).map { .perused($0) } : nil
            case "number": rest.count == 1 ? UInt64(rest[0]).map { .number($0) } : nil
            case "controlled": Self.controlled(rest)
            case "failed": .failed(String(line.dropFirst("failed ".count)))
            default: nil
            }
        self = reply ?? .other(line)
    }

    private static func wrote(_ words: [String]) -> TargetReply? {
        guard words.count == 2, let result = Int(words[0]), let errno = Int32(words[1]) else { return nil }
        return .wrote(result: result, errno: errno)
    }

    private static func controlled(_ words: [String]) -> TargetReply? {
        guard words.count == 3, let result = Int(words[0]), let errno = Int32(words[1]),
            let word = UInt64(words[2], radix: 16)
        else { return nil }
        return .controlled(result: result, errno: errno, word: word)
    }

    /// The line, without its newline.
    package var line: String {
        switch self {
        case .place(let place): place.line
        case .ready: "ready"
        case .spinning: "spinning"
        case .done: "done"
        case .underway: "underway"
        case .wrote(let result, let errno): "wrote \(result) \(errno)"
        case .copied(let path): "copied \(path)"
        case .word(let word): "word \(String(word, radix: 16))"
        case .child(let pid): "child \(pid)"
        case .children(let count): "children \(count.accepted) \(count.frames) \(count.mapped) \(count.held)"
        case .stressed(let accepted): "stressed \(accepted)"
        case .together(let overlapped): "together \(overlapped ? 1 : 0)"
        case .mode(let mode): "mode \(String(mode, radix: 8))"
        case .perused(let perusal): "peruse \(perusal.rawValue)"
        case .number(let number): "number \(number)"
        case .controlled(let result, let errno, let word): "controlled \(result) \(errno) \(String(word, radix: 16))"
        case .failed(let reason): "failed \(reason)"
        case .other(let line): line
        }
    }
}

/// What a process found out that read the module's file in all ways (``TargetRequest/peruse``).
package enum Perusal: String, Sendable, Hashable {
    /// Each read returned, and gave no more than there was room for.
    case fine
    /// A read gave more than there was room for.
    case overran
    /// A read had not returned after two seconds of the guest's clock, and the process was killed.
    case waits
}

/// What ``TargetRequest/children(count:command:)`` counts. Each child has three pages that are private copies.
package struct ChildrenCount: Sendable, Hashable {
    /// Children whose command was answered: write(2) did not fail, or with an errno that refuses a writeval.
    package let accepted: Int
    /// Different page frames that the children's pages had. A clean module's children reuse a few.
    package let frames: Int
    /// Frames that are still mapped after all children have ended.
    package let mapped: Int
    /// Frames that are neither mapped nor free after all children have ended.
    package let held: Int

    /// The four counts, in the order of the line.
    package init(accepted: Int, frames: Int, mapped: Int, held: Int) {
        self.accepted = accepted
        self.frames = frames
        self.mapped = mapped
        self.held = held
    }

    init?(_ words: [String]) {
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == 4, words.count == 4 else { return nil }
        self.init(accepted: numbers[0], frames: numbers[1], mapped: numbers[2], held: numbers[3])
    }
}
