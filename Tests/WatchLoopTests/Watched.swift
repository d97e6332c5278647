import Results
import WatchLoop

/// A course of six checks in three labs, and runs of it.
enum Watched {
    static let headings = [
        heading("proc.builds", "0-proc", "builds without a warning", 1),
        heading("proc.loads", "0-proc", "loads and creates /proc/mtest", 3, todos: ["0.3"]),
        heading("findpage.translates", "1-findpage", "translates an address", 4, todos: ["1.1"]),
        heading("findpage.noexec", "1-findpage", "translates a no-execute page", 4),
        heading("findpage.huge", "1-findpage", "ends the walk early at a 2 MiB page", 4),
        heading("writeval.writes", "2-writeval", "writes all eight bytes, and no others", 8),
    ]

    private static func heading(_ id: String, _ lab: String, _ title: String, _ points: Double, todos: [String] = [])
        -> CheckHeading
    {
        CheckHeading(
            id: id, title: title, lab: lab, points: points, why: "Because \(title).",
            hints: ["Look at the mask.", "Look at bit 63.", "Use the frame number alone."], todos: todos)
    }

    /// What a run of these checks comes to; those of `failing` fail, the others pass.
    static func result(_ ids: Set<String>, failing: Set<String> = [], seconds: Double = 0.8) -> SubmissionResult {
        let checks = headings.filter { ids.contains($0.id) }.map { heading in
            failing.contains(heading.id)
                ? CheckResult(
                    heading, status: .fail, message: "“findpage 0x401820” names a wrong physical address",
                    asked: "findpage 0x401820", expected: "vaddr = 0x401820 -> paddr = 0x2997820",
                    actual: "[mtest.findpage] vaddr = 0x401820 -> paddr = 0x8000000002997820",
                    lesson: "what-an-entry-holds") : CheckResult(heading, status: .pass)
        }
        return SubmissionResult(kernel: "6.1", duration: seconds, checks: checks)
    }

    /// What a run comes to where the module does not build.
    static func unbuilt(_ ids: Set<String>) -> SubmissionResult {
        let checks = headings.filter { ids.contains($0.id) }.map {
            CheckResult($0, status: .skipped, message: "not tried: the module does not build")
        }
        return SubmissionResult(
            kernel: "6.1", duration: 0.5, checks: checks,
            remarks: [
                Remark(
                    severity: "error", file: "mtest.c", line: 620, column: 9, message: "expected ‘;’ before ‘return’",
                    sourceLine: "\treturn\t0"),
                Remark(severity: "error", message: "another"),
            ])
    }

    /// Saves sources, and carries every run out that this leads to; what was told.
    @discardableResult
    static func save(_ watch: inout Watch, _ hash: String, failing: Set<String> = [], at: String = "14:00:00")
        -> [WatchEffect]
    {
        settle(&watch, watch.take(.saved(SavedSources(hash: hash, openTasks: ["1.1"]), at: at)), failing, at)
    }

    /// Carries every run out that effects lead to; all effects, in order.
    @discardableResult
    static func settle(_ watch: inout Watch, _ first: [WatchEffect], _ failing: Set<String>, _ at: String = "14:00:01")
        -> [WatchEffect]
    {
        var (all, open) = (first, first)
        while !open.isEmpty {
            guard case .run(let number, let ids) = open.removeFirst() else { continue }
            let more = watch.take(.ended(run: number, result(ids, failing: failing), at: at))
            open += more
            all += more
        }
        return all
    }
}

extension [WatchEffect] {
    /// The checks of each run, sorted.
    var runs: [[String]] {
        compactMap { if case .run(_, let checks) = $0 { checks.sorted() } else { nil } }
    }

    var news: [WatchEffect.News] { compactMap { if case .tell(let news) = $0 { news } else { nil } } }
}
