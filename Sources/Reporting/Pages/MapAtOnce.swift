import Synchronization

extension Array where Element: Sendable {
    /// What `transform` makes of each element, in the same order, with so many elements in work at once.
    ///
    /// - Parameters:
    ///   - atOnce: Elements in work at once, at least 1.
    ///   - transform: Called for each element once, from several threads.
    /// - Returns: The results.
    /// - Throws: What `transform` throws, or `CancellationError`; elements that were not begun by then are left.
    package func mapAtOnce<Value: Sendable>(
        _ atOnce: Int, _ transform: @escaping @Sendable (Element) throws -> Value
    ) async throws -> [Value] {
        let turns = Turns()
        let lists = try await withThrowingTaskGroup(of: [(Int, Value)].self) { group in
            for _ in 0..<Swift.max(1, Swift.min(atOnce, count)) {
                group.addTask {
                    var made: [(Int, Value)] = []
                    while true {
                        try Task.checkCancellation()
                        let index = turns.next() - 1
                        guard index < count else { return made }
                        made.append((index, try transform(self[index])))
                    }
                }
            }
            var lists: [[(Int, Value)]] = []
            for try await list in group { lists.append(list) }
            return lists
        }
        return lists.joined().sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// Counts what several threads do.
package final class Turns: Sendable {
    private let count = Atomic(0)

    /// Counts from 1 on.
    package init() {}

    /// The next number, which nobody else gets.
    package func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
