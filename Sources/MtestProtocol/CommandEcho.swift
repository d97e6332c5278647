/// The command as the module has read it: the text after `[mtest] Got command:`, or of the first record that repeats a
/// command in other words, such as `User Input: findpage 0x1000`.
///
/// - Parameter lines: Records of the kernel log, oldest first, with or without time stamps.
/// - Returns: The command without blanks at its ends; nil when no line echoes one.
package func commandEcho(_ lines: [String]) -> String? {
    AnswerLine.lines(of: lines).lazy.compactMap(\.commandEcho).first
}

/// An echo in other words than the contract's: a command's name with its numbers behind it, and nothing else behind
/// them but a pid or a length.
enum CommandEcho {
    /// The commands, and how many numbers each has, without the pid.
    private static let commands: [(name: StaticString, numbers: Int)] = [
        ("listvma", 0), ("findpage", 1), ("writeval", 2),
    ]

    /// Words that make a line a complaint about the command, and no echo.
    private static let complaints: Phrases = [
        "invalid", "unknown", "unrecog", "bad ", "error", "wrong", "usage", "fail", "not ", "illegal", "malformed",
        "expect", "unsupported", "refuse",
    ]

    static func find(in body: ArraySlice<UInt8>) -> String? {
        for (name, numbers) in commands {
            guard let start = body.firstIndex(ofLowercase: name) else { continue }
            let end = start + name.utf8CodeUnitCount
            // A function's name, such as `mtest_findpage`, is no command; `findpage: N` is a label.
            guard start == body.startIndex || !body[start - 1].isWord,
                isEcho(body[end...], numbers: numbers), !complaints.occur(in: body)
            else { continue }
            let text = body[start...].trimmed
            return text.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }.trimmed.text
        }
        return nil
    }

    private static func isEcho(_ rest: ArraySlice<UInt8>, numbers: Int) -> Bool {
        var words: [ArraySlice<UInt8>] = []
        for token in Token.tokens(of: rest) {
            switch token {
            case .word(let word):
                words.append(word)
                if words.count > numbers + 2 { return false }
            case .arrow: return false
            case .sign(let sign):
                // Quotes, stops and what encloses them.
                guard "\"'`.()[]<>,".utf8.contains(sign) else { return false }
            }
        }
        guard words.count >= numbers, words.prefix(numbers).allSatisfy({ PrintedNumber(hexadecimal: $0) != nil }) else {
            return false
        }
        // A pid and a length are short decimal numbers.
        return words.dropFirst(numbers).allSatisfy { $0.count <= 7 && $0.allSatisfy(\.isDigit) }
    }
}
