import Grading
import Paging

/// The physical address found by walking the tables from outside, or `translation not found`.
struct Translation: CommandExperiment {
    static let word = "translation"
    static let manual = "The physical address that a walk from outside finds, or `translation not found`"
    static let fields = Question.fields(Question.several) + [PageSize.field]
    let question: Question
    let pageSize: UInt64?

    init(_ fields: inout CheckFields) throws(RubricFlaw) {
        question = try Question(&fields, Question.several)
        pageSize = try PageSize.read(&fields)
        try question.requireAddress(fields)
    }

    func judge(_ dialogue: Dialogue) async throws -> Verdict {
        try await TranslationJudge(dialogue: dialogue, pageSize: pageSize, withTrace: false).verdict()
    }
}

/// The field `page`.
enum PageSize {
    static let field = Field(
        "page", "bytes of the page that has to be there for the check to be about anything: 4096, 2097152 or 1073741824"
    )

    static func read(_ fields: inout CheckFields) throws(RubricFlaw) -> UInt64? {
        guard let bytes = try fields.number("page", in: 1...1 << 30) else { return nil }
        guard [PagingLevel.pte, .pmd, .pud].map({ Int($0.entrySpan) }).contains(bytes) else {
            throw fields.flaw("page", "is the size of a page in bytes: 4096, 2097152 or 1073741824")
        }
        return UInt64(bytes)
    }
}
