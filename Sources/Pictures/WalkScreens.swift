package import Explanation
import Paging
import Words

/// Everything about one address: a head, a screen for each level, the picture, and how the walk ended.
package struct WalkScreens: Sendable {
    let explanation: Explanation

    /// The screens of an explanation.
    package init(_ explanation: Explanation) { self.explanation = explanation }

    /// The head, then each level, then the picture with the end: each to be read by itself.
    package func screens(on canvas: Canvas) -> [[String]] {
        [head(on: canvas)] + explanation.levels.map { LevelScreen($0, of: explanation).lines(on: canvas) }
            + [end(on: canvas)]
    }

    private func head(on canvas: Canvas) -> [String] {
        let name = explanation.place.map { "\($0.visibleLine) " } ?? ""
        var lines = [canvas.paint("\(name)\(hex(explanation.address.value))", .title)]
        if let source = explanation.source { lines += canvas.wrap(source.visibleLine, indent: 0) }
        lines.append("")
        if explanation.levels.isEmpty {
            lines += canvas.wrap(explanation.conclusion)
            return lines
        }
        lines += canvas.bits(AddressBits(explanation.address, depth: explanation.depth), marked: nil)
        if explanation.depth == .four, explanation.walk == nil {
            lines += canvas.wrap(
                "Four levels: Linux calls the root pgd and folds the p4d into it (p4d_index is always 0).")
        }
        return lines
    }

    private func end(on canvas: Canvas) -> [String] {
        guard explanation.walk != nil else {
            return explanation.levels.isEmpty ? [] : canvas.wrap(explanation.conclusion)
        }
        guard !explanation.levels.isEmpty else { return [] }
        var lines = [canvas.paint("The whole walk", .title)]
        lines += WalkDrawing(explanation).lines(on: canvas)
        lines.append("")
        lines += canvas.wrap(explanation.conclusion)
        if let bytes = explanation.bytes { lines += canvas.row("bytes", Self.dump(bytes)) }
        if let pagemap = explanation.pagemap, let text = explanation.pagemapText {
            lines += canvas.row("pagemap", "\(longHex(pagemap.raw)): \(text)")
        }
        if let verdict = explanation.pagemapVerdict {
            lines += canvas.row(verdict.agrees ? "agrees" : "DIFFERS", verdict.text, ink: verdict.agrees ? .good : .bad)
        }
        return lines
    }

    /// Bytes in hexadecimal and as letters.
    static func dump(_ bytes: [UInt8]) -> String {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        let letters = bytes.map { 0x20 < $0 && $0 < 0x7f ? Character(Unicode.Scalar($0)) : "." }
        return "\(digits)  \(String(letters))"
    }
}
