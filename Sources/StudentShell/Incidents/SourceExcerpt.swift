import FoundationEssentials
import ModuleBuild
import Pictures
import Words

/// A line of the student's source with its neighbours, as compilers show one.
struct SourceExcerpt: Sendable {
    /// The lines of `location` in the submission below `root`; none where the file is not the submission's, or does not
    /// have the line.
    ///
    /// - Parameters:
    ///   - location: the line.
    ///   - root: the submission's folder.
    ///   - column: the byte that is meant, counted from 1; nil where that is not known.
    ///   - around: how many lines are shown before and behind.
    ///   - canvas: what they are shown on.
    /// - Returns: the lines, each with its number, and one with a caret.
    static func lines(
        _ location: SourceLocation, root: String, column: Int? = nil, around: Int = 2, on canvas: Canvas
    ) -> [String] {
        guard !location.file.hasPrefix("/"), !location.file.split(separator: "/").contains(".."),
            isFileOfPeople("\(root)/\(location.file)"),
            let data = FileManager.default.contents(atPath: "\(root)/\(location.file)")
        else { return [] }
        let source = String(decoding: data, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard location.line >= 1, location.line <= source.count else { return [] }
        let shown = max(location.line - around, 1)...min(location.line + around, source.count)
        let width = max("\(shown.upperBound)".count, 4)
        return shown.flatMap { number -> [String] in
            let margin = String(repeating: " ", count: width - "\(number)".count) + "\(number) | "
            let text = expanded(source[number - 1])
            let line = String((margin + text).prefix(canvas.width))
            guard number == location.line else { return [line] }
            // Without a column the whole statement is meant: its first letter.
            let start = column.map { expanded(source[number - 1].prefix(max($0 - 1, 0))).count }
            let before = start ?? text.prefix { $0 == " " }.count
            let caret = String(repeating: " ", count: width) + " | " + String(repeating: " ", count: before)
            guard caret.count < canvas.width else { return [line] }
            return [line, caret + canvas.paint("^", .bad)]
        }
    }

    /// The text with its tabs as blanks, so that what stands below a letter stays below it.
    private static func expanded(_ line: Substring) -> String {
        var text = ""
        for character in line {
            if character == "\t" {
                text += String(repeating: " ", count: 8 - text.count % 8)
            } else {
                text.append(character)
            }
        }
        return text.visibleLine
    }
}
