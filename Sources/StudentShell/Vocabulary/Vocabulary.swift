import Grading
import Synchronization

/// What Tab completes: the words of the shell and of the module, and the names of places.
package final class Vocabulary: Sendable {
    private let places = Mutex<Set<String>>([])

    /// From now on these are the places.
    func learn(_ names: some Sequence<String>) {
        let names = Set(names)
        places.withLock { $0 = names }
    }

    /// The words that may stand in the place of the last one of a text.
    package func words(for text: String) -> [String] {
        let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        let isBegun = !text.isEmpty && !text.hasSuffix(" ")
        let before = isBegun ? Array(words.dropLast()) : words
        guard let first = before.first else { return Order.words + Order.commands }
        switch (first, before.count) {
        case ("findpage", 1), ("writeval", 1), ("walk", 1): return known
        case ("true", 1): return known + Order.commands
        case ("true", 2) where ["findpage", "writeval"].contains(before[1]): return known
        case ("listvma", 1), ("findpage", 2), ("writeval", 3): return ["pid"]
        case ("write", 1): return Order.commands
        case ("machine", 1): return MachineKind.allCases.map(\.rawValue)
        default: return []
        }
    }

    private var known: [String] { places.withLock { Array($0) } }
}
