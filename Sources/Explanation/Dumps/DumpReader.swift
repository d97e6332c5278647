import MtestProtocol
import Paging

/// Reads the walks that debuggers and the kernel's own reports print, line by line.
struct DumpReader {
    private var finished: [Draft] = []
    private var current: Draft?
    /// What stood before the first level: the address and the process.
    private var address: UInt64?
    private var process: ProcessMention?
    private var pair: (UInt64, UInt64)?
    private var linesSince = 0

    /// Lines that may stand between a walk and what else is said of it: an oops has sixty between the two.
    private static let near = 80

    private struct Draft {
        var address: UInt64?
        var process: ProcessMention?
        var entries: [(level: DumpLevel, entry: LevelTrace.Entry)] = []
        var pageAddress: UInt64?
        var claim: UInt64?
        var lines: [String] = []

        func has(_ level: DumpLevel) -> Bool { entries.contains { $0.level == level } }
    }

    /// Reads a line; false where it is no part of a dump.
    mutating func take(_ line: String) -> Bool {
        let said = DumpLine(line)
        linesSince += 1
        if linesSince > Self.near { end() }
        guard !said.isEmpty else { return false }
        if said.entries.isEmpty { takeContext(said, line) } else { takeLevels(said, line) }
        // What could be a module's line as well is left to its reader.
        return !said.entries.isEmpty || said.pageAddress != nil
    }

    private mutating func takeLevels(_ said: DumpLine, _ line: String) {
        if let current, said.entries.contains(where: { current.has($0.level) }) { end() }
        var draft = current ?? Draft(address: address, process: process)
        if current == nil, let pair, pair.0 == address { draft.claim = pair.1 }
        draft.address = draft.address ?? said.address
        draft.process = draft.process ?? said.process
        draft.entries += said.entries
        draft.lines.append(line)
        current = draft
        linesSince = 0
    }

    private mutating func takeContext(_ said: DumpLine, _ line: String) {
        if let new = said.address {
            if current?.address == nil, current != nil {
                current?.address = new
            } else if new != current?.address {
                end()
                (address, process, pair) = (new, nil, nil)
            }
            if current == nil { address = new }
        }
        if let new = said.pair { pair = new }
        guard var draft = current else {
            process = said.process ?? process
            return
        }
        draft.process = draft.process ?? said.process
        draft.pageAddress = draft.pageAddress ?? said.pageAddress
        draft.claim = draft.claim ?? said.claim
        draft.lines.append(line)
        current = draft
    }

    private mutating func end() {
        if let current { finished.append(current) }
        current = nil
    }

    /// The walks, in their order.
    var dumps: [LevelTrace] {
        var complete = self
        complete.end()
        return complete.finished.map(Self.trace)
    }

    private static func trace(_ draft: Draft) -> LevelTrace {
        let isFive = hasFiveLevels(draft)
        var entries: [TraceLevel: LevelTrace.Entry] = [:]
        for (level, entry) in draft.entries { entries[level.level(hasFiveLevels: isFive ?? false)] = entry }
        return LevelTrace(
            address: draft.address, hasFiveLevels: isFive, process: draft.process, entries: entries,
            pageAddress: draft.pageAddress, claim: draft.claim, lines: draft.lines)
    }

    /// By the names of the levels, or by the index of the first; nil where Linux's names leave it open.
    private static func hasFiveLevels(_ draft: Draft) -> Bool? {
        if draft.entries.contains(where: \.level.needsFive) { return true }
        guard let first = draft.entries.first, !first.level.isOfReports else { return nil }
        guard let address = draft.address.map({ VirtualAddress($0) }), let index = first.entry.index else {
            return false
        }
        // Without the lower levels only the index tells four levels from five.
        let isRoot = first.level == .fromRoot(0)
        return isRoot && index != UInt64(address.index(.p4d)) && index == UInt64(address.index(.pgd))
    }
}
