package import Paging

/// What a terminal can show: columns, colours, and characters beyond ASCII.
package struct Canvas: Sendable, Hashable {
    /// Columns, 40 or more.
    package let width: Int
    /// Whether escape sequences for colours are written.
    package let isColoured: Bool
    /// Whether lines and arrows may be drawn; otherwise `|`, `-` and `>` stand for them.
    package let hasLines: Bool

    /// A canvas; a width below 40 counts as 40.
    package init(width: Int, isColoured: Bool, hasLines: Bool) {
        self.width = max(40, width)
        self.isColoured = isColoured
        self.hasLines = hasLines
    }

    /// What a piece of text is; colours follow from it, and nothing is told by colour alone.
    package enum Ink: Sendable, Hashable { case level(PagingLevel), offset, title, faint, good, bad, plain }

    /// Text with the escapes of its colour around it.
    package func paint(_ text: String, _ ink: Ink) -> String {
        guard isColoured, !text.isEmpty else { return text }
        let code: String
        switch ink {
        case .level(.pgd): code = "35"
        case .level(.p4d): code = "34"
        case .level(.pud): code = "36"
        case .level(.pmd): code = "32"
        case .level(.pte): code = "33"
        case .offset: code = "1"
        case .title: code = "1"
        case .faint: code = "2"
        case .good: code = "1;32"
        case .bad: code = "1;31"
        case .plain: return text
        }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    /// Lines of at most the canvas's width, broken at blanks; later lines are indented.
    package func wrap(_ text: String, indent: Int = 0, first: String = "") -> [String] {
        var lines: [String] = []
        var line = first
        var isFresh = true
        let margin = String(repeating: " ", count: indent)
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            // A word longer than a line is cut: an entry in binary, or what a student printed.
            var rest = Substring(word)
            while !rest.isEmpty {
                let room = width - line.count - (isFresh ? 0 : 1)
                if rest.count <= room {
                    line += (isFresh ? "" : " ") + rest
                    isFresh = false
                    break
                }
                if !isFresh || line.count > indent {
                    lines.append(line)
                    line = margin
                    isFresh = true
                    if rest.count <= width - indent { continue }
                }
                line += rest.prefix(width - line.count)
                rest = rest.dropFirst(width - indent)
                lines.append(line)
                line = margin
            }
        }
        if !isFresh || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// `label      text`, the text wrapped beside its label.
    package func row(_ label: String, _ text: String, ink: Ink = .plain) -> [String] {
        let column = width < 60 ? 9 : 11
        let head = label.padded(to: column)
        return wrap(text, indent: column, first: head).map { line in
            ink == .plain ? line : String(line.prefix(column)) + paint(String(line.dropFirst(column)), ink)
        }
    }

    var vertical: String { hasLines ? "│" : "|" }
    var horizontal: String { hasLines ? "─" : "-" }
    var arrow: String { hasLines ? "▼" : "v" }
}

extension String {
    /// Blanks appended up to `width`.
    package func padded(to width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }
}
