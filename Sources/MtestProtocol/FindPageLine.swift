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
        /// Several numbers, each as good as the others.
        case several
        case notFound(isContract: Bool)
        case noSuchProcess
    }

    /// Reads a line; `address` is the address of the command, if it is known, and `base` how the answer spells it.
    init(_ line: AnswerLine, address: UInt64?, base: NumberBase = .hexadecimal) {
        raw = line.raw
        walk = WalkLine(line.body, address: address, base: base)
        process = walk.mentionsLevel ? nil : ProcessMention.loose(line.body)
        saying = Self.saying(of: line, walk)
        var notes = line.prefixNotes
        let numbers = walk.unnamed + walk.mentions.filter { $0.name?.isAddress == true }.map(\.number)
        if base != .hexadecimal, !numbers.isEmpty { notes.insert(.decimalAddress) }
        if base != .decimal, numbers.contains(where: { !$0.hasPrefix }), process == nil {
            notes.insert(.missingHexPrefix)
        }
        if numbers.contains(where: \.hasUpperCase) { notes.insert(.upperCaseHexadecimal) }
        if walk.hasOtherFieldNames { notes.insert(.otherFieldNames) }
        self.notes = notes
    }

    private static func saying(of line: AnswerLine, _ walk: WalkLine) -> Saying {
        if isKernels(line.body) { return .nothing }
        if Wording.noSuchProcess.occur(in: line.body) { return .noSuchProcess }
        if line.body.elementsEqual("translation not found".utf8) { return .notFound(isContract: true) }
        let saysNo = Wording.notFound.occur(in: line.body) || walk.mentionsLevel && Wording.absent.occur(in: line.body)
        if let claim = named(line, walk) { return claim }
        if walk.isContractTranslation { return .unreadableClaim(.contract) }
        if saysNo { return .notFound(isContract: false) }
        if walk.lacksPhysicalNumber { return .unreadableClaim(.labelled) }
        return unnamed(line, walk)
    }

    /// Whether the kernel itself says this, in a report of its own: it answers no command, whatever its words.
    private static func isKernels(_ body: ArraySlice<UInt8>) -> Bool {
        let marks: [StaticString] = [
            "bug:", "oops", "unable to handle", "internal error", "general protection", "warning: cpu", "#pf:",
            "call trace", "kernel panic", "rip:", "rsp:", "code:", "swapper pgtable", "cpu:", "hardware name:",
        ]
        return marks.contains { body.begins(withLowercase: $0) }
    }

    /// A number with a name that makes it the answer.
    private static func named(_ line: AnswerLine, _ walk: WalkLine) -> Saying? {
        let physical = walk.numbers(.physicalAddress)
        let form: PhysicalClaim.Form =
            walk.isContractTranslation ? .contract : walk.mentionsLevel ? .withinWalk : .labelled
        if let last = physical.last {
            guard physical.allSatisfy({ $0.value == last.value }) else { return .several }
            return claim(last, form, walk, line)
        }
        if let page = walk.numbers(.pageAddress).last { return claim(page, .withinWalk, walk, line) }
        return nil
    }

    /// A number that nothing names: the one beside the address of the command, the one behind an arrow, or the line's
    /// only one.
    private static func unnamed(_ line: AnswerLine, _ walk: WalkLine) -> Saying {
        let free = walk.mentions.filter { ($0.name == nil || $0.name == .address) && $0.number.looksLikeAddress }
        let isPair = walk.virtualAddress != nil
        let arrowed = free.filter(\.followsArrow)
        if walk.mentionsLevel {
            // `pte = 0x... V -> P`.
            guard isPair, arrowed.count == 1 else { return .nothing }
            return claim(arrowed[0].number, .withinWalk, walk, line)
        }
        // An address of the kernel's half cannot be physical: another one beside it is the answer.
        let low = free.filter { $0.number.value.map { $0 >> 47 != 0x1ffff } ?? true }
        let candidates = low.isEmpty ? free : low
        if let first = candidates.first, candidates.count == 1 {
            if isPair { return claim(first.number, .labelled, walk, line) }
            return claim(first.number, walk.otherWords == 0 ? .bare : .remaining, walk, line)
        }
        if candidates.count == 2, walk.hasArrow, !walk.hasNames, let virtual = candidates[0].number.value {
            return claim(candidates[1].number, .labelled, walk, line, virtual: virtual)
        }
        if let kernel = walk.numbers(.kernelAddress).last, candidates.isEmpty {
            return claim(kernel, .kernelAddress, walk, line)
        }
        if isPair, let behind = arrowed.first, arrowed.count == 1 {
            return claim(behind.number, .labelled, walk, line)
        }
        return candidates.count > 1 && (isPair || walk.hasArrow) ? .several : .nothing
    }

    private static func claim(
        _ number: PrintedNumber, _ form: PhysicalClaim.Form, _ walk: WalkLine, _ line: AnswerLine,
        virtual: UInt64? = nil
    ) -> Saying {
        guard let value = number.value else { return .unreadableClaim(form) }
        let decimal = number.mayBeDecimal && number.decimalValue != value ? number.decimalValue : nil
        return .claim(
            PhysicalClaim(
                physicalAddress: value, decimalReading: decimal, virtualAddress: virtual ?? walk.virtualAddress,
                form: form, line: line.raw))
    }
}
