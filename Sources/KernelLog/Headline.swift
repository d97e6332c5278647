/// A line that begins a report, or that says more precisely what the current report is about.
struct Headline {
    let kind: ReportKind
    /// How precisely the line says what happened. The most precise headline of a report gives the report's kind.
    let rank: Rank
    let message: ArraySlice<UInt8>
    var faultAddress: UInt64?

    enum Rank: Int, Comparable {
        /// `Oops: 0002 [#1]`: the line with the exception's name and count.
        case exception
        /// `BUG: ...`, `WARNING: ...`, `kernel BUG at ...`.
        case report
        /// The line that a check prints before it calls BUG or WARN.
        case cause

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether the line is KASAN's about the range that an address stands for.
    var isOfRange: Bool { message.starts(with: "KASAN: ".utf8) }

    /// Whether it is a warning in the form that names the task, from 6.19 on.
    var namesTask: Bool {
        guard kind == .warning, !message.starts(with: "WARNING: CPU: ".utf8) else { return false }
        return message.firstRange(of: Array(", CPU#".utf8)) != nil
    }

    var text: String { String(decoding: message, as: UTF8.self) }

    init(kind: ReportKind, rank: Rank, message: ArraySlice<UInt8>) {
        self.kind = kind
        self.rank = rank
        self.message = message
    }

    init?(_ message: ArraySlice<UInt8>) {
        // Most lines of a log end here: a headline is neither empty, indented nor longer than 1024 bytes.
        guard let first = message.first, first > 0x20, message.count <= 1024 else { return nil }
        self.message = message
        if let entry = Self.table.first(where: { $0.matches(message) }) {
            kind = entry.kind
            rank = entry.rank
            faultAddress = Self.address(message)
        } else if let exception = Self.exception(message) {
            kind = exception
            rank = .exception
            faultAddress = exception == .generalProtection ? Self.address(message) : nil
        } else {
            return nil
        }
    }

    /// The kind of `<name>: 0000 [#1]`, which the kernel prints for every exception that kills (`__die_header`,
    /// arch/x86/kernel/dumpstack.c); since 6.10 with `Oops: ` before the name.
    private static func exception(_ message: ArraySlice<UInt8>) -> ReportKind? {
        var scanner = LineScanner(message)
        _ = scanner.skip("Internal error: ")
        guard let before = scanner.cut(through: " [#"), let count = scanner.decimal(), count > 0, scanner.skip("]"),
            before.count > 4, before.suffix(4).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return exceptions.first { name, _ in before.firstRange(of: Array(name.utf8)) != nil }?.kind
    }

    private static let exceptions: [(name: String, kind: ReportKind)] = [
        ("general protection fault", .generalProtection), ("divide error", .divideError),
        ("invalid opcode", .invalidOpcode), ("int3", .breakpoint), ("stack guard page", .stackOverflow),
        ("double fault", .doubleFault), ("stack segment", .generalProtection), ("Oops", .oops),
    ]

    /// The address in a headline; nil when the headline has none.
    private static func address(_ message: ArraySlice<UInt8>) -> UInt64? {
        for mark: StaticString in [
            " for address: ", "dereference, address: ", " non-canonical address ", " dereference at ",
            " paging request at ", " at virtual address ", " in range [",
        ] {
            var scanner = LineScanner(message)
            if scanner.cut(through: mark) != nil { return scanner.hexadecimal() }
        }
        return nil
    }
}
