import Results
import Words

/// Checks by students as an SVG drawing: a square per verdict, with a sign in it for readers who do not see
/// the colours.
struct HeatMapView {
    let columns: [Column]
    let rows: [Row]
    let bands: [Band]
    let width: String
    let height: String
    let bottom: String
    let headHeight: String
    /// Whether a row is a group of students of about the same mark.
    let isGrouped: Bool

    /// More rows than this are no picture, and many megabytes.
    private static let rowsShown = 120
    private static let groups = 20

    struct Column {
        let x: String
        let label: String
        let tip: String
    }

    struct Row {
        let y: String
        let textY: String
        let who: String
        let shortName: String
        let page: String
        let mark: String
        let cells: [Cell]
    }

    struct Cell {
        let at: String
        /// `p`, `f`, `e`, `s`, `h`: the id of the sign.
        let sign: String
        let tip: String
        /// 0...1, where the cell stands for several students.
        var opacity: String?
    }

    /// The columns of one lab.
    struct Band {
        let x: String
        let width: String
        let middle: String
        let lab: String
    }

    private static let (cell, gap, names, marks, head) = (18.0, 10.0, 190.0, 60.0, 160.0)

    /// Nil where nothing was graded. Students are in the order of their marks, the best first.
    init?(_ classResult: ClassResult, _ statistics: ClassStatistics, link: (Student) -> String) {
        guard !statistics.checks.isEmpty else { return nil }
        var x = Self.names
        var columns: [Column] = []
        var bands: [Band] = []
        var places: [String: Double] = [:]
        for lab in statistics.labs {
            let start = x
            for check in statistics.checks where check.lab == lab {
                places[check.id] = x
                columns.append(
                    Column(x: Points.text(x + Self.cell / 2 + 4), label: Self.short(check.id, 24), tip: check.title))
                x += Self.cell
            }
            bands.append(
                Band(
                    x: Points.text(start), width: Points.text(x - start - 2), middle: Points.text((start + x) / 2),
                    lab: Self.short(lab, max(Int((x - start) / 7), 3))))
            x += Self.gap
        }
        let graded = classResult.students.filter { $0.current != nil }.sorted {
            ($1.score, $0.student.id) < ($0.score, $1.student.id)
        }
        isGrouped = graded.count > Self.rowsShown
        rows =
            isGrouped
            ? Self.groupRows(graded, statistics, places)
            : graded.enumerated().map { Self.row($0.element, at: $0.offset, places, link: link) }
        self.columns = columns
        self.bands = bands
        width = Points.text(x + Self.marks)
        height = Points.text(Self.head + Double(rows.count) * Self.cell + 8)
        bottom = Points.text(x)
        headHeight = Points.text(Self.head - 6)
    }

    private static func row(
        _ student: StudentResult, at index: Int, _ places: [String: Double], link: (Student) -> String
    ) -> Row {
        let y = head + Double(index) * cell
        let cells = (student.current?.result.checks ?? []).map { check in
            Cell(
                at: Points.text(places[check.id] ?? 0), sign: sign(check, student),
                tip: "\(check.id): \(CheckView.word(check.status))"
                    + ((check.mistake ?? check.diagnosis).map { ", \($0)" } ?? "")
                    + (student.handMarks.mark(for: check.id) == nil ? "" : ", marked by hand"))
        }
        let name = ClassPage.name(student.student)
        return Row(
            y: Points.text(y), textY: Points.text(y + 13), who: name, shortName: short(name, 26),
            page: link(student.student), mark: Points.text(student.score), cells: cells)
    }

    /// Groups of equal size, the best students first; a cell is the darker the more of them passed.
    private static func groupRows(
        _ graded: [StudentResult], _ statistics: ClassStatistics, _ places: [String: Double]
    ) -> [Row] {
        (0..<groups).map { index in
            let group = graded[(graded.count * index / groups)..<(graded.count * (index + 1) / groups)]
            var passed: [String: Int] = [:]
            for check in group.flatMap({ $0.current?.result.checks ?? [] }) where check.status == .pass {
                passed[check.id, default: 0] += 1
            }
            let cells = statistics.checks.map { check in
                let share = Double(passed[check.id] ?? 0) / Double(max(group.count, 1))
                return Cell(
                    at: Points.text(places[check.id] ?? 0), sign: "p",
                    tip: "\(check.id): passed by \(passed[check.id] ?? 0) of \(group.count)",
                    opacity: Points.text(max(share, 0.05)))
            }
            let (best, worst) = (group.first?.score ?? 0, group.last?.score ?? 0)
            let y = head + Double(index) * cell
            return Row(
                y: Points.text(y), textY: Points.text(y + 13), who: "\(group.count) students",
                shortName: "\(Points.text(worst)) to \(Points.text(best)) points", page: "#students",
                mark: "\(group.count)", cells: cells)
        }
    }

    private static func sign(_ check: CheckResult, _ student: StudentResult) -> String {
        if student.handMarks.mark(for: check.id) != nil { return "h" }
        switch check.status {
        case .pass: return "p"
        case .fail: return "f"
        case .error: return "e"
        case .blocked, .skipped, .notApplicable: return "s"
        }
    }

    private static func short(_ text: String, _ letters: Int) -> String {
        let text = text.visibleLine
        return text.count > letters ? text.prefix(letters - 1) + "…" : text
    }
}
