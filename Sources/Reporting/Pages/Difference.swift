/// A piece of a text, and whether the other text has it too.
struct DifferencePiece: Hashable {
    var text: String
    var isDifferent: Bool
}

/// Where two texts differ, word by word.
enum TextDifference {
    /// Words that are compared. With more only the common beginning and end are found: the work grows with the square.
    private static let wordsCompared = 600

    /// The pieces of both texts, in order.
    static func pieces(_ left: String, _ right: String) -> (left: [DifferencePiece], right: [DifferencePiece]) {
        // The tag before a record of the kernel log is not what is wrong with an answer.
        let tag = Self.tag(of: left).isEmpty ? Self.tag(of: right) : ""
        if !tag.isEmpty {
            let rest = pieces(left, String(right.dropFirst(tag.count)))
            return (rest.left, [DifferencePiece(text: String(tag), isDifferent: false)] + rest.right)
        }
        let (leftWords, rightWords) = (words(left), words(right))
        guard leftWords.count + rightWords.count <= wordsCompared else { return ends(left, right) }
        let difference = rightWords.difference(from: leftWords)
        var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        return (joined(leftWords, different: removed), joined(rightWords, different: inserted))
    }

    /// `[mtest.findpage] ` and the like at the beginning, or nothing.
    private static func tag(of text: String) -> Substring {
        guard text.hasPrefix("["), let end = text.prefix(64).firstIndex(of: "]") else { return "" }
        let after = text.index(after: end)
        return after < text.endIndex && text[after] == " " ? text[...after] : ""
    }

    /// Letters and digits that stand together are one word; any other character is a word.
    private static func words(_ text: String) -> [Substring] {
        var words: [Substring] = []
        var start = text.startIndex
        var position = start
        while position < text.endIndex {
            let isWord = text[position].isLetter || text[position].isNumber
            let next = text.index(after: position)
            if !isWord {
                if start < position { words.append(text[start..<position]) }
                words.append(text[position..<next])
                start = next
            }
            position = next
        }
        if start < position { words.append(text[start..<position]) }
        return words
    }

    private static func joined(_ words: [Substring], different: Set<Int>) -> [DifferencePiece] {
        var pieces: [DifferencePiece] = []
        for (index, word) in words.enumerated() {
            let isDifferent = different.contains(index)
            if pieces.last?.isDifferent == isDifferent {
                pieces[pieces.count - 1].text += word
            } else {
                pieces.append(DifferencePiece(text: String(word), isDifferent: isDifferent))
            }
        }
        return pieces
    }

    private static func ends(_ left: String, _ right: String) -> (left: [DifferencePiece], right: [DifferencePiece]) {
        let head = zip(left, right).prefix { $0 == $1 }.count
        let tail = zip(left.dropFirst(head).reversed(), right.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        func pieces(_ text: String) -> [DifferencePiece] {
            [
                DifferencePiece(text: String(text.prefix(head)), isDifferent: false),
                DifferencePiece(text: String(text.dropFirst(head).dropLast(tail)), isDifferent: true),
                DifferencePiece(text: String(text.suffix(tail)), isDifferent: false),
            ].filter { !$0.text.isEmpty }
        }
        return (pieces(left), pieces(right))
    }
}
