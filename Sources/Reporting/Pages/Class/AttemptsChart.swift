import Results

/// When the class handed in, as bars of an SVG drawing, a bar a day or, over a long time, several days.
struct AttemptsChart {
    let bars: [HistogramView.Bar]
    let ticks: [HistogramView.Tick]
    /// The same in words.
    let summary: String
    /// What came of first, second, ... attempts.
    let rounds: [Round]

    struct Round {
        let number: Int
        let count: Int
        let median: String
    }

    private static let barsShown = 42

    /// Nil where no platform said when anything was handed in.
    init?(_ classResult: ClassResult) {
        let attempts = classResult.students.flatMap(\.attempts)
        let times = attempts.compactMap(\.submitted).filter(\.isFinite)
        guard let first = times.min(), let last = times.max(), last - first < 4e9 else { return nil }
        let start = (first / 86400).rounded(.down)
        let days = Int((last / 86400).rounded(.down) - start) + 1
        let width = (days + Self.barsShown - 1) / Self.barsShown
        var bins = [Int](repeating: 0, count: (days + width - 1) / width)
        for time in times { bins[Int((time / 86400).rounded(.down) - start) / width] += 1 }
        func date(_ bin: Int) -> String { String(UTCDate.text((start + Double(bin * width)) * 86400).prefix(10)) }
        let most = Double(max(bins.max() ?? 1, 1))
        let step = HistogramView.wide / Double(bins.count)
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
                isMinor: (index / every) % 2 == 1)
        }
        let unit = width == 1 ? "a day" : "\(width) days"
        summary =
            "Submissions by day (UTC), a bar is \(unit): "
            + bins.indices.filter { bins[$0] > 0 }.map { "\(date($0)): \(bins[$0])" }.joined(separator: "; ")
        let byNumber = Dictionary(grouping: classResult.students.flatMap { $0.attempts.enumerated() }, by: \.offset)
        rounds = byNumber.keys.sorted().prefix(6).map { number in
            let scores = (byNumber[number] ?? []).map(\.element.result.score).sorted()
            return Round(
                number: number + 1, count: scores.count,
                median: Points.text(ClassStatistics.quantile(scores, 0.5) ?? 0))
        }
    }
}
