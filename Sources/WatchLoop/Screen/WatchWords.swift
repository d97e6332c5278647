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
        if let at = watch.unchangedAt { return "saved \(at): unchanged since \(watch.savedAt)" }
        let time = watch.seconds.map { ", checked in \(Self.tenths($0)) s" } ?? ""
        return "saved \(watch.savedAt)\(time); waiting for the next save"
    }

    private func doing(_ run: Watch.Run) -> String {
        let what =
            switch run.scope {
            case .atHand(let id): "checking \(id)"
            case .lab(let lab): "checking the rest of \(lab)"
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

    static func tenths(_ seconds: Double) -> String {
        Points.text((seconds * 10).rounded() / 10)
    }
}
