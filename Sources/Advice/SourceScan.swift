/// What the functions and macros of C files mention: enough to tell which of them give back what another one took.
///
/// Total: any bytes are read as something. What is no C has no functions in it.
struct SourceScan: Sendable {
    /// A function with a body, or a macro.
    struct Body: Sendable {
        var file: Int
        var lines: ClosedRange<Int>
        /// The type in front of the name; empty for a macro.
        var type: [String]
        /// Every identifier in the body.
        var words: Set<String>
    }

    /// By name. A name that several files define has the words of all of them.
    private(set) var bodies: [String: [Body]] = [:]
    /// Identifiers that stand somewhere without an argument list, such as functions in a table.
    private(set) var named: Set<String> = []
    /// Functions that keep an argument in a structure or in an array.
    private(set) var storing: Set<String> = []
    /// Variables that are put into a structure where it is made: `{ .mm = mm }`.
    private(set) var initializing: Set<String> = []
    /// The files without comments, without what is in strings, and without `#define`; line by line as they were.
    private(set) var plain: [String] = []

    /// Reads files, in this order.
    init(_ files: [[UInt8]]) {
        for (number, bytes) in files.enumerated() {
            let text = CText(bytes)
            plain.append(text.code)
            for macro in text.macros {
                bodies[macro.name, default: []].append(
                    Body(file: number, lines: macro.line...macro.line, type: [], words: macro.words))
            }
            read(CText.words(text.code), file: number)
        }
    }

    /// The function around a line; nil outside of functions.
    func function(at line: Int, in file: Int) -> String? {
        bodies.first { _, all in all.contains { $0.file == file && !$0.type.isEmpty && $0.lines.contains(line) } }?.key
    }

    /// Everything that the functions and macros of this name mention.
    func words(of name: String) -> Set<String> {
        (bodies[name] ?? []).reduce(into: []) { $0.formUnion($1.words) }
    }

    /// Whether anything mentions one of these.
    func mentions(_ words: Set<String>) -> Bool {
        !named.isDisjoint(with: words) || bodies.values.contains { $0.contains { !$0.words.isDisjoint(with: words) } }
    }

    /// The functions that mention another one.
    func callers(of name: String) -> [String] {
        bodies.keys.filter { $0 != name && words(of: $0).contains(name) }
    }

    /// Functions and macros that mention one of `words`, or another one that does.
    func reaching(_ words: Set<String>) -> Set<String> {
        var found: Set<String> = []
        var targets = words
        while true {
            let more = bodies.keys.filter { name in
                !found.contains(name) && !words.contains(name) && !self.words(of: name).isDisjoint(with: targets)
            }
            if more.isEmpty { return found }
            found.formUnion(more)
            targets.formUnion(more)
        }
    }

    /// Finds the functions in one file's tokens.
    private mutating func read(_ tokens: [CText.Token], file: Int) {
        var depth = 0
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            if token.isName, index + 1 == tokens.count || tokens[index + 1].text != "(" { named.insert(token.text) }
            if index >= 3, token.isName, tokens[index - 1].text == "=", tokens[index - 2].isName,
                tokens[index - 3].text == "."
            {
                initializing.insert(token.text)
            }
            if token.text == "{" {
                if depth == 0, let head = Self.head(before: index, in: tokens) {
                    let end = Self.end(of: index, in: tokens)
                    let inside = tokens[index..<end]
                    let last = inside.last?.line ?? token.line
                    if Self.stores(inside) { storing.insert(head.name) }
                    bodies[head.name, default: []].append(
                        Body(
                            file: file, lines: head.line...max(last, head.line), type: head.type,
                            words: Set(inside.lazy.filter(\.isName).map(\.text))))
                }
                depth += 1
            } else if token.text == "}" {
                depth = max(depth - 1, 0)
            }
            index += 1
        }
    }

    /// Whether a body has `a->b = c;`, `a.b = c;` or `a[b] = c;`.
    private static func stores(_ body: ArraySlice<CText.Token>) -> Bool {
        let texts = Array(body)
        return texts.indices.contains { index in
            guard index >= 2, index + 2 < texts.count, texts[index].text == "=", texts[index + 1].isName,
                texts[index + 2].text == ";"
            else { return false }
            return texts[index - 1].text == "]" || [">", "."].contains(texts[index - 2].text)
        }
    }

    /// The name, the type and the line of a function whose body begins at `index`; nil where it is no function.
    private static func head(before index: Int, in tokens: [CText.Token]) -> (name: String, type: [String], line: Int)?
    {
        guard index > 0, tokens[index - 1].text == ")" else { return nil }
        var open = index - 1, depth = 0
        while true {
            if tokens[open].text == ")" { depth += 1 }
            if tokens[open].text == "(" { depth -= 1 }
            if depth == 0 { break }
            guard open > 0 else { return nil }
            open -= 1
        }
        guard open > 0, tokens[open - 1].isName else { return nil }
        let name = tokens[open - 1]
        let before = tokens[..<(open - 1)].reversed().prefix { ![";", "}", "{", ")"].contains($0.text) }.prefix(12)
        return (name.text, ["()"] + before.reversed().map(\.text), name.line)
    }

    /// Behind the brace that closes the one at `start`; the end of the file where none does.
    private static func end(of start: Int, in tokens: [CText.Token]) -> Int {
        var depth = 0
        for index in start..<tokens.count {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index + 1 }
        }
        return tokens.count
    }
}
