import Batching
import Foundation
import Testbed
import Testing

/// The time left, looked at after each submission of batches that were really graded (the seconds of each submission are
/// recorded), in many orders and with several numbers of workers.
struct PaceTests {
    /// A batch as it goes on: who is free next takes the next submission; what takes longer than the patience comes last.
    private struct Replay {
        var looks = 0
        var hits = 0
        /// Of all looks, how many times the shorter end the longer one is.
        var widths: [Double] = []

        init(_ seconds: [Double], workers: Int, patience: Double) {
            var free = [Double](repeating: 0, count: workers)
            var turns: [(end: Double, seconds: Double, isAside: Bool, isSlow: Bool)] = []
            var aside: [Double] = []
            func turn(_ seconds: Double, isAside: Bool = false, isSlow: Bool = false) {
                let worker = free.indices.min { free[$0] < free[$1] } ?? 0
                free[worker] += seconds
                turns.append((free[worker], seconds, isAside, isSlow))
            }
            for one in seconds {
                turn(min(one, patience), isAside: one > patience)
                if one > patience { aside.append(one - patience) }
            }
            for one in aside { turn(one, isSlow: true) }
            turns.sort { $0.end < $1.end }
            var pace = Pace()
            var (open, slow) = (seconds.count, 0)
            let end = free.max() ?? 0
            for turn in turns.dropLast() {
                if turn.isSlow { slow -= 1 } else { open -= 1 }
                if turn.isAside { slow += 1 }
                if turn.isSlow {
                    pace.count(slow: turn.seconds)
                } else {
                    pace.count(turn.seconds, isAside: turn.isAside)
                }
                let busy = min(workers, open + slow)
                guard let left = pace.left(open: open, aside: slow, workers: busy) else { continue }
                looks += 1
                // What is shown is rounded outwards to whole seconds.
                if left.lowerBound.rounded(.down)...left.upperBound.rounded(.up) ~= end - turn.end { hits += 1 }
                widths.append(left.upperBound / max(1, left.lowerBound))
            }
        }
    }

    /// Seconds of each of 200 submissions, mutants of the reference module, which were graded by three workers on two busy
    /// cores; where `hanging` is not 0, each of that number hangs instead, for one to three minutes.
    private func recording(hanging: Int) throws -> [Double] {
        var seconds = try String(contentsOfFile: "\(projectRoot)/Tests/BatchTests/durations.txt", encoding: .utf8)
            .split(separator: "\n").compactMap { Double($0) }
        if hanging > 0 {
            for index in seconds.indices where index % hanging == 0 { seconds[index] = 60 + Double(index * 37 % 120) }
        }
        return seconds
    }

    @Test(arguments: [0, 20, 60], [1, 3, 8])
    func `the range of the time left holds in nine looks of ten, and says something`(hanging: Int, workers: Int)
        throws
    {
        let seconds = try recording(hanging: hanging)
        try #require(seconds.count == 200)
        let patience = max(30, 4 * seconds.sorted()[seconds.count / 2])
        var (looks, hits) = (0, 0)
        var widths: [Double] = []
        var random = Shuffle(state: 11)
        for _ in 0..<8 {
            let replay = Replay(seconds.shuffled(using: &random), workers: workers, patience: patience)
            looks += replay.looks
            hits += replay.hits
            widths += replay.widths
        }
        #expect(Double(hits) / Double(looks) >= 0.9, "\(hits) of \(looks)")
        let typical = widths.sorted()[widths.count / 2]
        // How many modules hang that have not been seen yet nobody knows.
        #expect(typical < 5, "from a to \(typical) times a")
    }

    @Test func `nothing is told before there is something to tell from`() {
        var pace = Pace()
        #expect(pace.left(open: 9, aside: 0, workers: 3) == nil)
        for _ in 0..<4 { pace.count(6) }
        #expect(pace.left(open: 9, aside: 0, workers: 3) != nil)
        #expect(pace.left(open: 0, aside: 0, workers: 0) == 0...0)
    }

    private struct Shuffle: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            // SplitMix64.
            state &+= 0x9e37_79b9_7f4a_7c15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
            bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
            return bits ^ (bits >> 31)
        }
    }
}
