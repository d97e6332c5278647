/// A comment in a source that shares its lines with no code.
struct SourceComment {
    /// The comment's first line, counted from 1.
    let line: Int
    /// The blanks and tabs before the comment.
    let indent: Substring
    /// The comment's lines with their numbers, without `/*`, `*`, `*/` and the blank after them, and without empty
    /// lines at either end.
    let text: [(line: Int, text: Substring)]
    /// The number of lines of the source that the comment covers.
    let count: Int

    /// The comment that begins in line `index` of `lines`, counted from 0; nil when there is none, or when it does not
    /// end at the end of a line.
    init?(in lines: [Substring], at index: Int) {
        let first = lines[index]
        indent = first.prefix { $0 == " " || $0 == "\t" }
        guard first.dropFirst(indent.count).hasPrefix("/*") else { return nil }
        guard let last = lines[index...].firstIndex(where: { $0.contains("*/") }), lines[last].hasSuffix("*/") else {
            return nil
        }
        var text: [(line: Int, text: Substring)] = []
        for number in index...last {
            var rest = lines[number]
            if number == last { rest = rest.dropLast(2) }
            rest = number == index ? rest.dropFirst(indent.count + 2) : rest.drop { $0 == " " || $0 == "\t" }
            if number != index, rest.first == "*" { rest = rest.dropFirst() }
            if rest.first == " " { rest = rest.dropFirst() }
            while rest.last == " " { rest = rest.dropLast() }
            text.append((number + 1, rest))
        }
        while text.first?.text.isEmpty == true { text.removeFirst() }
        while text.last?.text.isEmpty == true { text.removeLast() }
        line = index + 1
        self.text = text
        count = last - index + 1
    }
}
