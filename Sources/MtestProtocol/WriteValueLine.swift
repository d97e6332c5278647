/// What one line of a `writeval` answer says.
struct WriteValueLine {
    let raw: String
    let saying: Saying
    /// Whether the line is in the contract's words.
    let isContract: Bool
    let notes: Set<StyleNote>

    enum Saying: Equatable {
        case nothing
        case wrote(value: UInt64?, address: UInt64?)
        case refused(WriteValueAnswer.Reason)
        case noSuchProcess
    }

    init(_ line: AnswerLine) {
        raw = line.raw
        var notes = line.prefixNotes
        let body = line.body
        if Wording.noSuchProcess.occur(in: body) {
            (saying, isContract) = (.noSuchProcess, body.elementsEqual("no such process".utf8))
        } else if let reason = Self.contractReasons.first(where: { body.elementsEqual($0.words.utf8) })?.reason {
            (saying, isContract) = (.refused(reason), true)
        } else if Wording.refusal.occur(in: body) {
            (saying, isContract) = (.refused(Self.reason(in: body)), false)
        } else if let (value, address, isContract) = Self.sentence(body) {
            (saying, self.isContract) = (.wrote(value: value.value, address: address.value), isContract)
            if !value.hasPrefix || !address.hasPrefix { notes.insert(.missingHexPrefix) }
            if value.hasUpperCase || address.hasUpperCase { notes.insert(.upperCaseHexadecimal) }
        } else if Wording.wrote.occur(in: body) {
            (saying, isContract) = (.wrote(value: nil, address: nil), false)
        } else {
            (saying, isContract) = (.nothing, false)
        }
        self.notes = notes
    }

    /// Whether both lines can be true: refusals agree with any other refusal, claims if no number contradicts.
    func agrees(with other: WriteValueLine) -> Bool {
        switch (saying, other.saying) {
        case (.wrote(let value, let address), .wrote(let otherValue, let otherAddress)):
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
        if Wording.permission.occur(in: body) {
            return .noWritePermission
        }
        if Wording.vma.occur(in: body) { return .vmaNotFound }
        if Wording.translation.occur(in: body) {
            return .translationNotFound
        }
        return .other
    }

    /// `wrote N to N`; also `written N at N`, `write N into N`. Other words between these words and the
    /// numbers than labels such as `value` or `address` are not understood, and no guess is made.
    private static func sentence(
        _ body: ArraySlice<UInt8>
    ) -> (value: PrintedNumber, address: PrintedNumber, isContract: Bool)? {
        let fillers = ["value", "val", "address", "addr", "vaddr", "va", "virtual", "the", "successfully", "mtest"]
        var words: [ArraySlice<UInt8>] = []
        for case .word(let word) in Token.tokens(of: body) where words.count < 8 {
            let text = String(decoding: word.prefix(16).map(\.lowercased), as: UTF8.self)
            if !fillers.contains(text) { words.append(word) }
        }
        guard words.count >= 4, ["wrote", "written", "write", "writing"].contains(where: { words[0].isText($0) }),
            ["to", "at", "into", "in"].contains(where: { words[2].isText($0) }),
            let value = PrintedNumber(hexadecimal: words[1]), let address = PrintedNumber(hexadecimal: words[3])
        else { return nil }
        let fields = body.split(whereSeparator: \.isBlank)
        let isContract = fields.count == 4 && words.count == 4 && fields[0].elementsEqual("wrote".utf8)
        return (value, address, isContract)
    }
}

extension ArraySlice<UInt8> {
    /// Whether the slice, in upper or lower case, is this lower-case ASCII text.
    fileprivate func isText(_ text: String) -> Bool {
        count == text.utf8.count && zip(self, text.utf8).allSatisfy { $0.lowercased == $1 }
    }
}
