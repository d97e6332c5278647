/// C as coccinelle's searches understand it: each line stays where it is.
enum Declarations {
    /// The text with `struct mm_struct *mm = get_task_mm(task);` as `struct mm_struct *mm; mm = get_task_mm(task);`, and with
    /// `if (likely(mm))` as `if ((mm))`.
    static func apart(_ text: String) -> String {
        text.replacing("unlikely(", with: "(").replacing("likely(", with: "(").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(line).joined(separator: "\n")
    }

    private static func line(_ line: Substring) -> String {
        // What stood behind it was a comment.
        var line = line
        while line.last == " " || line.last == "\t" { line.removeLast() }
        guard line.utf8.first == 0x09 || line.utf8.first == 0x20, let equals = line.firstIndex(of: "="),
            line.hasSuffix(";"), line.utf8.count < 400
        else { return String(line) }
        let left = line[..<equals], right = line[line.index(after: equals)...]
        guard let star = left.lastIndex(of: "*"), right.first != "=", !right.contains("{") else { return String(line) }
        let name = left[left.index(after: star)...].filter { $0 != " " && $0 != "\t" }
        let type = CText.words(String(left[..<star]))
        // `struct page *page`, `char *text`; no expression such as `*count`, no list of names.
        guard !name.isEmpty, !type.isEmpty, type.allSatisfy(\.isName), CText.words(String(name)).count == 1,
            CText.words(String(name))[0].isName, isOne(right)
        else { return String(line) }
        return "\(left.dropLast(left.last == " " ? 1 : 0)); \(name) =\(right)"
    }

    /// Whether no further name is declared: a comma outside of parentheses.
    private static func isOne(_ text: Substring) -> Bool {
        var depth = 0
        for character in text {
            if character == "(" || character == "[" { depth += 1 }
            if character == ")" || character == "]" { depth -= 1 }
            if character == ",", depth == 0 { return false }
        }
        return true
    }
}
