/// A student's wish that somebody looks at a check again, and what came of it.
public struct RegradeRequest: Sendable, Hashable, Codable {
    /// What came of a request.
    public struct Answer: Sendable, Hashable, Codable {
        /// How a request is answered.
        public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
            /// A person said why the verdict stays, or what else is to be said.
            case said
            /// A mark by hand was given for the check.
            case marked
            /// The check was measured again.
            case regraded
        }

        /// How it was answered.
        public var kind: Kind
        /// The person's reason; what the check came to where it was measured again.
        public var text: String
        /// Who answered; empty where no person did.
        public var author: String
        /// When, in seconds since 1970, UTC; nil where that is not known.
        public var given: Double?

        /// An answer of this kind.
        public init(kind: Kind, text: String, author: String = "", given: Double? = nil) {
            self.kind = kind
            self.text = text
            self.author = author
            self.given = given
        }
    }

    /// The request's number in the gradebook.
    public var id: Int64
    /// The id of the check, or of the item that has no check.
    public var check: String
    /// What the student wrote; student text.
    public var text: String
    /// When it was asked for, in seconds since 1970, UTC; nil where the form does not say.
    public var asked: Double?
    /// The number of the attempt that counted when the request was taken in; nil where there was none.
    public var attempt: Int?
    /// What came of it; nil while it is open.
    public var answer: Answer?

    /// A request, open without an answer.
    public init(
        id: Int64, check: String, text: String, asked: Double? = nil, attempt: Int? = nil, answer: Answer? = nil
    ) {
        self.id = id
        self.check = check
        self.text = text
        self.asked = asked
        self.attempt = attempt
        self.answer = answer
    }
}
