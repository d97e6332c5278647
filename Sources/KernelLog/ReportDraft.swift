/// A report while it is being read.
struct ReportDraft {
    private(set) var headlines: [Headline] = []
    private var lines: [ConsoleLine]
    /// The number of lines that certainly belong to the report; later lines may be other messages.
    private var certainLines = 1
    /// The number of lines up to the last headline.
    private var lastHeadline = 1
    private let beganWithCut: Bool
    private var state = MachineState()
    private var panicReason: String?
    private var ownMessage: String?

    init(cutHere line: ConsoleLine) {
        lines = [line]
        beganWithCut = true
    }

    init(_ headline: Headline, _ line: ConsoleLine) {
        lines = [line]
        beganWithCut = false
        headlines = [headline]
        state.take(headline)
    }

    /// Whether no line has come yet that supports the headline.
    var isOpen: Bool { !state.hasEvidence && lines.count <= Self.longestPreamble }

    /// Whether the draft has only the line that a check prints before it calls BUG or WARN.
    var awaitsCut: Bool {
        !state.hasEvidence && !headlines.isEmpty && headlines.allSatisfy { $0.rank == .cause } && lines.count <= 3
    }

    /// Whether the report must have ended, because enough lines have come that are not part of a report.
    var isOver: Bool {
        let longest = headlines.contains { $0.kind == .outOfMemory } ? Self.longestMemoryTable : Self.longestGap
        return lines.count - certainLines > longest
    }

    /// A headline and the processor's state are at most nine lines apart in 6.1 (a page fault with its table walk).
    private static let longestPreamble = 16
    /// Other messages may come between a report's lines, and between an oops and the panic that follows it.
    private static let longestGap = 16
    /// The state of memory that an allocation's failure prints: some seventy lines for one node.
    private static let longestMemoryTable = 120

    /// Whether a headline belongs to this report, and does not begin another.
    func accepts(_ headline: Headline) -> Bool {
        guard let last = headlines.last else { return true }
        if headline.isConsequence { return panicReason == nil && last.kind != .panic && state.hasEvidence }
        // A page fault and a BUG have two or three headlines before the state.
        return isOpen && !last.isCompleteAlone && headlines.count < 4
            && (headline.rank == .exception || headline.rank > last.rank || last.rank == .cause)
    }

    mutating func refine(_ headline: Headline, _ line: ConsoleLine) {
        append(line, isCertain: true)
        if headline.isConsequence, !headlines.isEmpty {
            panicReason = headline.panicReason
            state.close()
        } else {
            headlines.append(headline)
            lastHeadline = lines.count
            state.take(headline)
        }
    }

    mutating func take(_ line: ConsoleLine) {
        let belongs = state.take(line.message)
        // On x86 what the code says about a warning comes first; on others it may follow the headline (__warn, kernel/panic.c).
        let isAfterHeadline = lines.count == lastHeadline && headlines.last?.namesTask == true
        if beganWithCut, ownMessage == nil, !belongs, headlines.isEmpty || isAfterHeadline { ownMessage = line.text }
        append(line, isCertain: belongs)
    }

    private mutating func append(_ line: ConsoleLine, isCertain: Bool) {
        lines.append(line)
        if isCertain { certainLines = lines.count }
    }

    /// The report; nil when no line supports its headline.
    var report: KernelReport? {
        guard let main = headlines.max(by: { $0.rank < $1.rank }) else { return nil }
        let evidence: KernelReport.Evidence
        if state.hasEvidence {
            evidence = .traced
        } else if main.isCompleteAlone {
            evidence = .singleLine
        } else {
            return nil
        }
        return KernelReport(
            kind: main.kind, title: ReportTitle(main, state, message: ownMessage).text, headline: main.text,
            instructionPointer: state.instructionPointer,
            faultAddress: state.faultAddress, comm: state.comm, pid: state.pid, callTrace: state.callTrace,
            locks: state.locks,
            panicReason: panicReason ?? main.panicReason, evidence: evidence, text: text)
    }

    private var text: String {
        lines.prefix(certainLines).map(\.text).joined(separator: "\n")
    }
}
