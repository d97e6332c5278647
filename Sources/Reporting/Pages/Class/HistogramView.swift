/// The distribution of marks as bars of an SVG drawing. All lengths are in the drawing's own units.
struct HistogramView {
    let bars: [Bar]
    let ticks: [Tick]
    let medianX: String
    let medianLabel: String
    let medianAnchor: String
    /// The same in words, for readers who cannot see the drawing.
    let summary: String
    let boundaries: [Boundary]

    struct Bar {
        let x: String
        let y: String
        let width: String
        let height: String
        let count: Int
        let middle: String
        let countY: String
        let isEmpty: Bool
    }

    /// A number of points between two bars.
    struct Tick {
        let x: String
        let label: String
        /// Whether it is left out where there is little room.
        let isMinor: Bool
    }

    /// Where a grade begins.
    struct Boundary {
        let x: String
        let label: String
    }

    static let (left, bottom, tall, wide) = (10.0, 190.0, 150.0, 600.0)
    private static let barCount = 10

    /// Nil where no student has a mark.
    init?(_ statistics: ClassStatistics, grades: GradeScale? = nil) {
        guard let median = statistics.median, statistics.maxScore > 0 else { return nil }
        let bins = statistics.histogram(Self.barCount)
        let most = max(bins.max() ?? 1, 1)
        let step = Self.wide / Double(Self.barCount)
        func edge(_ index: Int) -> String {
            Points.text((Double(index) * statistics.maxScore / Double(Self.barCount) * 10).rounded() / 10)
        }
        bars = bins.enumerated().map { index, count in
            Self.bar(
                at: Self.left + Double(index) * step, width: step, count: count, of: Double(most), isLabelled: true)
        }
        boundaries = (grades?.boundaries ?? []).compactMap { boundary in
            let share = boundary.points(of: statistics.maxScore) / statistics.maxScore
            guard (0...1).contains(share) else { return nil }
            return Boundary(x: Points.text(Self.left + share * Self.wide), label: boundary.name)
        }
        ticks = (0...Self.barCount).map { index in
            Tick(x: Points.text(Self.left + Double(index) * step), label: edge(index), isMinor: index % 2 == 1)
        }
        let share = min(max(median / statistics.maxScore, 0), 1)
        medianX = Points.text(Self.left + share * Self.wide)
        medianAnchor = share > 0.8 ? "end" : "start"
        medianLabel = "median \(Points.text(median))"
        summary =
            "Distribution of marks. "
            + bins.enumerated().map { "\(edge($0.offset)) to \(edge($0.offset + 1)) points: \($0.element)" }.joined(
                separator: "; ")
    }

    /// A bar of a drawing of this size; `most` is the count of the highest one.
    static func bar(at x: Double, width: Double, count: Int, of most: Double, isLabelled: Bool) -> Bar {
        let height = Double(count) / most * tall
        let gap = min(3, width / 8)
        return Bar(
            x: Points.text(x + gap), y: Points.text(bottom - height), width: Points.text(width - 2 * gap),
            height: Points.text(height), count: count, middle: Points.text(x + width / 2),
            countY: Points.text(bottom - height - 6), isEmpty: count == 0 || !isLabelled)
    }
}
