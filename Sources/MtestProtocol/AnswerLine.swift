/// One line of an answer, without the log's time stamp and the module's prefix.
struct AnswerLine {
    /// The line as it came.
    let raw: String
    /// The text after the time stamp and the prefix, without blanks at its ends.
    let body: ArraySlice<UInt8>
    let prefix: Prefix
    /// The command that the line repeats, in the contract's words (`Got command: <text>`) or in others. An echo is never
    /// an answer.
    let commandEcho: String?

    /// The longest line that is read, in bytes: four times what a record of the kernel log can hold (`LOG_LINE_MAX`,
    /// 1024). A longer line is not an answer.
    static let longest = 4096

    enum Prefix: Equatable {
        case none
        /// `[mtest]` or `[mtest.<command>]`.
        case contract
        case other
    }

    init(_ raw: String) {
        self.raw = raw
        guard raw.utf8.count <= Self.longest else {
            (prefix, body, commandEcho) = (.other, [], nil)
            return
        }
        let unstamped = LogStamp.drop(from: Array(raw.utf8)[...]).trimmed
        (prefix, body) = Self.split(unstamped)
        commandEcho = Self.contractEcho(body) ?? CommandEcho.find(in: body)
    }

    /// The lines that are not empty. A record with several lines in it is split into its lines.
    static func lines(of records: [String]) -> [AnswerLine] {
        var lines: [AnswerLine] = []
        for record in records {
            for line in record.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) {
                let line = AnswerLine(String(decoding: line, as: UTF8.self))
                if !line.body.isEmpty || line.prefix != .none { lines.append(line) }
            }
        }
        return lines
    }

    /// The text of `Got command: <text>`, with other spellings of the first two words accepted.
    private static func contractEcho(_ body: ArraySlice<UInt8>) -> String? {
        let marks: [StaticString] = ["got command", "received command", "command received"]
        guard let mark = marks.first(where: { body.begins(withLowercase: $0) }) else { return nil }
        let rest = body.dropFirst(mark.utf8CodeUnitCount).drop { $0.isBlank || $0 == 0x3A || $0 == 0x3D }
        return rest.trimmed.text
    }

    /// The style notes about the prefix.
    var prefixNotes: Set<StyleNote> {
        switch prefix {
        case .none: [.missingPrefix]
        case .contract: []
        case .other: [.otherPrefix]
        }
    }

    private static let moduleNames: Phrases = ["mtest", "listvma", "findpage", "writeval"]

    private static func split(_ line: ArraySlice<UInt8>) -> (Prefix, ArraySlice<UInt8>) {
        if let prefixed = bracketed(line) ?? named(line) { return prefixed }
        return (.none, line)
    }

    /// `[word]`: anything in brackets that begins with a letter.
    private static func bracketed(_ line: ArraySlice<UInt8>) -> (Prefix, ArraySlice<UInt8>)? {
        guard line.first == UInt8(ascii: "["), let second = line.dropFirst().first, second.isLetter,
            let end = line.firstIndex(of: UInt8(ascii: "]"))
        else { return nil }
        let name = line[(line.startIndex + 1)..<end]
        let isContract = name.elementsEqual("mtest".utf8) || name.starts(with: "mtest.".utf8)
        let rest = line[(end + 1)...]
        let body = isContract ? rest : rest.drop { $0 == UInt8(ascii: ":") }
        return (isContract ? .contract : .other, body.trimmed)
    }

    /// `mtest:`, `mtest.findpage:`, `findpage:` and the like. Other words before a colon may be labels of a value.
    private static func named(_ line: ArraySlice<UInt8>) -> (Prefix, ArraySlice<UInt8>)? {
        let name = line.prefix { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        let rest = line[name.endIndex...]
        guard rest.first == UInt8(ascii: ":"),
            moduleNames.occur(in: name)
        else { return nil }
        return (.other, rest.dropFirst().trimmed)
    }
}
