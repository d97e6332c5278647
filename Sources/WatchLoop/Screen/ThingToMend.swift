import Reporting
import Results
import Words

/// The one thing to mend, as lines of a screen: what the compiler said first, else the story of the check at hand.
struct ThingToMend {
    let watch: Watch
    let paint: Paint
    let width: Int

    /// Columns before the parts of a story, and columns of their labels.
    private static let (indent, label) = (6, 10)

    var lines: [String] {
        if let error = watch.complaints?.first(where: { $0.severity == "error" }) { return complaint(error) }
        guard let seen = watch.thing else {
            let words = wrapped(WatchWords(watch: watch).nothing, width)
            return watch.isDone ? words.map(paint.good) : words
        }
        return head(seen) + story(seen.result)
    }

    // MARK: - A check

    private func head(_ seen: Watch.Seen) -> [String] {
        let check = seen.result
        let points = Points.text(check.maxScore)
        let worth = "\(points) \(points == "1" ? "point" : "points")"
        let room = max(width - Self.indent - worth.count - 1, 10)
        let titles = wrapped(check.title, room)
        let first = TerminalColumns.fitted(titles.first ?? "", room)
        let todos = check.todos.filter(watch.sources?.openTasks.contains ?? { _ in false })
        let task = todos.isEmpty ? "" : "   TODO \(todos.joined(separator: ", "))"
        return ["\(paint.bad("FAIL"))  \(paint.bold(first)) \(worth)"]
            + titles.dropFirst().map { blanks(Self.indent) + paint.bold($0) }
            + block("", "\(check.id)\(task)").map(paint.faint)
            + (seen.save < watch.saves ? block("", "as seen at \(seen.at), before this save").map(paint.doubtful) : [])
    }

    private func story(_ check: CheckResult) -> [String] {
        let parts = check.story(hints: watch.hints)
        let shown = parts.count { $0.label == .hint }
        var hint = 0
        return parts.flatMap { part in
            switch part.label {
            case .message: return block("", part.text)
            case .style: return []
            case .hint:
                hint += 1
                let more = shown < check.hintsInOrder.count && hint == shown ? " (h: the next one)" : ""
                return block("hint", part.text + more)
            case .expected, .got: return answer(part)
            default: return block(part.label.rawValue, part.text)
            }
        }
    }

    /// Lines of an answer that are shown: the hint has to be in sight too.
    private static let answerLines = 4

    /// An answer keeps its lines; of a long one the first are shown.
    private func answer(_ part: CheckResult.StoryPart) -> [String] {
        let lines = part.text.split(whereSeparator: \.isNewline)
        let isLong = lines.count > Self.answerLines
        let shown = isLong ? lines.prefix(Self.answerLines - 1) : lines[...]
        let rest = isLong ? ["(\(lines.count - shown.count) lines more)"] : []
        return (shown.map(String.init) + rest).enumerated().flatMap {
            block($0.offset == 0 ? part.label.rawValue : " ", $0.element)
        }
    }

    /// A text beside its label, on as many lines as it takes.
    private func block(_ label: String, _ text: String) -> [String] {
        let margin = label.isEmpty ? 0 : Self.label
        let first = label.isEmpty ? "" : TerminalColumns.fitted(label, Self.label)
        return wrapped(text, max(width - Self.indent - margin, 10)).enumerated().map {
            blanks(Self.indent) + ($0.offset == 0 ? first : blanks(margin)) + $0.element
        }
    }

    // MARK: - The compiler

    /// The first error, as gcc has it: its place, its words, the line, and a mark below the column.
    private func complaint(_ error: Remark) -> [String] {
        let place = [error.file, error.line.map(String.init), error.column.map(String.init)].compactMap(\.self)
            .joined(separator: ":")
        let others = (watch.complaints ?? []).count { $0.severity == "error" } - 1
        var lines = wrapped("\(place.isEmpty ? "" : "\(place): ")error: \(error.message)", width).enumerated().map {
            $0.offset == 0 ? paint.bad($0.element) : $0.element
        }
        lines += excerpt(error)
        if others > 0 {
            lines += wrapped(
                "\(others) more \(others == 1 ? "error" : "errors"), which may go away with this one.", width)
        }
        return lines
    }

    private func excerpt(_ error: Remark) -> [String] {
        guard let text = error.sourceLine, !text.allSatisfy(\.isWhitespace) else { return [] }
        func expanded(_ text: String) -> String { text.replacing("\t", with: "    ").visibleLine }
        let number = error.line.map { "\($0) | " } ?? "| "
        let margin = blanks(max(5 - number.count + 3, 0)) + number
        let before = expanded(String(decoding: text.utf8.prefix(max(error.column ?? 1, 1) - 1), as: UTF8.self))
        let room = max(width - margin.count, 10)
        // Where the marked place would be out of sight, the shown text begins shortly before it.
        let skipped = TerminalColumns.width(before) > room * 2 / 3 ? max(before.count - room / 3, 0) : 0
        let shown = String(expanded(text).dropFirst(skipped))
        let column = TerminalColumns.width(before.dropFirst(skipped))
        var lines = [margin + TerminalColumns.fitted(shown, min(TerminalColumns.width(shown), room))]
        if error.column != nil, column < room {
            lines.append(blanks(margin.count - 2) + "| " + blanks(column) + paint.good("^"))
        }
        return lines
    }

    private func wrapped(_ text: String, _ columns: Int) -> [String] {
        TerminalColumns.wrapped(text.visibleLine, columns)
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}
