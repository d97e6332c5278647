import Reporting
import Results
import Words

/// What a loop's state is called: sentences for a screen and for lines.
struct WatchWords {
    let watch: Watch

    /// What is going on.
    var state: String {
        if let trouble = watch.trouble { return trouble.visibleLine }
        if let run = watch.run { return doing(run) }
        guard watch.sources != nil else { return "starting" }
        return "\(watch.unchangedAt == nil ? saved : unchanged); waiting for the next save"
    }

    /// When the sources were saved, and what that came to.
    var saved: String {
        let time = watch.seconds.map { watch.complaints == nil ? ", checked in \(Self.tenths($0)) s" : "" } ?? ""
        return "saved \(watch.savedAt)\(time)\(watch.complaints == nil ? "" : ": it does not build")"
    }

    /// That a save has changed nothing.
    var unchanged: String { "saved \(watch.unchangedAt ?? ""): unchanged since \(watch.savedAt)" }

    private func doing(_ run: Watch.Run) -> String {
        let what =
            switch run.scope {
            case .atHand(let id): "checking \(id)"
            case .lab(let lab): "checking \(lab)"
            }
        let seconds = watch.seconds.map { " (\(Self.tenths($0)) s)" } ?? ""
        let progress = run.progress.isEmpty ? "" : ": \(run.progress)"
        return "saved \(watch.savedAt)\(seconds): \(what)\(progress)".visibleLine
    }

    /// What has just turned green, in one line; nil where nothing did.
    var green: String? { turned(watch.green, "now green", sign: "+") }

    /// What has just turned red, in one line; nil where nothing did.
    var red: String? { turned(watch.red, "now red", sign: "-") }

    private func turned(_ ids: [String], _ word: String, sign: String) -> String? {
        guard let first = ids.first else { return nil }
        let points = ids.reduce(0) { sum, id in sum + (watch.checks.first { $0.id == id }?.points ?? 0) }
        let more = ids.count > 1 ? " and \(ids.count - 1) more" : ": \(watch.seen[first]?.result.title ?? "")"
        return "\(word) (\(sign)\(Points.text(points))): \(first)\(more)".visibleLine
    }

    /// Why there is no one thing to mend; what is known so far.
    var nothing: String {
        if watch.isDone {
            let which = watch.checks.count == 1 ? "The check passes" : "All \(watch.checks.count) checks pass"
            return "\(which): nothing is left to mend."
        }
        if watch.run != nil { return "Nothing to mend is known yet." }
        let open = watch.checks.count { watch.seen[$0.id]?.result.status != .pass }
        guard open > 0 else { return "All checks have passed before the last save." }
        return "Nothing fails, and \(open) \(open == 1 ? "check was" : "checks were") not judged: a tries again."
    }

    /// What there is to say at the end, in one line.
    var last: String {
        let (earned, possible) = watch.points
        let next = watch.thing.map { "; next: \($0.result.id): \($0.result.title)" } ?? ""
        return "\(Points.text(earned)) of \(Points.text(possible)) points\(next)".visibleLine
    }

    static func tenths(_ seconds: Double) -> String {
        Points.text((seconds * 10).rounded() / 10)
    }
}
