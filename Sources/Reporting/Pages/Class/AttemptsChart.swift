import Results
import Words

/// When the class handed in, as bars of an SVG drawing, a bar a day or, over a long time, several days.
struct AttemptsChart {
    let bars: [HistogramView.Bar]
    let ticks: [HistogramView.Tick]
    /// The same in words.
    let summary: String
    /// Whose days these are.
    let place: String
    /// What came of first, second, ... attempts.
    let rounds: [Round]

    struct Round {
        let number: Int
        let count: String
        let median: String
    }

    private static let barsShown = 42
    /// A bar's width at most, in the drawing's units.
    private static let widest = 100.0

    /// Nil where no platform said when anything was handed in.
    init?(_ classResult: ClassResult) {
        let clock = WallClock(classResult.timeZone) ?? .utc
        let days = classResult.students.flatMap(\.attempts).compactMap(\.submitted).compactMap { clock.day($0) }
        guard let first = days.min(), let last = days.max(), last - first < 40_000 else { return nil }
        let width = (last - first + Self.barsShown) / Self.barsShown
        var bins = [Int](repeating: 0, count: (last - first) / width + 1)
        for day in days { bins[(day - first) / width] += 1 }
        func date(_ bin: Int) -> String { WallClock.date(ofDay: first + bin * width) }
        let most = Double(max(bins.max() ?? 1, 1))
        // A few days are no wall of colour.
        let step = min(HistogramView.wide / Double(bins.count), Self.widest)
        let shown = bins.count > 14 ? nil : Optional(true)
        bars = bins.enumerated().map { index, count in
            HistogramView.bar(
                at: HistogramView.left + Double(index) * step, width: step, count: count, of: most,
                isLabelled: shown != nil)
        }
        let every = max((bins.count + 4) / 5, 1)
        ticks = stride(from: 0, to: bins.count, by: every).map { index in
            HistogramView.Tick(
                x: Points.text(HistogramView.left + (Double(index) + 0.5) * step),
                label: String(date(index).dropFirst(5)),
                isMinor: bins.count > 3 && (index / every) % 2 == 1)
        }
        place = "Days of \(clock.name)" + (width == 1 ? "" : ", \(width) days a bar")
        let unit = width == 1 ? "a day" : "\(width) days"
        summary =
            "Submissions by day (\(clock.name)), a bar is \(unit): "
            + bins.indices.filter { bins[$0] > 0 }.map { "\(date($0)): \(bins[$0])" }.joined(separator: "; ")
        let byNumber = Dictionary(grouping: classResult.students.flatMap { $0.attempts.enumerated() }, by: \.offset)
        rounds = byNumber.keys.sorted().prefix(6).map { number in
            let attempts = (byNumber[number] ?? []).map(\.element)
            // What was never graded has no points, and not 0.
            let scores = attempts.filter(\.isJudged).map(\.result.score).sorted()
            return Round(
                number: number + 1,
                count: attempts.count == 1 ? "1 student" : "\(attempts.count) students",
                median: ClassStatistics.quantile(scores, 0.5).map { "median \(Points.text($0)) measured" }
                    ?? "none was graded")
        }
    }
}

extension Attempt {
    /// Whether anything of it was judged.
    fileprivate var isJudged: Bool { result.checks.contains { !handMarks.leaveUnjudged($0) } }
}
