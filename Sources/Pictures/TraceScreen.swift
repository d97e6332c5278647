package import Explanation
import MtestProtocol
import Paging
import Words

/// The verdict on a printed walk.
package struct TraceScreen: Sendable {
    let verdict: TraceVerdict
    /// The lesson for a diagnosis, where there is one.
    let lesson: @Sendable (String) -> String?

    package init(_ verdict: TraceVerdict, lesson: @escaping @Sendable (String) -> String? = { _ in nil }) {
        self.verdict = verdict
        self.lesson = lesson
    }

    /// The screen's lines.
    package func lines(on canvas: Canvas) -> [String] {
        var lines: [String] = []
        let process = verdict.process.map { process in
            " of \((process.name ?? "a process").visibleLine)" + (process.pid.map { ", PID \($0)" } ?? "")
        }
        lines += canvas.wrap("The walk of \(hex(verdict.address.value))\(process ?? "")").map {
            canvas.paint($0, .title)
        }
        lines += canvas.bits(AddressBits(verdict.address, depth: verdict.depth), marked: nil)
        lines.append("")
        for level in verdict.levels { lines += row(level, on: canvas) }
        for mistake in verdict.endMistakes { lines += wrong("result", mistake, on: canvas) }
        if verdict.endMistakes.isEmpty, let claim = verdict.claim {
            lines += canvas.wrap(
                "the physical address \(hex(claim)) follows from the entries", indent: 13, first: mark(true, "result"))
        } else if verdict.endMistakes.isEmpty, let truth = verdict.truth, case .absent(let level) = truth {
            lines += canvas.wrap(
                "no translation: the \(level.linuxName(verdict.depth)) entry is empty, and the walk rightly ends there",
                indent: 13, first: mark(true, "result"))
        }
        lines.append("")
        if let first = verdict.firstMistake {
            lines += canvas.wrap("It first goes wrong at \(first.place): \(first.mistake.diagnosis).")
            if let lesson = lesson(first.mistake.diagnosis) {
                lines += canvas.wrap("The lesson on it: walkthrough lesson \(lesson)")
            }
        } else {
            lines += canvas.wrap("Every level that was printed is right.")
        }
        for remark in verdict.remarks { lines += canvas.wrap(remark) }
        return lines
    }

    private func mark(_ isRight: Bool, _ name: String) -> String {
        "\(isRight ? "ok   " : "WRONG") \(name)".padded(to: 13)
    }

    private func row(_ level: TraceVerdict.Level, on canvas: Canvas) -> [String] {
        var text = ""
        if let entry = level.entry { text += longHex(entry.raw) + " " }
        if let index = level.printedIndex { text += "[\(index)] " }
        if let meaning = level.meaning { text += meaning }
        var lines = canvas.wrap(text, indent: 13, first: mark(level.isRight, level.level.rawValue))
        lines[0] = coloured(lines[0], level.isRight, canvas)
        for mistake in level.mistakes {
            lines += canvas.wrap(mistake.sentence, indent: 13, first: String(repeating: " ", count: 13))
        }
        return lines
    }

    private func wrong(_ name: String, _ mistake: TraceVerdict.Mistake, on canvas: Canvas) -> [String] {
        var lines = canvas.wrap(mistake.sentence, indent: 13, first: mark(false, name))
        lines[0] = coloured(lines[0], false, canvas)
        return lines
    }

    private func coloured(_ line: String, _ isRight: Bool, _ canvas: Canvas) -> String {
        canvas.paint(String(line.prefix(5)), isRight ? .good : .bad) + line.dropFirst(5)
    }
}
