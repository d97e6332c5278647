/// The form of one line of an answer, as a lab writes it: words, and a place for what the module has to say, for example
/// `dirty = {number}`.
///
/// It is read kindly: the words in either case, any blanks between them, `:` for `=`, and anything before and behind. A number
/// that has more to it, such as `1,024` or `12.5`, is not read as its first digits.
package struct AnswerPattern: Sendable, Hashable {
    /// What stands at the place of the value.
    package enum Value: Sendable, Hashable {
        /// A number.
        case number(UInt64)
        /// A number that no count can be, as it stands there: below 0, or above 2^64 - 1.
        case impossible(String)
        /// Words.
        case text(String)
    }

    /// A line that has the form.
    package struct Match: Sendable, Hashable {
        /// What the module says.
        package let value: Value
        /// The line.
        package let line: String
        /// Whether the words are written as the pattern has them.
        package let isLiteral: Bool
    }

    /// What is wrong with a pattern: a clause about it.
    package struct Flaw: Error, Sendable, Hashable, CustomStringConvertible {
        package let reason: String
        package var description: String { "the pattern \(reason)" }
    }

    private enum Part: Sendable, Hashable {
        case word(String)
        case number, hexadecimal, text
    }

    private let parts: [Part]
    /// The pattern as it is written, with one blank between words.
    private let written: String
    /// Where in ``parts`` the value stands that counts.
    private let value: Int

    /// The places that a pattern may have.
    package static let places = ["{number}", "{hex}", "{text}"]

    /// Reads a pattern.
    package init(_ text: String) throws(Flaw) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            parts += Self.words(String(rest[..<open])).map { .word($0.text) }
            guard let close = rest[open...].firstIndex(of: "}") else { throw Flaw(reason: "has a { without a }") }
            switch rest[open...close] {
            case "{number}": parts.append(.number)
            case "{hex}": parts.append(.hexadecimal)
            case "{text}": parts.append(.text)
            default:
                throw Flaw(
                    reason: "has \(rest[open...close].prefix(40)), and may have \(Self.places.joined(separator: ", "))")
            }
            rest = rest[rest.index(after: close)...]
        }
        parts += Self.words(String(rest)).map { .word($0.text) }
        let numbers = parts.indices.filter { parts[$0] == .number || parts[$0] == .hexadecimal }
        let texts = parts.indices.filter { parts[$0] == .text }
        guard numbers.count <= 1, let value = numbers.first ?? (texts.count == 1 ? texts[0] : nil) else {
            throw Flaw(
                reason:
                    "has to have one value: one {number} or {hex}, beside which each {text} is anything, or one {text}")
        }
        guard parts.contains(where: { if case .word = $0 { true } else { false } }) else {
            throw Flaw(reason: "has to have a word besides the value, by which the line is known")
        }
        self.parts = parts
        self.value = value
        written = text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }

    /// Whether the value is words and no number.
    package var isAboutText: Bool { parts[value] == .text }

    /// The line that a right answer has.
    package func line(_ value: String) -> String {
        Self.places.reduce(written) { $0.replacing($1, with: $1 == "{text}" && !isAboutText ? "..." : value) }
    }

    /// The lines that have the form, in their order.
    package func matches(in lines: [String]) -> [Match] { lines.compactMap(match) }

    private func match(_ line: String) -> Match? {
        // A record of the log has a kilobyte (LOG_LINE_MAX); a line of a file may be a megabyte, and is no answer.
        guard line.utf8.count <= 4096 else { return nil }
        let words = Self.words(line)
        var search = Search(words: words, parts: parts, value: value)
        for start in words.indices {
            guard let range = search.find(start, 0) else { continue }
            let text = words[range].enumerated().map { ($0 > 0 && $1.isApart ? " " : "") + $1.text }.joined()
            let plain = line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
            let number = isAboutText ? nil : Self.number(words[range], isHexadecimal: parts[value] == .hexadecimal)
            return Match(
                value: number?.0 ?? .text(text), line: line, isLiteral: plain.contains(self.line(text)))
        }
        return nil
    }

    /// Looks for the parts in the words of a line. What has failed once is not tried again: the words are a student's.
    private struct Search {
        let words: [Word]
        let parts: [Part]
        /// Which of the parts the value is.
        let value: Int
        private var failed: Set<Int> = []

        init(words: [Word], parts: [Part], value: Int) {
            self.words = words
            self.parts = parts
            self.value = value
        }

        /// The words that are the value, where the parts from `part` on fit the words from `index` on. A text has as few words
        /// as lead on, at the end all of them; it began at `begin`, if before.
        mutating func find(_ index: Int, _ part: Int, begin: Int? = nil, _ found: Range<Int>? = nil) -> Range<Int>? {
            guard part < parts.count else { return found }
            let key = index * parts.count + part
            guard index < words.count, !failed.contains(key) else { return nil }
            var end: Range<Int>?
            func noting(_ range: Range<Int>) -> Range<Int>? { part == value ? range : found }
            switch parts[part] {
            case .word(let text):
                if words[index].isAlike(text) { end = find(index + 1, part + 1, begin: nil, found) }
            case .number, .hexadecimal:
                if let (_, count) = AnswerPattern.number(words[index...], isHexadecimal: parts[part] == .hexadecimal) {
                    end = find(index + count, part + 1, begin: nil, noting(index..<index + count))
                }
            case .text where part == parts.count - 1:
                end = noting((begin ?? index)..<words.count)
            case .text:
                let start = begin ?? index
                end = find(index + 1, part + 1, begin: nil, noting(start..<index + 1))
                if end == nil { end = find(index + 1, part, begin: start, found) }
            }
            if end == nil { failed.insert(key) }
            return end
        }
    }

    /// The number that these words begin with, and how many of them it takes.
    private static func number(_ words: ArraySlice<Word>, isHexadecimal: Bool) -> (Value, Int)? {
        let isNegative = words.first?.text == "-"
        let count = isNegative ? 2 : 1
        guard words.count >= count, let word = words.dropFirst(count - 1).first, !(isNegative && word.isApart) else {
            return nil
        }
        let hasPrefix = word.text.hasPrefix("0x") || word.text.hasPrefix("0X")
        let digits = hasPrefix ? word.text.dropFirst(2) : Substring(word.text)
        let radix = hasPrefix || isHexadecimal ? 16 : 10
        let isDigit: (Character) -> Bool = { radix == 16 ? $0.isHexDigit : ("0"..."9").contains($0) }
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        // 1,024 and 12.5: what follows at once belongs to it.
        let behind = words.dropFirst(count)
        if let mark = behind.first, !mark.isApart, [",", ".", "'"].contains(mark.text),
            let more = behind.dropFirst().first,
            !more.isApart, more.text.first?.isNumber == true
        {
            return nil
        }
        guard !isNegative, let number = UInt64(digits, radix: radix) else {
            return (.impossible((isNegative ? "-" : "") + word.text), count)
        }
        return (.number(number), count)
    }

    /// A run of letters and digits, or a character by itself.
    private struct Word {
        let text: String
        /// Whether a blank is before it.
        let isApart: Bool

        func isAlike(_ other: String) -> Bool {
            text == other || text.lowercased() == other.lowercased()
                || [text, other].allSatisfy { $0 == "=" || $0 == ":" }
        }
    }

    private static func words(_ line: String) -> [Word] {
        var words: [Word] = []
        var run = ""
        var isApart = false
        func isPart(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
        }
        func end() {
            guard !run.isEmpty else { return }
            words.append(Word(text: run, isApart: isApart))
            (run, isApart) = ("", false)
        }
        for scalar in line.unicodeScalars {
            if isPart(scalar) {
                run.unicodeScalars.append(scalar)
            } else {
                end()
                if scalar == " " || scalar == "\t" || scalar == "\r" {
                    isApart = true
                } else {
                    words.append(Word(text: String(Character(scalar)), isApart: isApart))
                    isApart = false
                }
            }
        }
        end()
        return words
    }
}
