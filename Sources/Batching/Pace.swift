import FoundationEssentials
import Glibc

/// How long the submissions of a batch took, and what follows for those that are open.
package struct Pace: Sendable, Hashable {
    /// First turns of submissions: those that were finished, or put aside.
    private var turns = 0
    /// Their number, their seconds and the squares of these, the latest counted most: a host is busier at one time than at
    /// another.
    private var weight = 0.0
    private var sum = 0.0
    private var squares = 0.0
    /// Turns that ended with the submission being put aside.
    private var asides = 0
    /// Submissions that were finished after they had been put aside, and the seconds of that.
    private var slow = 0
    private var slowSum = 0.0

    /// Nothing is known yet.
    package init() {}

    /// Counts a submission that was finished, or put aside, after so many seconds of a worker.
    package mutating func count(_ seconds: Double, isAside: Bool = false) {
        turns += 1
        weight = weight * Self.memory + 1
        sum = sum * Self.memory + seconds
        squares = squares * Self.memory + seconds * seconds
        if isAside { asides += 1 }
    }

    /// Counts a submission that had been put aside, and took so many seconds more.
    package mutating func count(slow seconds: Double) {
        slow += 1
        slowSum += seconds
    }

    /// What a turn counts of what the one after it does: the latest hundred or so decide.
    private static let memory = 0.98
    /// Turns before which nothing is told: a range from fewer would say hardly anything.
    private static let fewest = 4
    /// Futures that are drawn; the range leaves out the few of them at either end.
    private static let futures = 250
    /// What a submission takes that was put aside, before any was finished: modules that hang take one to three minutes.
    private static let usualSlow = 90.0

    /// The seconds in which the rest will be done: a range that holds in nine looks of ten.
    ///
    /// Futures are drawn from what is known: the mean and the spread of the turns so far, both uncertain while there are few;
    /// how many of the open submissions will be put aside, and what these take; that the host may be busier or less so. The
    /// same state gives the same range.
    ///
    /// - Parameters:
    ///   - open: submissions that are not finished, without those that were put aside.
    ///   - aside: submissions that were put aside.
    ///   - workers: processes at work here, or tasks of a cluster that run.
    ///   - longest: open submissions of the task that has most of them, which come one after another; nil where each worker
    ///     takes what is next.
    /// - Returns: nil while too little is known.
    package func left(open: Int, aside: Int, workers: Int, longest: Int? = nil) -> ClosedRange<Double>? {
        guard open + aside > 0 else { return turns > 0 ? 0...0 : nil }
        guard turns >= Self.fewest, workers > 0 else { return nil }
        var random = Draws(state: UInt64(turns) << 32 | UInt64(open))
        let known = Double(turns)
        let mean = max(sum / weight, 0.001)
        let spread = max(0.1 * mean, max(0, squares / weight - mean * mean).squareRoot() * (1 + 1 / known))
        let parallel = Double(workers)
        // Before anything was seen, one in fifty.
        let share = (Double(asides) + 0.1) / (known + 5)
        let slowMean = (slowSum + Self.usualSlow) / Double(slow + 1)
        // Work at hand was begun already.
        let atHand = min(Double(open), parallel)
        let futures = (0..<Self.futures).map { _ in
            let typical = max(0.3 * mean, mean + spread / weight.squareRoot() * random.normal())
            let rest = Double(open) - atHand * random.uniform()
            let turns = max(0, rest * typical + rest.squareRoot() * spread * random.normal())
            let odds = min(1, max(0, share + (share * (1 - share) / (known + 5)).squareRoot() * random.normal()))
            let more = rest * odds + (rest * odds * (1 - odds)).squareRoot() * random.normal()
            let slow = Double(aside) + max(0, more).rounded()
            let each = slowMean * exp(0.6 / Double(self.slow + 1).squareRoot() * random.normal())
            // Each takes its own time, and the last of them ends alone.
            let all = max(0.2 * slow * each, slow * each + slow.squareRoot() * each * 0.3 * random.normal())
            let last = each * (1 + 0.3 * random.normal())
            let alone = parallel > 1 && slow > 1 ? 0.5 * each * random.uniform() : 0
            let tail = slow > 0 ? max(all / parallel, last) + alone : 0
            // The last ones do not end at the same moment.
            let end = parallel > 1 ? typical * random.uniform() : 0
            // Tasks of a cluster may be lost, and begun again.
            let host = exp((0.08 + 0.25 / known.squareRoot() + (longest == nil ? 0 : 0.15)) * random.normal())
            let row = longest.map { Double($0) * typical + Double($0).squareRoot() * spread * random.normal() }
            return (max(turns / parallel, row ?? 0) + tail + end) * host
        }.sorted()
        return futures[Self.futures * 4 / 100]...futures[Self.futures * 96 / 100]
    }
}

/// Numbers that look random and follow from a state (SplitMix64).
private struct Draws {
    var state: UInt64

    /// 0..<1.
    mutating func uniform() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
    }

    /// Of a normal distribution of mean 0 and deviation 1 (Box and Muller).
    mutating func normal() -> Double { (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform()) }
}
