import Explanation
import Paging
import Words

/// A walk as a debugger's terminal shows it.
enum WalkText {
    /// Two lines for each level, and the end of the walk.
    static func lines(_ walk: PageWalk) -> String {
        let explanation = Explanation(walk)
        var text = ""
        for level in explanation.levels {
            let index = "\(level.name)[\(level.index)]"
            guard let entry = level.entry else {
                text += "\(padded(index)) in the table at \(hex(level.table ?? 0)): \(level.conclusion)\n"
                continue
            }
            text += "\(padded(index)) = \(longHex(entry.raw))   in the table at \(hex(level.table ?? 0))\n"
            text += "           \(level.conclusion)\n"
        }
        return text + explanation.conclusion + "\n"
    }

    private static func padded(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 9 - text.count))
    }
}
