import Reporting
import Results

/// How far a module is, as a bar: `#` for points that are earned, `-` for those that are not, `.` for what was never tried.
struct PointsBar {
    let watch: Watch
    let paint: Paint

    /// The bar with its numbers, on one line of at most `width` columns, or two where they do not fit beside one another.
    func lines(width: Int) -> [String] {
        let (earned, possible) = watch.points
        let numbers = "\(Points.text(earned)) of \(Points.text(possible)) points"
        let notes = [
            watch.unseen > 0 ? "\(watch.unseen) not tried yet" : nil,
            watch.outdated > 0 ? "\(watch.outdated) as before the save" : nil,
        ].compactMap(\.self).joined(separator: ", ")
        let text = notes.isEmpty ? numbers : "\(numbers) (\(notes))"
        let room = width - text.count - 3
        if room >= 16 { return [bar(min(room, 40)) + " " + text] }
        return [bar(min(max(width - 2, 4), 40))] + TerminalColumns.wrapped(text, width)
    }

    private func bar(_ columns: Int) -> String {
        let (earned, possible) = watch.points
        guard possible > 0 else { return "[" + String(repeating: ".", count: columns) + "]" }
        let tried = watch.checks.reduce(0) { $0 + (watch.seen[$1.id] == nil ? 0 : $1.points) }
        func share(_ points: Double) -> Int { Int(Double(columns) * points / possible) }
        let full = share(earned)
        // What is earned never looks like all of it before it is, and what was tried is never hidden by rounding.
        let open = max(tried >= possible ? columns - full : share(tried) - full, 0)
        return "[" + paint.good(String(repeating: "#", count: full))
            + paint.bad(String(repeating: "-", count: open))
            + String(repeating: ".", count: columns - full - open) + "]"
    }
}
