package import MtestProtocol

/// A walk that was found in a log.
package struct PrintedWalk: Sendable, Hashable {
    /// What was printed.
    package let trace: LevelTrace
    /// Who printed it.
    package let origin: Origin

    /// A walk, from its parts.
    package init(_ trace: LevelTrace, origin: Origin) {
        self.trace = trace
        self.origin = origin
    }

    /// Who printed a walk.
    package enum Origin: Sendable, Hashable {
        /// A module, in answer to a command.
        case module
        /// The kernel in a report about itself, or a debugger: whose tables they are is no mistake.
        case dump
    }
}

/// The walks in a log.
package struct WalkLog: Sendable, Hashable {
    /// In their order: those of debuggers and of the kernel's reports first.
    package let walks: [PrintedWalk]
    /// The machine whose tables the log shows, where that is no x86-64, for example `arm64`.
    package let foreign: ForeignTables?

    /// Reads a log.
    ///
    /// - Parameter lines: with or without time stamps.
    /// - Returns: the walks of x86-64 tables; none where the log is another machine's.
    package static func read(_ lines: [String]) -> WalkLog {
        if let foreign = ForeignTables(lines) { return WalkLog(walks: [], foreign: foreign) }
        var reader = DumpReader()
        var rest: [String] = []
        for line in lines where !reader.take(line) { rest.append(line) }
        let dumps = reader.dumps
        // Beside a dump only a module's own words are a walk: the other lines explain the dump.
        if !dumps.isEmpty { rest = rest.filter(isOfModule) }
        // A name without a number is no entry.
        let traces = LevelTrace.read(rest).filter { $0.entries.values.contains { $0.value != nil || $0.index != nil } }
            .map { PrintedWalk($0, origin: .module) }
        return WalkLog(walks: dumps.map { PrintedWalk($0, origin: .dump) } + traces, foreign: nil)
    }

    private static func isOfModule(_ line: String) -> Bool {
        ["[mtest", "Got command", "pgd_val", "p4d_val", "pud_val", "pmd_val", "pte_val", "vaddr", "paddr"]
            .contains { line.contains($0) }
    }
}
