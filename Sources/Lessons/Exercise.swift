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

    /// A wrong answer that says what went wrong.
    package struct Mistake: Sendable, Hashable, Decodable {
        /// A formula over the numbers and `x`, the learner's answer.
        package let when: String
        package let says: String
    }

    package let id: String
    package let kind: Kind
    package let given: [String]
    package let ask: String
    /// The formula of a right answer: for `choose` the position among the options, from 0.
    package let answer: String
    /// A formula over `x` that holds for every right answer, where there are several.
    package let accept: String?
    package let options: [String]
    package let mistakes: [Mistake]
    /// From vague to plain.
    package let hints: [String]
    /// The sentence that explains the answer.
    package let because: String
    /// How often in a row it has to be right: twice where guessing is easy.
    package let times: Int
    /// How the answer is shown: a format of templates.
    package let format: String

    private enum Key: String, CodingKey {
        case id, kind, given, ask, answer, accept, options, mistakes, hints, because, times, format
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        kind = try values.decodeIfPresent(Kind.self, forKey: .kind) ?? .number
        given = try values.decodeIfPresent([String].self, forKey: .given) ?? []
        ask = try values.decode(String.self, forKey: .ask)
        answer = try values.decode(String.self, forKey: .answer)
        accept = try values.decodeIfPresent(String.self, forKey: .accept)
        options = try values.decodeIfPresent([String].self, forKey: .options) ?? []
        mistakes = try values.decodeIfPresent([Mistake].self, forKey: .mistakes) ?? []
        hints = try values.decode([String].self, forKey: .hints)
        because = try values.decode(String.self, forKey: .because)
        times = try values.decodeIfPresent(Int.self, forKey: .times) ?? (kind == .yesno ? 2 : 1)
        format = try values.decodeIfPresent(String.self, forKey: .format) ?? "hex"
    }
}
