public import Results
import Words

/// One submission on several kernels: a column for each, a line for each lab, and below them the checks that do not end in
/// the same way on all.
public struct KernelMatrix: Sendable {
    /// What came of the submission on one kernel.
    public struct Column: Sendable {
        /// What the kernel is called, in little room.
        public var name: String
        /// Its results, or why there are none.
        public var result: Result<SubmissionResult, Refusal>

        /// A column of these.
        public init(name: String, result: Result<SubmissionResult, Refusal>) {
            self.name = name
            self.result = result
        }
    }

    /// Why a kernel gave no results, as a sentence. Never the student's fault.
    public struct Refusal: Error, CustomStringConvertible {
        /// The sentence.
        public let description: String

        /// With these words.
        public init(_ sentence: String) { description = sentence }
    }

    private let columns: [Column]
    private let width: Int

    /// A table for a terminal of `width` columns.
    public init(_ columns: [Column], width: Int = 80) {
        self.columns = columns
        self.width = max(width, 30)
    }

    /// The program's exit status: 0 all passed on all, 1 something failed, 3 the grader could not do its work on one.
    public var exitStatus: Int32 {
        columns.map { column in (try? column.result.get())?.exitStatus ?? 3 }.max() ?? 0
    }

    /// The whole, with a line break at its end.
    public var text: String {
        var lines = tables
        for column in columns {
            guard case .failure(let refusal) = column.result else { continue }
            lines += [""] + wrapped("not graded on \(column.name): \(refusal.description.visibleLine)")
        }
        lines += [""] + differences
        return lines.joined(separator: "\n") + "\n"
    }

    private var results: [(name: String, result: SubmissionResult)] {
        columns.compactMap { column in (try? column.result.get()).map { (column.name, $0) } }
    }

    // MARK: - The table

    private static let total = "all labs"

    private var labs: [String] {
        var labs: [String] = []
        for check in results.flatMap(\.result.checks) where !labs.contains(check.lab) { labs.append(check.lab) }
        return labs
    }

    /// As many kernels beside each other as fit; the others below.
    private var tables: [String] {
        let rows = labs + (labs.count > 1 ? [Self.total] : [])
        let first = rows.map { TerminalColumns.width($0.visibleLine) }.max() ?? 0
        var groups: [[Column]] = []
        var used = 0
        for column in columns {
            let needed = 2 + columnWidth(column, rows)
            if groups.isEmpty || used + needed > width {
                groups.append([])
                used = first
            }
            groups[groups.count - 1].append(column)
            used += needed
        }
        return groups.enumerated().flatMap { number, group in
            (number > 0 ? [""] : []) + [line("", group.map(\.name), first, group, rows)]
                + rows.map { row in line(row.visibleLine, group.map { cell($0, row) }, first, group, rows) }
        }
    }

    private func columnWidth(_ column: Column, _ rows: [String]) -> Int {
        ([column.name] + rows.map { cell(column, $0) }).map { TerminalColumns.width($0) }.max() ?? 0
    }

    private func line(_ title: String, _ cells: [String], _ first: Int, _ group: [Column], _ rows: [String]) -> String {
        TerminalColumns.fitted(title, first)
            + zip(cells, group).map { cell, column in
                "  " + TerminalColumns.fitted(cell, columnWidth(column, rows), alignsRight: true)
            }.joined()
    }

    private func cell(_ column: Column, _ row: String) -> String {
        guard let checks = (try? column.result.get())?.checks.filter({ row == Self.total || $0.lab == row }) else {
            return "-"
        }
        guard !checks.isEmpty else { return "-" }
        let (score, possible) = checks.reduce((0, 0)) { ($0.0 + $1.score, $0.1 + $1.maxScore) }
        return "\(Points.text(score))/\(Points.text(possible))"
    }

    // MARK: - What differs

    private var differences: [String] {
        let results = results
        guard results.count > 1 else { return [] }
        var ids: [String] = []
        for check in results.flatMap(\.result.checks) where !ids.contains(check.id) { ids.append(check.id) }
        let lines = ids.flatMap { id in difference(in: id, results) }
        guard !lines.isEmpty else { return ["Every check ends in the same way on all \(results.count) kernels."] }
        return ["Not the same on all kernels:"] + lines
    }

    /// The lines about a check; none where all kernels agree.
    private func difference(in id: String, _ results: [(name: String, result: SubmissionResult)]) -> [String] {
        let checks = results.map { name, result in (name: name, check: result.checks.first { $0.id == id }) }
        var endings: [(words: String, names: [String], message: String)] = []
        for (name, check) in checks {
            let words = check.map(Self.ending) ?? "is not part of the rubric"
            if let place = endings.firstIndex(where: { $0.words == words }) {
                endings[place].names.append(name)
            } else {
                endings.append((words, [name], check.flatMap { $0.status == .pass ? nil : $0.message } ?? ""))
            }
        }
        guard endings.count > 1 else { return [] }
        let title = checks.compactMap(\.check?.title).first ?? ""
        return wrapped("  \(id): \(title)".visibleLine, indent: 2)
            + endings.flatMap { ending in
                wrapped("\(ending.words) on \(ending.names.joined(separator: ", "))", indent: 4)
                    + wrapped(ending.message.visibleLine, indent: 6)
            }
    }

    private static func ending(_ check: CheckResult) -> String {
        let points = "\(Points.text(check.score))/\(Points.text(check.maxScore))"
        return switch check.status {
        case .pass: "passes, \(points)"
        case .fail: "FAILS, \(points)"
        case .error: "not judged (the grader's or the machine's error)"
        case .blocked: "not tried, since what it needs fails"
        case .skipped: "not tried"
        case .notApplicable: "not applicable"
        }
    }

    private func wrapped(_ text: String, indent: Int = 0) -> [String] {
        let blanks = String(repeating: " ", count: indent)
        return TerminalColumns.wrapped(text, width - indent).map { blanks + $0 }
    }
}
