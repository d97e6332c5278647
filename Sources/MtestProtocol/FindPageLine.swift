/// What one line of a `findpage` answer says, and its numbers.
struct FindPageLine {
    let raw: String
    let saying: Saying
    let walk: WalkLine
    let process: ProcessMention?
    let notes: Set<StyleNote>

    enum Saying: Equatable {
        case nothing
        case claim(PhysicalClaim)
        /// A claim without a number, or with a number that does not fit in 64 bits.
        case unreadableClaim(PhysicalClaim.Form)
        case notFound(isContract: Bool)
        case noSuchProcess
    }

    /// Reads a line; `address` is the address of the command, if it is known.
    init(_ line: AnswerLine, address: UInt64?) {
        raw = line.raw
        walk = WalkLine(line.body)
        process = walk.mentionsLevel ? nil : ProcessMention.loose(line.body)
        saying = Self.saying(of: line, walk, address: address)
        var notes = line.prefixNotes
        let numbers = walk.unnamed + walk.fields.filter { $0.name.isAddress }.compactMap(\.number)
        if numbers.contains(where: { !$0.hasPrefix }), process == nil { notes.insert(.missingHexPrefix) }
        if numbers.contains(where: \.hasUpperCase) { notes.insert(.upperCaseHexadecimal) }
        if walk.hasOtherFieldNames { notes.insert(.otherFieldNames) }
        self.notes = notes
    }

    private static func saying(of line: AnswerLine, _ walk: WalkLine, address: UInt64?) -> Saying {
        if Wording.noSuchProcess.occur(in: line.body) { return .noSuchProcess }
        if line.body.elementsEqual("translation not found".utf8) { return .notFound(isContract: true) }
        let saysNo = Wording.notFound.occur(in: line.body)
        if let physical = walk.number(.physicalAddress) {
            let form: PhysicalClaim.Form =
                walk.isContractTranslation
                ? .contract : walk.mentionsLevel || walk.isAboutPage ? .withinWalk : .labelled
            if physical == nil, saysNo { return .notFound(isContract: false) }
            return claim(physical, form, virtual: walk.virtualAddress ?? walk.unnamed.first?.value, line)
        }
        if !walk.mentionsLevel, let (virtual, physical) = pair(walk, address: address) {
            return claim(physical, .labelled, virtual: virtual, line)
        }
        if saysNo { return .notFound(isContract: false) }
        if let alone = walk.unnamed.first, walk.unnamed.count == 1, walk.fields.isEmpty, walk.otherWords == 0,
            address == nil || alone.value != address
        {
            return claim(alone, .bare, virtual: nil, line)
        }
        return .nothing
    }

    /// Two addresses, the virtual one first: `0x... -> 0x...`, with or without a name for the first; or without an
    /// arrow, if the first is the address of the command.
    private static func pair(_ walk: WalkLine, address: UInt64?) -> (UInt64?, PrintedNumber)? {
        if walk.hasArrow, walk.unnamed.count == 1, walk.virtualAddress != nil {
            return (walk.virtualAddress, walk.unnamed[0])
        }
        guard walk.unnamed.count == 2, walk.fields.isEmpty else { return nil }
        let beginsWithAddress = address != nil && walk.unnamed[0].value == address
        return walk.hasArrow || beginsWithAddress ? (walk.unnamed[0].value, walk.unnamed[1]) : nil
    }

    private static func claim(
        _ number: PrintedNumber?, _ form: PhysicalClaim.Form, virtual: UInt64?, _ line: AnswerLine
    ) -> Saying {
        guard let value = number?.value else { return .unreadableClaim(form) }
        return .claim(PhysicalClaim(physicalAddress: value, virtualAddress: virtual, form: form, line: line.raw))
    }
}

extension WalkLine {
    /// The virtual address that the line names, if it fits in 64 bits.
    var virtualAddress: UInt64? { (number(.virtualAddress) ?? nil)?.value }
}
