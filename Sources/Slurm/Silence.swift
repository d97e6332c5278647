/// For how long a cluster has not answered. Answers of tasks, which come through the shared folder, count as signs of life:
/// as long as they come, the work goes on, whatever becomes of squeue.
struct Silence {
    /// The cluster did not answer for so long that the batch ends.
    struct TooLong: Error, CustomStringConvertible {
        let minutes: Int
        let last: String
        var description: String {
            "the cluster has not answered for \(minutes) min (\(last)). Nothing is lost: give the same command again when it"
                + " works, which enters what its tasks have finished by then"
        }
    }

    private let patience: Duration
    private var since: ContinuousClock.Instant?
    private var quiet: ContinuousClock.Instant?

    /// - Parameter patience: for how long a cluster may say nothing.
    init(patience: Duration) { self.patience = patience }

    /// A request was not answered.
    ///
    /// - Returns: a sentence for people, and whether it is new to them.
    /// - Throws: ``TooLong``.
    mutating func missed(_ refusal: Slurm.Refusal, at now: ContinuousClock.Instant) throws(TooLong) -> (
        text: String, isNews: Bool
    ) {
        let isNews = since == nil
        since = since ?? now
        let start = quiet ?? now
        quiet = start
        guard now - start < patience else {
            throw TooLong(minutes: Int(patience / .seconds(60)), last: refusal.description)
        }
        return ("\(refusal); asking again, for up to \(Self.text(patience - (now - start))) more", isNews)
    }

    /// A task's answer has arrived.
    mutating func sawWork(at now: ContinuousClock.Instant) { if quiet != nil { quiet = now } }

    /// A request was answered.
    ///
    /// - Returns: a sentence for people, where the cluster had not answered before.
    mutating func heard(at now: ContinuousClock.Instant) -> String? {
        guard let start = since else { return nil }
        (since, quiet) = (nil, nil)
        return "the cluster answers again, after \(Self.text(now - start))"
    }

    private static func text(_ duration: Duration) -> String {
        let seconds = Int(duration / .seconds(1))
        return seconds < 100 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
    }
}
