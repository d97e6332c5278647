import Results

/// What changed between two versions of a file, as lines with a few unchanged ones around them.
struct LineDifference {
    /// One line of the difference.
    struct Line {
        enum Kind: String { case same, added, removed, gap }
        var kind: Kind
        var text: String
        /// Its number in the newer version, or in the older one for a removed line; nil for a gap.
        var number: Int?
    }

    /// Unchanged lines shown on each side of a change.
    private static let context = 3
    /// Changed lines that are compared. With more the file is called rewritten: the work grows with their square.
    private static let linesCompared = 4000

    /// Empty where nothing changed; nil where it is too much to be compared.
    let lines: [Line]?

    init(from old: String, to new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        let head = zip(before, after).prefix { $0 == $1 }.count
        let tail = zip(before.dropFirst(head).reversed(), after.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let (oldMiddle, newMiddle) = (before.dropFirst(head).dropLast(tail), after.dropFirst(head).dropLast(tail))
        guard oldMiddle.count + newMiddle.count <= Self.linesCompared else {
            lines = nil
            return
        }
        var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
        for change in Array(newMiddle).difference(from: Array(oldMiddle)) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset + head)
            case .insert(let offset, _, _): inserted.insert(offset + head)
            }
        }
        lines = Self.excerpt(Self.merged(before, after, removed, inserted))
    }

    private static func merged(
        _ before: [Substring], _ after: [Substring], _ removed: Set<Int>, _ inserted: Set<Int>
    ) -> [Line] {
        var lines: [Line] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old), old < before.count {
                lines.append(Line(kind: .removed, text: String(before[old]), number: old + 1))
                old += 1
            } else if inserted.contains(new), new < after.count {
                lines.append(Line(kind: .added, text: String(after[new]), number: new + 1))
                new += 1
            } else {
                lines.append(Line(kind: .same, text: String(after[new]), number: new + 1))
                old += 1
                new += 1
            }
        }
        return lines
    }

    /// The changes with their surroundings; a gap stands for what is left out.
    private static func excerpt(_ lines: [Line]) -> [Line] {
        let changed = lines.indices.filter { lines[$0].kind != .same }
        var shown: [Line] = []
        var last = -1
        for index in changed {
            let from = max(index - context, last + 1)
            let to = min(index + context, lines.count - 1)
            guard from <= to else { continue }
            if from > last + 1 { shown.append(Line(kind: .gap, text: "", number: nil)) }
            shown += lines[from...to]
            last = to
        }
        if last >= 0, last < lines.count - 1 { shown.append(Line(kind: .gap, text: "", number: nil)) }
        return shown
    }
}
