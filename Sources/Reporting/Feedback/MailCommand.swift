import Results
import Words

/// The command that sends one letter, as an instructor writes it: words, some with places in braces. No shell reads it, so
/// nothing in a student's name or address is a command.
///
///     mail -s 'Your module' -A {file} {email}
package struct MailCommand: Sendable, Hashable {
    private enum Piece: Hashable {
        case text(String)
        case place(Place)
    }

    /// What may stand in braces.
    package enum Place: String, Sendable, Hashable, CaseIterable {
        /// The student's id, name and address for mail.
        case id, name, email
        /// The path of the page's file.
        case file
        /// The mark, for example `12.5 of 40`.
        case mark
    }

    private let words: [[Piece]]

    /// Reads a command. Quotation marks, single or double, keep blanks in a word.
    ///
    /// - Throws: ``FeedbackFlaw``.
    package init(_ text: String) throws(FeedbackFlaw) {
        let words = try Self.split(text)
        guard let first = words.first, !first.contains("{") else {
            throw FeedbackFlaw("begin --command with the program, as in: mail -s 'Your module' {email}")
        }
        self.words = try words.map { word throws(FeedbackFlaw) in try Self.pieces(word) }
        guard self.words.contains(where: { $0.contains(.place(.email)) || $0.contains(.place(.id)) }) else {
            throw FeedbackFlaw("the command needs {email} or {id}: it has to know whom it writes to")
        }
    }

    /// The program and its arguments for one letter, `file` the path of its page.
    ///
    /// - Throws: ``FeedbackFlaw`` where the student has no address, or a value would be taken for an option.
    package func arguments(_ letter: FeedbackLetter, file: String) throws(FeedbackFlaw) -> [String] {
        var arguments: [String] = []
        for word in words {
            var argument = ""
            for piece in word {
                switch piece {
                case .text(let text): argument += text
                case .place(.id): argument += letter.student.id.visibleLine
                case .place(.name): argument += letter.student.name.visibleLine
                case .place(.file): argument += file
                case .place(.mark): argument += letter.mark
                case .place(.email):
                    guard let address = letter.address else { throw FeedbackFlaw("no address is known") }
                    argument += address
                }
            }
            if case .place? = word.first, argument.hasPrefix("-") {
                throw FeedbackFlaw("“\(argument)” would be taken for an option")
            }
            arguments.append(argument)
        }
        return arguments
    }

    private static func split(_ text: String) throws(FeedbackFlaw) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for letter in text {
            if let open = quote {
                if letter == open { quote = nil } else { word = (word ?? "") + String(letter) }
            } else if letter == "'" || letter == "\"" {
                quote = letter
                word = word ?? ""
            } else if letter.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(letter)
            }
        }
        guard quote == nil else { throw FeedbackFlaw("close the quotation mark in --command") }
        if let done = word { words.append(done) }
        return words
    }

    private static func pieces(_ word: String) throws(FeedbackFlaw) -> [Piece] {
        var pieces: [Piece] = []
        var rest = word[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: "}"), let place = Place(rawValue: String(inside[..<close])) else {
                let known = Place.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
                throw FeedbackFlaw("--command may have \(known) in it: “\(rest[open...].visibleLine)” is none of these")
            }
            pieces.append(.place(place))
            rest = inside[inside.index(after: close)...]
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }
}
