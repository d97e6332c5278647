import Grading
import KernelLog
import Mistakes
import ModuleBuild
import Pictures
import Words

/// What a module did to its kernel, told as `grader check` tells it.
struct IncidentReport: Sendable {
    let incident: Incident
    /// The student's line that it is about; nil where it is not known.
    let location: SourceLocation?
    /// The mistake; nil where none is named.
    let mistake: MistakeCatalogue.Entry?
    /// The submission's folder.
    let root: String

    /// Calls that are shown of the kernel's trace at most, and of these how many that led to the module.
    private static let (calls, callers) = (8, 2)

    func lines(on canvas: Canvas) -> [String] {
        let place = location.map { ", at \($0.file):\($0.line)" } ?? ""
        let lead = incident.symptom == .alarmed ? "WARNING" : incident.symptom == .hung ? "HANGS" : "CRASH"
        var lines = canvas.wrap(
            "\(incident.message)\(place)\(incident.aftermath)".visibleLine, indent: lead.count + 2, first: "\(lead)  ")
        if let first = lines.first {
            lines[0] = canvas.paint(String(first.prefix(lead.count)), .bad) + first.dropFirst(lead.count)
        }
        if let location { lines += SourceExcerpt.lines(location, root: root, on: canvas) }
        for (index, text) in kernel.enumerated() {
            lines += canvas.row(index == 0 ? "kernel" : "", text.visibleLine)
        }
        if let mistake {
            lines += canvas.row("mistake", mistake.sentence)
            if let hint = mistake.hint { lines += canvas.row("hint", hint) }
            if let lesson = mistake.lesson { lines += canvas.row("learn", "walkthrough lesson \(lesson)") }
        }
        return lines
    }

    /// The kernel's own words, as few as tell it: `dmesg` shows them all.
    private var kernel: [String] {
        guard let report = incident.report else {
            return incident.actual.map { $0.split(whereSeparator: \.isNewline).prefix(8).map(String.init) } ?? []
        }
        let frames = report.callTrace.filter(\.isReliable)
        let last = frames.lastIndex { $0.module != nil } ?? -1
        let calls = frames.prefix(min(last + 1 + Self.callers, Self.calls)).map { "called by \($0)" }
        return [report.headline] + (report.instructionPointer.map { ["in \($0)"] } ?? []) + calls
    }
}
