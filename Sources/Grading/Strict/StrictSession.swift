import AgentProtocol
import KernelLog
import Mistakes
import Results
import TargetProtocol
import VirtualMachine

/// A session on the strict kernel: what the kernel has told there of the module, and what it has lost.
extension Session {
    /// What the kernel has said of the module. A report in which the module is not is nobody's.
    ///
    /// - Parameters:
    ///   - check: the check that was carried out; nil for no single one.
    ///   - module: the module.
    ///   - texts: the sources.
    /// - Returns: a finding for each report, as they came.
    func strictFindings(_ check: Rubric.Check?, of module: Module, _ texts: SourceTexts) async -> [StrictFinding] {
        // Where the machine is gone, the console has what nobody could ask for any more.
        let logged = KernelLog.reports(in: alarms)
        let reports = logged.isEmpty ? KernelLog.reports(in: machine.console) : logged
        var findings: [StrictFinding] = []
        for report in reports {
            let places = report.places(inModule: module.name)
            guard let mistake = report.strictMistake, !places.isEmpty else { continue }
            findings.append(await finding(mistake, report.headline, places, check, texts))
        }
        return findings
    }

    private func finding(
        _ mistake: Mistake, _ said: String, _ places: [(frame: StackFrame, isCall: Bool)], _ check: Rubric.Check?,
        _ texts: SourceTexts
    ) async -> StrictFinding {
        let isHidden = check?.heading.isHidden == true
        var found: SourcePlace?
        // The innermost may be a function of the kernel's headers, which the compiler put into the module.
        for (frame, isCall) in places where found == nil {
            // An address to return to follows the call, so one byte less is in it.
            let offset = isCall && frame.offset > 0 ? frame.offset - 1 : frame.offset
            found = await source(of: .function(frame.symbol, offset: offset)).map(SourcePlace.init).flatMap(texts.place)
        }
        return StrictFinding(mistake: mistake, place: found, said: said, check: isHidden ? nil : check?.id)
    }

    /// Whether the lock checker has switched itself off without having found anything: modules that are not free software
    /// may do with locks what nobody knows.
    var hasNoLockChecker: Bool {
        KernelLog.reports(in: alarms).isEmpty && alarms.contains("Disabling lock debugging due to kernel taint")
    }

    /// The file that a kernel tells lost memory in.
    private static let leakFile = "/sys/kernel/debug/kmemleak"

    /// The memory that the module's commands have lost so far: the kernel looks through all memory for pointers to it, twice.
    ///
    /// - Returns: one finding for each line that asks for such memory; nil where the kernel does not look for it.
    /// - Throws: the machine's errors, ``Incident``, `CancellationError`.
    func leaks(of module: Module, _ texts: SourceTexts) async throws -> [StrictFinding]? {
        guard try await read(Self.leakFile, count: 1) != nil else { return nil }
        // Nothing is said; the machine's own clock ends the wait.
        for _ in 0..<2 {
            _ = try await observed(.receive(pid: target.pid, patience: Patience.leakAge), doing: "memory grew old")
        }
        let writer = try await shell().pid
        use(file: Self.leakFile)
        for _ in 0..<2 {
            _ = try await exchange(
                writer, .write(Array("scan".utf8)), work: Patience.leakScan, doing: "lost memory is looked for")
        }
        let text = String(decoding: try await read(Self.leakFile, count: 4 << 20) ?? [], as: UTF8.self)
        var findings: [StrictFinding] = []
        let lost = MemoryLeak.all(in: text).filter { !$0.places(inModule: module.name).isEmpty }
        for (places, leaks) in Dictionary(grouping: lost, by: { $0.places(inModule: module.name) }) {
            let bytes = leaks.reduce(0) { $0 + $1.size }
            let said =
                "kmemleak: \(leaks.count) unreferenced \(leaks.count == 1 ? "object" : "objects"), \(bytes) bytes"
            findings.append(await finding(Mistake("memory-leaked"), said, places.map { ($0, true) }, nil, texts))
        }
        return findings
    }
}
