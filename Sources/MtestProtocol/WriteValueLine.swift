/// What one line of a `writeval` answer says.
struct WriteValueLine {
    let raw: String
    let saying: Saying
    /// Whether the line is in the contract's words.
    let isContract: Bool
    let notes: Set<StyleNote>

    enum Saying: Equatable {
        case nothing
        /// It says that it wrote. Where it is not certain, the words may as well announce a write that follows.
        case wrote(value: UInt64?, address: UInt64?, isCertain: Bool)
        case refused(WriteValueAnswer.Reason)
        case noSuchProcess
    }

    /// Reads a line; `address` and `value` are those of the command, where they are known.
    init(_ line: AnswerLine, address: UInt64? = nil, value: UInt64? = nil) {
        raw = line.raw
        var notes = line.prefixNotes
        let body = line.body
        let numbers = WrittenNumbers(body, address: address, value: value)
        if Wording.noSuchProcess.occur(in: body) {
            (saying, isContract) = (.noSuchProcess, body.elementsEqual("no such process".utf8))
        } else if let reason = Self.contractReasons.first(where: { body.elementsEqual($0.words.utf8) })?.reason {
            (saying, isContract) = (.refused(reason), true)
        } else if Wording.refusal.occur(in: body) {
            (saying, isContract) = (.refused(Self.reason(in: body)), false)
        } else if Wording.intention.occur(in: body) {
            (saying, isContract) = (.nothing, false)
        } else if numbers.isSentence {
            saying = .wrote(
                value: numbers.value, address: numbers.address, isCertain: Wording.wrote.occur(in: body))
            isContract = Self.isContract(body)
            notes.formUnion(numbers.notes)
        } else if Wording.wrote.occur(in: body) || body.elementsEqual("found".utf8) {
            // The seed's own module says no more than "found".
            (saying, isContract) = (.wrote(value: numbers.value, address: numbers.address, isCertain: true), false)
        } else {
            (saying, isContract) = (.nothing, false)
        }
        self.notes = notes
    }

    /// Whether both lines can be true: refusals agree with any other refusal, claims if no number contradicts.
    func agrees(with other: WriteValueLine) -> Bool {
        switch (saying, other.saying) {
        case (.wrote(let value, let address, _), .wrote(let otherValue, let otherAddress, _)):
            (value == otherValue || value == nil || otherValue == nil)
                && (address == otherAddress || address == nil || otherAddress == nil)
        case (.refused, .refused), (.noSuchProcess, .noSuchProcess), (.nothing, .nothing),
            (.refused, .noSuchProcess), (.noSuchProcess, .refused):
            true
        default: false
        }
    }

    private static let contractReasons: [(words: String, reason: WriteValueAnswer.Reason)] = [
        ("vma not found", .vmaNotFound),
        ("vma has no write permission", .noWritePermission),
        ("translation not found", .translationNotFound),
    ]

    private static func reason(in body: ArraySlice<UInt8>) -> WriteValueAnswer.Reason {
        if Wording.permission.occur(in: body) { return .noWritePermission }
        if Wording.vma.occur(in: body) { return .vmaNotFound }
        if Wording.translation.occur(in: body) { return .translationNotFound }
        return .other
    }

    /// `wrote N to N`, with any words for N.
    private static func isContract(_ body: ArraySlice<UInt8>) -> Bool {
        let fields = body.split(whereSeparator: \.isBlank)
        return fields.count == 4 && fields[0].elementsEqual("wrote".utf8) && fields[2].elementsEqual("to".utf8)
    }
}
