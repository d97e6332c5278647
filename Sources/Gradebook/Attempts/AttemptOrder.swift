/// The order of one student's attempts: by the time of their submission. An attempt without a time stands where it
/// arrived, because nothing else is known of it.
struct AttemptOrder: Sendable, Hashable {
    /// An attempt, by its number.
    struct Entry: Sendable, Hashable {
        /// What the attempt is called.
        var number: Int
        /// Seconds since 1970; nil where the platform did not say.
        var submitted: Double?
    }

    /// The attempts, oldest first; those with a time are in the order of their times.
    private(set) var entries: [Entry] = []

    /// An order that the attempts were put into in this sequence.
    init(_ entries: some Sequence<Entry> = []) { for entry in entries { insert(entry) } }

    /// Puts in an attempt that has just arrived: before the first one that was submitted later, else last.
    mutating func insert(_ entry: Entry) {
        let later = entry.submitted.flatMap { time in
            entries.firstIndex { other in other.submitted.map { $0 > time } ?? false }
        }
        entries.insert(entry, at: later ?? entries.endIndex)
    }

    /// The time of an attempt became known: it goes where it belongs.
    mutating func settle(_ number: Int, at time: Double) {
        entries.removeAll { $0.number == number }
        insert(Entry(number: number, submitted: time))
    }
}
