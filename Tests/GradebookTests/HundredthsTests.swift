import Results
import Testing

struct HundredthsTests {
    @Test(
        arguments: [
            ([0.1, 0.2], 0.3), ([40.35, 0.1, 0.1, 0.1], 40.65), ([1.005], 1.01), ([0.005], 0.01), ([0.0049], 0.0),
            ([2.0 / 3, 2.0 / 3, 2.0 / 3], 2.01), ([.nan, 1], 1), ([-0.125], -0.13), ([1e300, -1e300], 0),
        ] as [([Double], Double)]) func `sums are what people get on paper`(points: [Double], sum: Double)
    {
        #expect(points.sumOfPoints(\.self) == sum)
        #expect("\(points.sumOfPoints(\.self))" == "\(sum)")
    }

    @Test func `a sum of many is exact`() {
        #expect(Array(repeating: 0.1, count: 1000).sumOfPoints(\.self) == 100)
    }

    @Test(
        arguments: [
            (50, .nearest, 40.25, 40.5), (50, .nearest, 40.24, 40), (50, .up, 40.01, 40.5),
            (50, .down, 40.49, 40), (100, .nearest, 0.5, 1), (5, .nearest, 0.03, 0.05), (5, .nearest, 0.02, 0),
            (25, .nearest, 0.13, 0.25), (25, .nearest, 0.12, 0), (1, .up, 0.37, 0.37),
        ] as [(Int, Rounding.Direction, Double, Double)]) func `a mark is rounded to its steps`(
            step: Int, direction: Rounding.Direction, from: Double, to: Double
        )
    {
        #expect(Rounding(step: step, direction: direction).rounded(Hundredths(from)).points == to)
    }
}
