package import Explanation
import Paging
import Words

/// One level, in at most a screen.
package struct LevelScreen: Sendable {
    let level: LevelExplanation
    let explanation: Explanation

    /// The screen of a level of an explanation.
    package init(_ level: LevelExplanation, of explanation: Explanation) {
        self.level = level
        self.explanation = explanation
    }

    /// The screen's lines.
    package func lines(on canvas: Canvas) -> [String] {
        let depth = explanation.depth
        let number = (depth.levels.firstIndex(of: level.level) ?? 0) + 1
        let bits = level.level.addressBits
        var lines: [String] = []
        let rule = String(repeating: canvas.horizontal, count: 2)
        lines.append(
            canvas.paint("\(rule) \(level.name)", .level(level.level))
                + canvas.paint("  table \(number) of \(depth.rawValue)", .title)
                + (canvas.width < 66 ? "" : ", the manual's \(level.level.manualName)"))
        lines += canvas.bits(AddressBits(level.address, depth: depth), marked: level.level)
        lines += canvas.row(
            "index",
            "bits \(bits.upperBound):\(bits.lowerBound) = 0b\(binary(UInt64(level.index), 9)) = \(level.index), that is "
                + "(address >> \(level.level.shift)) & 511")
        if let table = level.table { lines += canvas.row("table", "\(hex(table)): \(level.tableOrigin)") }
        if let table = level.table, let entry = level.entryAddress {
            lines += canvas.row(
                "entry at", "\(hex(table)) + \(level.index) * 8 = \(hex(entry))")
        }
        if let entry = level.entry {
            lines += canvas.row("entry", longHex(entry.raw), ink: .level(level.level))
            lines += FieldTable(level.fields).lines(on: canvas)
        }
        lines += canvas.row("result", level.conclusion)
        if let note = level.foldNote(depth), level.entry != nil { lines += canvas.row("folded", note) }
        if level.level == depth.root { lines += isolation(on: canvas) }
        if let rights = level.rights, level.entry?.isPresent == true {
            lines += canvas.row("user may", rightsText(rights))
        }
        return lines
    }

    private func rightsText(_ rights: EffectiveRights) -> String {
        var words: [String] = []
        if rights.reads { words.append("read") }
        if rights.writes { words.append("write") }
        if rights.executes { words.append("execute") }
        let list = words.isEmpty ? "do nothing" : words.joined(separator: ", ")
        return "\(rights.text)  \(list), after this level"
    }

    private func isolation(on canvas: Canvas) -> [String] {
        guard let root = explanation.userRoot, let entry = explanation.userRootEntry, let ours = level.entry else {
            return []
        }
        var text =
            "user mode runs on a copy of this table at \(hex(root)), one page up, where the entry is \(hex(entry.raw))."
        if ours.has(.noExecute), !entry.has(.noExecute) {
            text +=
                " Bit 63 is only in the kernel's copy: if the kernel returned to user mode on it, nothing would run."
        }
        return canvas.row("two roots", text)
    }
}

/// The fields of an entry: what is set, and what matters when it is clear; the rest in a few words.
struct FieldTable {
    let fields: [EntryField]

    init(_ fields: [EntryField]) { self.fields = fields }

    private static let told: Set<String> = ["XD", "R/W", "U/S", "P"]

    func lines(on canvas: Canvas) -> [String] {
        var lines: [String] = []
        var clear: [String] = []
        for field in fields {
            guard !field.isClear || Self.told.contains(field.manual) || fields.count == 1 else {
                clear.append(name(field) + " \(field.bitText)")
                continue
            }
            let value = field.bits.count == 1 ? "\(field.value)" : field.bits.count > 5 ? "" : "\(field.value)"
            if canvas.width < 60 {
                lines.append("  \(field.bitText.padded(to: 6))\(name(field)) \(value)".trimmedRight)
                lines += canvas.wrap(field.meaning, indent: 9, first: String(repeating: " ", count: 9))
            } else {
                let head = "  \(field.bitText.padded(to: 7))\(name(field).padded(to: 27)) \(value.padded(to: 2))"
                lines += canvas.wrap(field.meaning, indent: 39, first: head.padded(to: 39))
            }
        }
        if !clear.isEmpty { lines += canvas.wrap(clear.joined(separator: ", "), indent: 9, first: "  clear: ") }
        return lines
    }

    private func name(_ field: EntryField) -> String {
        field.linux.isEmpty ? field.manual : "\(field.manual) \(field.linux)"
    }
}
