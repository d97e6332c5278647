package import Explanation
package import Mistakes
import MtestProtocol
import Paging
import Words

/// The verdict on a printed walk.
package struct TraceScreen: Sendable {
    let verdict: TraceVerdict
    /// What the mistakes mean.
    let catalogue: MistakeCatalogue

    /// A verdict, told with the sentences of a catalogue. Without an entry there a mistake has its name and numbers.
    package init(_ verdict: TraceVerdict, catalogue: MistakeCatalogue = MistakeCatalogue()) {
        self.verdict = verdict
        self.catalogue = catalogue
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
        var told: Set<Mistake> = []
        for level in verdict.levels { lines += row(level, &told, on: canvas) }
        for finding in verdict.endFindings {
            let text = canvas.wrap(sentences(finding, &told), indent: 13, first: mark(false, "result"))
            lines += [coloured(text[0], false, canvas)] + text.dropFirst()
        }
        if verdict.endFindings.isEmpty, let claim = verdict.claim {
            let (first, text) =
                verdict.leadsToClaim
                ? (mark(true, "result"), "the physical address \(hex(claim)) follows from the entries")
                : (Self.unjudged("result"), "the physical address \(hex(claim)) is not judged: no entry leads there")
            lines += canvas.wrap(text, indent: 13, first: first)
        } else if verdict.endFindings.isEmpty, let truth = verdict.truth, case .absent(let level) = truth {
            lines += canvas.wrap(
                "no translation: the \(level.linuxName(verdict.depth)) entry is empty, and it is right that the walk ends there",
                indent: 13, first: mark(true, "result"))
        }
        lines.append("")
        if let first = verdict.firstFinding {
            let mistake = first.finding.mistake
            lines += canvas.wrap("The first mistake is at the \(first.place): \(mistake).")
            if let hint = catalogue[mistake]?.hint { lines += canvas.wrap("Hint: \(hint)") }
            if let lesson = catalogue[mistake]?.lesson {
                lines += canvas.wrap("The lesson about it: walkthrough lesson \(lesson)")
            }
        } else if verdict.levels.contains(where: { $0.entry != nil || $0.printedIndex != nil }) {
            lines += canvas.wrap(
                "Every level that is judged agrees with the address and with the level above. Whose tables they are, "
                    + "and whether memory holds these entries, is not checked.")
        } else {
            lines += canvas.wrap("Nothing was printed that can be judged: no entry, and no index.")
        }
        for remark in verdict.remarks { lines += canvas.wrap(remark) }
        return lines
    }

    private func mark(_ isRight: Bool, _ name: String) -> String {
        "\(isRight ? "ok   " : "WRONG") \(name)".padded(to: 13)
    }

    private static func unjudged(_ name: String) -> String { "?     \(name)".padded(to: 13) }

    private func row(_ level: TraceVerdict.Level, _ told: inout Set<Mistake>, on canvas: Canvas) -> [String] {
        var text = ""
        if let entry = level.entry { text += longHex(entry.raw) + " " }
        if let index = level.printedIndex { text += "[\(index)] " }
        if let meaning = level.meaning { text += meaning }
        if let unplaced = level.unplaced { text += unplaced.sentence }
        let isJudged = !level.isRight || level.entry != nil || level.printedIndex != nil
        let first =
            isJudged ? mark(level.isRight, level.level.rawValue) : Self.unjudged(level.level.rawValue)
        var lines = canvas.wrap(text, indent: 13, first: first)
        if isJudged { lines[0] = coloured(lines[0], level.isRight, canvas) }
        for finding in level.findings {
            lines += canvas.wrap(sentences(finding, &told), indent: 13, first: String(repeating: " ", count: 13))
        }
        return lines
    }

    /// The catalogue's sentence, the first time that the mistake is told, and the numbers.
    private func sentences(_ finding: TraceVerdict.Finding, _ told: inout Set<Mistake>) -> String {
        guard told.insert(finding.mistake).inserted, let entry = catalogue[finding.mistake] else {
            return finding.detail
        }
        return "\(entry.sentence) \(finding.detail)"
    }

    private func coloured(_ line: String, _ isRight: Bool, _ canvas: Canvas) -> String {
        canvas.paint(String(line.prefix(5)), isRight ? .good : .bad) + line.dropFirst(5)
    }
}
