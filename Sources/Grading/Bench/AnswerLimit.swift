package import AgentProtocol

/// How much of an answer is read. A module can print eight megabytes for one command, and every judge would read them:
/// seconds of the host each time, for what no right answer needs. Reports of the kernel are looked for in all of it.
package enum AnswerLimit {
    /// Records. The longest right answer is a list of five thousand VMAs.
    package static let records = 10_000
    /// Bytes. Those five thousand lines have 0.3 MB.
    package static let bytes = 1 << 20
    /// One part of so many is kept from the end, the others from the beginning: the result stands in the last line.
    private static let lastPart = 5

    /// The records of an answer that are read: all of them, or the first and the last.
    package static func of(_ all: [KernelRecord]) -> [KernelRecord] {
        let first = all.prefix(fitting(all, 1))
        guard first.count < all.count else { return all }
        let beginning = all.prefix(fitting(all, lastPart - 1, of: lastPart))
        let end = all.suffix(fitting(all.reversed(), 1, of: lastPart))
        return Array(beginning) + end.drop { $0.sequence <= beginning.last?.sequence ?? 0 }
    }

    /// How many records from the beginning fit into a part of the limits.
    private static func fitting(_ all: [KernelRecord], _ part: Int, of parts: Int = 1) -> Int {
        var room = bytes * part / parts
        return all.prefix(records * part / parts).prefix {
            room -= $0.text.utf8.count
            return room >= 0
        }.count
    }
}
