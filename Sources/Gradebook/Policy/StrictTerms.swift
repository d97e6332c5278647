import BoundedYAML
package import Results
import Words
import Yams

/// What a class's marks have of the strict kernel: points for a module of which it says nothing, less what each mistake costs
/// that it found. A right answer stays right; this is a check beside the others.
package struct StrictTerms: Sendable, Hashable {
    /// Points to be had.
    package var points: Double
    /// What a mistake costs that has no number of its own: each once, in however many lines it is.
    package var each: Double
    /// What single mistakes cost, by their ids.
    package var costs: [String: Double] = [:]

    /// Points to be had; what each mistake costs, all of them without a number.
    package init(points: Double, each: Double? = nil, costs: [String: Double] = [:]) {
        self.points = points
        self.each = each ?? points
        self.costs = costs
    }

    /// What reports show where a check would stand.
    package var heading: CheckHeading { StrictCheck.heading(points: points) }

    /// The verdict with its points.
    ///
    /// - Parameters:
    ///   - measured: The verdict, without points.
    ///   - mistakes: The ids of the mistakes that were found, each once.
    /// - Returns: The verdict as reports show it.
    package func result(_ measured: CheckResult, _ mistakes: [String]) -> CheckResult {
        var result = measured
        result.heading = heading
        switch measured.status {
        case .pass: result.score = points
        case .fail:
            let cost = mistakes.map { Hundredths(costs[$0] ?? each) }.reduce(Hundredths(count: 0), +)
            result.score = max(Hundredths(points) - cost, Hundredths(count: 0)).points
        case .notApplicable: result.heading.points = 0
        case .error, .blocked, .skipped: break
        }
        return result
    }
}

extension PolicyReader {
    /// Reads `strict: 6`, or `strict: {points: 6, each: 2, memory-leaked: 3}`.
    func strict(_ node: Node) throws(Policy.Flaw) -> StrictTerms {
        if node.scalar != nil { return StrictTerms(points: try points(node)) }
        guard let fields = node.mapping, let whole = node["points"] else {
            throw flaw("write `strict: 6`, or `strict: {points: 6, each: 2, memory-leaked: 3}`", node)
        }
        var terms = StrictTerms(points: try points(whole))
        if let each = node["each"] { terms.each = try points(each) }
        for (key, value) in fields {
            let name = key.scalar?.string ?? ""
            if ["points", "each"].contains(name) { continue }
            guard StrictCheck.mistakes.contains(name) else {
                throw flaw(
                    "“\(name)” is no mistake that the strict kernel tells of: write one of "
                        + StrictCheck.mistakes.sorted().joined(separator: ", "), key)
            }
            terms.costs[name] = try points(value)
        }
        return terms
    }
}
