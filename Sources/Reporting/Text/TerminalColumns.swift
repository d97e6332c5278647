/// How many columns of a terminal a text takes, and texts made to fit.
package enum TerminalColumns {
    /// Columns: two for the letters of East Asian scripts and for pictures, none for marks on a letter.
    package static func width(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + width(of: $1) }
    }

    /// The text on exactly `columns` columns, cut with an ellipsis or filled with blanks.
    package static func fitted(_ text: String, _ columns: Int, alignsRight: Bool = false) -> String {
        var shown = text
        if width(text) > columns {
            shown = ""
            var used = 0
            for letter in text {
                let next = width(of: letter)
                guard used + next <= columns - 1 else { break }
                shown.append(letter)
                used += next
            }
            shown += columns > 0 ? "…" : ""
        }
        let blanks = String(repeating: " ", count: max(columns - width(shown), 0))
        return alignsRight ? blanks + shown : shown + blanks
    }

    /// The text on lines of at most `columns` columns, broken at blanks; a word that is longer than a line is cut.
    package static func wrapped(_ text: String, _ columns: Int) -> [String] {
        var lines: [String] = []
        var (line, used) = ("", 0)
        func close() {
            if used > 0 { lines.append(line) }
            (line, used) = ("", 0)
        }
        for word in text.split(separator: " ") {
            let length = width(word)
            if used > 0, used + 1 + length > columns { close() }
            if used > 0 {
                line += " "
                used += 1
            }
            for letter in word {
                let next = width(of: letter)
                if used > 0, used + next > columns { close() }
                line.append(letter)
                used += next
            }
        }
        close()
        return lines
    }

    private static func width(of letter: Character) -> Int {
        guard let scalar = letter.unicodeScalars.first else { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
            0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
            return 2
        default: return 1
        }
    }
}
