/// A comment that has its lines to itself, as it stands in a source.
struct SourceComment {
    /// Of its first line, from 1.
    let line: Int
    /// What stands in front of it: blanks.
    let indent: Substring
    /// Its text: no `/*`, `*` or `*/`, nor the blank after them; no empty lines at either end. With the number of each.
    let text: [(line: Int, text: Substring)]
    /// Lines of the source that it covers.
    let count: Int

    /// The comment that begins in line `index` of `lines`, which counts from 0; nil when none does, or none that ends at
    /// the end of a line.
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
