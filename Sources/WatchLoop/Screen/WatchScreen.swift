import Reporting
import Results
import Words

/// A loop's state as a terminal shows it.
package struct WatchScreen: Sendable {
    private let title: String
    private let width: Int
    private let height: Int
    private let paint: Paint

    /// A screen of `width` columns (at least 30) and `height` rows (at least 8). `title` stands at its top.
    package init(title: String, width: Int, height: Int, isColoured: Bool) {
        self.title = title.visibleLine
        self.width = max(width, 30)
        self.height = max(height, 8)
        paint = Paint(isColoured: isColoured)
    }

    /// The lines, as many as there are rows at most. `explanation` is what can be said about the check at hand.
    package func lines(of watch: Watch, explanation: String = "") -> [String] {
        let words = WatchWords(watch: watch)
        var top = [paint.bold(TerminalColumns.fitted(title, width))]
        top += PointsBar(watch: watch, paint: paint).lines(width: width)
        if let green = words.green { top.append(paint.good(cut(green))) }
        if let red = words.red { top.append(paint.bad(cut(red))) }
        if let warning = watch.warning { top.append(paint.doubtful(cut(warning.visibleLine))) }
        top.append("")
        let state = watch.trouble == nil ? [cut(words.state)] : wrapped(words.state).map(paint.doubtful)
        let bottom = state + keys(watch)
        let room = max(height - top.count - bottom.count - 1, 1)
        var body =
            switch watch.view {
            case .thing: ThingToMend(watch: watch, paint: paint, width: width).lines
            case .list: list(watch)
            case .explanation:
                explanation.split(separator: "\n", omittingEmptySubsequences: false).flatMap(wrappedBlock)
            }
        if body.count > room { body = Array(body.prefix(room - 1)) + [paint.faint(cut("... (\(more(watch)))"))] }
        body += Array(repeating: "", count: max(room - body.count, 0) + 1)
        return Array((top + body + bottom).prefix(height))
    }

    private func more(_ watch: Watch) -> String {
        switch watch.view {
        case .explanation: "the rest: grader explain \(watch.atHand ?? "")"
        case .thing, .list: "the rest is in a higher window, or in grader check"
        }
    }

    /// The keys that do something, on as many lines as they take.
    private func keys(_ watch: Watch) -> [String] {
        if watch.place == .reading { return ["Press any key to go on."] }
        let words = watch.keys.map { "\($0.rawValue):\($0.word)" }
        let roomy = words.joined(separator: "  ")
        return (roomy.count <= width ? [roomy] : wrapped(words.joined(separator: " "))).map(paint.faint)
    }

    // MARK: - The list

    /// All checks that do not pass: a line a lab, a line for each that fails.
    private func list(_ watch: Watch) -> [String] {
        watch.labs.flatMap { lab -> [String] in
            let checks = watch.checks.filter { $0.lab == lab }
            let results = checks.map { ($0, watch.seen[$0.id]?.result) }
            let earned = results.reduce(0) { $0 + ($1.1?.score ?? 0) }
            let possible = checks.reduce(0) { $0 + $1.points }
            let points = "\(Points.text(earned))/\(Points.text(possible))"
            let failing = results.compactMap { $0.1?.status == .fail ? $0.1 : nil }
            let rest = results.count { [.blocked, .skipped, .error].contains($0.1?.status) || $0.1 == nil }
            let head = TerminalColumns.fitted(lab.visibleLine, max(width - points.count - 1, 8)) + " " + points
            return [paint.bold(head)] + failing.map { row($0, isAtHand: $0.id == watch.atHand) }
                + (rest > 0 ? ["      \(rest) \(rest == 1 ? "waits or was" : "wait or were") not tried"] : [])
        }
    }

    private func row(_ check: CheckResult, isAtHand: Bool) -> String {
        let text = TerminalColumns.fitted("\(check.id)  \(check.title)".visibleLine, max(width - 6, 8))
        return "\(paint.bad("FAIL")) \(isAtHand ? ">" : " ")\(text)"
    }

    private func cut(_ text: String) -> String {
        TerminalColumns.width(text) > width ? TerminalColumns.fitted(text, width) : text
    }
    private func wrapped(_ text: String) -> [String] { TerminalColumns.wrapped(text, width) }
    private func wrappedBlock(_ line: Substring) -> [String] {
        line.isEmpty ? [""] : wrapped(String(line).visibleLine)
    }
}
