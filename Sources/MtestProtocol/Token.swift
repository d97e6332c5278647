/// A part of a line: a word, an arrow or a sign.
enum Token {
    /// Letters, digits, underscores and all bytes that are not ASCII.
    case word(ArraySlice<UInt8>)
    /// `->`, `=>`, `-->`, `>>`, U+2192, U+21D2.
    case arrow
    case sign(UInt8)

    static func tokens(of body: ArraySlice<UInt8>) -> [Token] {
        var tokens: [Token] = []
        var index = body.startIndex
        while index < body.endIndex {
            let byte = body[index]
            if byte.isBlank {
                index += 1
            } else if let end = arrowEnd(body, at: index) {
                tokens.append(.arrow)
                index = end
            } else if let end = fullWidthEnd(body, at: index) {
                tokens.append(.sign(UInt8(ascii: ":")))
                index = end
            } else if byte.isWord {
                index = take(run: body[index...], into: &tokens)
            } else {
                tokens.append(.sign(byte))
                index += 1
            }
        }
        return tokens
    }

    /// Where a run of word bytes ends: at an arrow and at a full-width sign, too.
    private static func take(run: ArraySlice<UInt8>, into tokens: inout [Token]) -> Int {
        var end = run.startIndex
        while end < run.endIndex, run[end].isWord {
            if run[end] >= 0xE2, arrowEnd(run, at: end) != nil || fullWidthEnd(run, at: end) != nil { break }
            end += 1
        }
        tokens += pieces(of: run[..<end]).map { .word($0) }
        return end
    }

    /// `地址0x1000`, `paddr0x1000`: a number that touches a word is a word of its own. A number that touches a byte
    /// that is no text (U+FFFD) is not read as a number.
    static func pieces(of run: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        guard run.contains(where: { $0 >= 0x80 }) else { return split(run) }
        if isBroken(run) { return [run] }
        var pieces: [ArraySlice<UInt8>] = []
        var start = run.startIndex
        var index = run.startIndex
        while index < run.endIndex {
            let isText = run[index] >= 0x80
            var end = index
            while end < run.endIndex, (run[end] >= 0x80) == isText { end += 1 }
            // A field's name behind a bracket or a word of another script, as in `【mtest】pgd_val`.
            let isName = !isText && index > run.startIndex && run[index..<end].contains(UInt8(ascii: "_"))
            if !isText, isName || run[index..<end].contains(where: \.isDigit) {
                if start < index { pieces.append(run[start..<index]) }
                pieces += split(run[index..<end])
                start = end
            }
            index = end
        }
        if start < run.endIndex { pieces.append(run[start...]) }
        return pieces
    }

    /// `paddr0x1000`: a word and a number.
    private static func split(_ word: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        guard let first = word.first, first.isLetter || first == UInt8(ascii: "_"),
            let mark = word.firstIndex(ofLowercase: "0x"), mark > word.startIndex, !word[mark - 1].isDigit,
            mark + 2 < word.endIndex, word[(mark + 2)...].allSatisfy({ $0.hexadecimalDigit != nil })
        else { return [word] }
        return [word[..<mark], word[mark...]]
    }

    /// Whether U+FFFD, which stands for bytes that are no text, occurs.
    private static func isBroken(_ run: ArraySlice<UInt8>) -> Bool {
        run.indices.contains { run[$0] == 0xEF && run[$0...].starts(with: [0xEF, 0xBF, 0xBD]) }
    }

    private static func arrowEnd(_ body: ArraySlice<UInt8>, at start: Int) -> Int? {
        let rest = body[start...]
        if rest.starts(with: [0xE2, 0x86, 0x92]) || rest.starts(with: [0xE2, 0x87, 0x92]) { return start + 3 }
        if rest.starts(with: ">>".utf8) { return start + 2 }
        let shaft = rest.prefix(8).prefix { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") }
        guard !shaft.isEmpty, body[shaft.endIndex...].first == UInt8(ascii: ">") else { return nil }
        return shaft.endIndex + 1
    }

    /// U+FF1A and U+FF1D, the colon and the equals sign of Chinese text; U+FF0C, U+3001 and U+3002, its commas and
    /// stop, and U+FF08 and U+FF09, its parentheses, end a word too.
    private static func fullWidthEnd(_ body: ArraySlice<UInt8>, at start: Int) -> Int? {
        let rest = body[start...].prefix(3)
        let signs: [[UInt8]] = [
            [0xEF, 0xBC, 0x9A], [0xEF, 0xBC, 0x9D], [0xEF, 0xBC, 0x8C], [0xE3, 0x80, 0x81], [0xE3, 0x80, 0x82],
            [0xEF, 0xBC, 0x88], [0xEF, 0xBC, 0x89],
        ]
        return signs.contains { rest.elementsEqual($0) } ? start + 3 : nil
    }
}
