/// Points as they are added and compared: whole hundredths, so that 0.1 and 0.2 are 0.3.
///
/// The one rule of rounding: every number that enters a mark (the points of a check, a share of them, a mark by hand, what
/// lateness costs) becomes hundredths where it arises; from there on nothing is lost. So the numbers that a report shows
/// add up to the mark that it shows.
public struct Hundredths: Sendable, Hashable, Comparable {
    /// The number of hundredths of a point.
    public var count: Int

    /// So many hundredths.
    public init(count: Int) { self.count = count }

    /// The nearest to `points`; half of one is rounded away from zero. What is no number is 0.
    ///
    /// By way of millionths: 1.005 in binary is a little less than what people wrote, and means 1.01.
    public init(_ points: Double) {
        let millionths = (points * 1e6).rounded()
        guard millionths.isFinite else {
            count = points > 0 ? Self.most : points < 0 ? -Self.most : 0
            return
        }
        let whole = Int(min(max(millionths, -1e17), 1e17))
        count = whole >= 0 ? (whole + 5000) / 10000 : -((5000 - whole) / 10000)
    }

    private static let most = 10_000_000_000_000

    /// The number that is printed as these hundredths are written: 40.65 and never 40.650000000000006.
    public var points: Double { Double(count) / 100 }

    /// Whether `one` is less.
    public static func < (one: Hundredths, other: Hundredths) -> Bool { one.count < other.count }
    /// The exact sum.
    public static func + (one: Hundredths, other: Hundredths) -> Hundredths {
        Hundredths(count: one.count &+ other.count)
    }
    /// The exact difference.
    public static func - (one: Hundredths, other: Hundredths) -> Hundredths {
        Hundredths(count: one.count &- other.count)
    }
}

extension Sequence {
    /// The exact sum of the points that `points` says of each element; see ``Hundredths``.
    public func sumOfPoints(_ points: (Element) -> Double) -> Double {
        reduce(Hundredths(count: 0)) { $0 + Hundredths(points($1)) }.points
    }
}

/// How the mark of a student is rounded at the end, where an institution wants it.
public struct Rounding: Sendable, Hashable, Codable {
    /// Where a number between two steps goes.
    public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        /// To the nearer one, and up from the middle.
        case nearest
        case up, down
    }

    /// Hundredths of a step, 1 or more.
    public var step: Int
    /// Where a mark between two steps goes.
    public var direction: Direction

    /// To multiples of `step` hundredths.
    public init(step: Int, direction: Direction = .nearest) {
        self.step = max(step, 1)
        self.direction = direction
    }

    /// A mark (0 or more) in steps.
    public func rounded(_ mark: Hundredths) -> Hundredths {
        let more =
            switch direction {
            case .nearest: step / 2
            case .up: step - 1
            case .down: 0
            }
        return Hundredths(count: (mark.count + more) / step * step)
    }
}
