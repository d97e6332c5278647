/// A question whose answer is computed.
package struct Exercise: Sendable, Hashable, Decodable {
    /// How it is answered.
    package enum Kind: String, Sendable, Hashable, Decodable {
        /// A number in any base.
        case number
        case yesno
        /// One of ``options``.
        case choose
    }

    /// A wrong answer that shows what went wrong; an entry of `mistakes:` in the file.
    package struct WrongAnswer: Sendable, Hashable, Decodable {
        /// A formula over the numbers and `x`, the learner's answer.
        package let when: String
        /// The sentence that names the mistake, a template.
        package let says: String
    }

    /// A name that never changes: progress refers to it.
    package let id: String
    /// How it is answered.
    package let kind: Kind
    /// The numbers of the question and how each is drawn; see ``Given``.
    package let given: [String]
    /// The question, a template.
    package let ask: String
    /// The formula of a right answer: for `choose` the position among the options, from 0.
    package let answer: String
    /// A formula over `x` that holds for every right answer, where there are several.
    package let accept: String?
    /// Templates, of which one is to be chosen; empty for the other kinds.
    package let options: [String]
    /// The first one whose formula holds is told.
    package let wrongAnswers: [WrongAnswer]
    /// One at a time, from vague to plain.
    package let hints: [String]
    /// The sentence that explains the answer.
    package let because: String
    /// How many right answers in a row solve it: two by default where guessing is easy.
    package let times: Int
    /// How the answer is shown: a format of templates.
    package let format: String
    /// The unit that the question asks for, in bytes; 1 where it asks for bytes, or for no memory at all.
    package let unit: UInt64

    private enum Key: String, CodingKey {
        case id, kind, given, ask, answer, accept, options, hints, because, times, format, unit
        case wrongAnswers = "mistakes"
    }

    /// Reads an entry of `exercises:`.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        kind = try values.decodeIfPresent(Kind.self, forKey: .kind) ?? .number
        given = try values.decodeIfPresent([String].self, forKey: .given) ?? []
        ask = try values.decode(String.self, forKey: .ask)
        answer = try values.decode(String.self, forKey: .answer)
        accept = try values.decodeIfPresent(String.self, forKey: .accept)
        options = try values.decodeIfPresent([String].self, forKey: .options) ?? []
        wrongAnswers = try values.decodeIfPresent([WrongAnswer].self, forKey: .wrongAnswers) ?? []
        hints = try values.decode([String].self, forKey: .hints)
        because = try values.decode(String.self, forKey: .because)
        times = try values.decodeIfPresent(Int.self, forKey: .times) ?? (kind == .yesno ? 2 : 1)
        format = try values.decodeIfPresent(String.self, forKey: .format) ?? "hex"
        let word = try values.decodeIfPresent(String.self, forKey: .unit) ?? "bytes"
        guard let bytes = ByteUnit.bytes(of: word) else {
            throw DecodingError.dataCorruptedError(
                forKey: .unit, in: values, debugDescription: "write KiB, MiB, GiB or TiB, or leave it out for bytes")
        }
        unit = bytes
    }
}
