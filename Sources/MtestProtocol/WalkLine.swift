/// The numbers of one line of a `findpage` answer, each with what the words about it say.
struct WalkLine {
    /// One number of the line.
    struct Mention {
        var number: PrintedNumber
        /// Nil where no word says what it is.
        var name: FieldName?
        /// The value of an entry, and surely not a pointer to it.
        var isStrong = false
        /// Whether it can be the place of a level's entry rather than the entry.
        var isLevelPointer = false
        /// Whether an arrow, `to` or the like stands before it.
        var followsArrow = false
        /// Whether the words say "physical".
        var isPhysical = false
        var owesPhysical = false
        var isHeader = false
        var isArgument = false
        var isRangeEnd = false
    }

    /// In the order of the line.
    var mentions: [Mention] = []
    private(set) var hasArrow = false
    /// Words that say nothing about a number.
    private(set) var otherWords = 0
    /// Exactly `vaddr = N -> paddr = N` and nothing else.
    let isContractTranslation: Bool
    /// Whether a level has another name than `pgd_val` or `pgd_index`.
    private(set) var hasOtherFieldNames = false
    /// `paddr = (null)`, `paddr = -1`: a name of a physical address, without a number behind it.
    private(set) var lacksPhysicalNumber = false
    private(set) var mentionsLevel = false

    private var label = NumberLabel()
    private var context: TraceLevel?
    private var isAssigned = false
    private var sawArrow = false
    private var dashes = 0
    private var depth = 0
    private var isAfterNumber = false
    private var describesNumber = false
    private var isBracketed = false
    private var isContractName = false
    private var starred = false
    private var isLayer = false
    private var sawPlus = false
    private let base: NumberBase

    /// Reads a line. `address` is the address of the command, if it is known; `base` is how the answer spells it.
    init(_ body: ArraySlice<UInt8>, address: UInt64? = nil, base: NumberBase = .hexadecimal) {
        self.base = base
        let tokens = Token.tokens(of: body)
        isContractTranslation = Self.isContract(tokens)
        for token in tokens { take(token, in: body) }
        cut()
        otherWords += label.unknownWords
        settle(address)
    }

    /// The numbers with this name.
    func numbers(_ name: FieldName) -> [PrintedNumber] {
        mentions.filter { $0.name == name }.map(\.number)
    }

    /// The virtual address that the line names, if it fits in 64 bits.
    var virtualAddress: UInt64? { numbers(.virtualAddress).lazy.compactMap(\.value).first }

    /// Numbers that no word describes and that look like addresses.
    var unnamed: [PrintedNumber] {
        mentions.filter { $0.name == nil && $0.number.looksLikeAddress }.map(\.number)
    }

    /// Whether every number is one that no word describes.
    var hasNames: Bool { mentions.contains { $0.name != nil } }

    private mutating func take(_ token: Token, in body: ArraySlice<UInt8>) {
        switch token {
        case .arrow:
            hasArrow = hasArrow || !mentions.isEmpty
            sawArrow = true
            isAfterNumber = false
            label.append([.to])
        case .sign(let sign): take(sign: sign)
        case .word(let word): take(word: word, in: body)
        }
    }

    private mutating func take(sign: UInt8) {
        switch sign {
        case UInt8(ascii: "("):
            depth += 1
            describesNumber = isAfterNumber
        case UInt8(ascii: ")"):
            depth = max(0, depth - 1)
            if describesNumber { describe() }
            describesNumber = false
        case UInt8(ascii: "+"): sawPlus = true
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"):
            cut()
            if sign == UInt8(ascii: "|") { sawPlus = true }
        case UInt8(ascii: "["): isBracketed = true
        case UInt8(ascii: "]"): isBracketed = false
        case UInt8(ascii: "*"): starred = true
        case UInt8(ascii: "-"): dashes += 1
        case UInt8(ascii: "="), UInt8(ascii: ":"): isAssigned = true
        default: break
        }
        if sign != UInt8(ascii: "("), sign != UInt8(ascii: "-") { isAfterNumber = false }
    }

    private mutating func take(word: ArraySlice<UInt8>, in body: ArraySlice<UInt8>) {
        let isNegative =
            isAfterNumber
            ? false : word.startIndex > body.startIndex && body[word.startIndex - 1] == UInt8(ascii: "-")
        if let number = PrintedNumber(hexadecimal: word),
            number.hasPrefix || isAssigned || word.contains(where: \.isDigit)
        {
            if isNegative, !isLayer { lose() } else { add(number, word) }
            dashes = 0
            return
        }
        isAfterNumber = false
        dashes = 0
        if let part = WordParts.parts(of: word.prefix(24)).last, Self.lost.contains(part) { lose() }
        // `pgd_val(*pgd) = V`, `pgd_index(vaddr) = 254`: an argument's name is no name of the number.
        if depth > 0, !describesNumber, label.level != nil { return }
        let kinds = WordParts.kinds(of: word)
        isLayer = word.count == 5 && word.begins(withLowercase: "layer")
        if starred, kinds.contains(where: { if case .level = $0 { true } else { false } }) {
            label.isDereferenced = true
        }
        starred = false
        // `pgd[pgd_index(addr)] = V`: the word in the brackets is no number.
        if isBracketed, label.level != nil { return }
        label.append(kinds)
        if kinds.contains(where: { if case .level = $0 { true } else { false } }) {
            mentionsLevel = true
            isContractName = Self.isContractName(word)
        }
        if let level = label.level { context = level }
    }

    private mutating func add(_ printed: PrintedNumber, _ word: ArraySlice<UInt8>) {
        if takeLayer(printed) { return }
        // `PD [0xe1] = V`, `pgd[254] = V`: an index, and the name goes on behind the bracket.
        if isBracketed, let level = label.level {
            mentions.append(Mention(number: PrintedNumber(decimal: word) ?? printed, name: .index(level)))
            hasOtherFieldNames = true
            label.isDereferenced = true
            return
        }
        var meaning = label.meaning(context: context)
        var number = base.read(printed)
        switch meaning.name {
        case .index, .fiveLevels: number = PrintedNumber(decimal: word) ?? printed
        case nil:
            followPointer(&meaning)
            if sawPlus, label.isEmpty { takeSummand(&meaning) }
        default: break
        }
        if let name = meaning.name, name.level != nil, !isContractName { hasOtherFieldNames = true }
        mentions.append(
            Mention(
                number: number, name: Self.plausible(meaning, number.value), isStrong: meaning.isStrong,
                isLevelPointer: isLevelPointer(meaning, number.value), followsArrow: sawArrow,
                isPhysical: meaning.isPhysical, owesPhysical: meaning.owesPhysical, isHeader: meaning.isHeader,
                isArgument: depth > 0,
                isRangeEnd: isAfterNumber && dashes > 0))
        otherWords += label.unknownWords
        label = NumberLabel()
        isAssigned = false
        sawArrow = false
        isAfterNumber = true
    }

    /// `Layer-0[254] = V`: a level by its number from the root, as some debuggers have it.
    private mutating func takeLayer(_ printed: PrintedNumber) -> Bool {
        guard isLayer else { return false }
        isLayer = false
        let levels: [TraceLevel] = [.pgd, .pud, .pmd, .pte]
        guard let value = printed.value, value < levels.count else { return false }
        label.append([.level(levels[Int(value)])])
        mentionsLevel = true
        isContractName = false
        context = levels[Int(value)]
        return true
    }

    /// `PGD: P => V`, `pgd at P: V`: what was taken for the entry is where it stands.
    private func followPointer(_ meaning: inout NumberLabel.Meaning) {
        guard let context, let last = mentions.last, last.isLevelPointer, label.unknownWords == 0 else { return }
        meaning.name = .value(context)
        meaning.isStrong = true
    }

    /// `P + O = S`, `P | O`: the number before the sign is the page's, and what follows the offset or the sum.
    private mutating func takeSummand(_ meaning: inout NumberLabel.Meaning) {
        guard !mentions.isEmpty else { return }
        for index in mentions.indices.suffix(2) {
            let name = mentions[index].name
            if name == .physicalAddress || name == nil && !isAssigned { mentions[index].name = .pageAddress }
        }
        meaning.name = isAssigned ? .physicalAddress : .pageOffset
    }

    /// Whether a number behind a level's name can be the place of its entry: a multiple of eight, which is no entry that
    /// is present.
    private func isLevelPointer(_ meaning: NumberLabel.Meaning, _ value: UInt64?) -> Bool {
        guard let value, value != 0, value % 8 == 0, !meaning.isStrong, label.level != nil else { return false }
        if case .index = meaning.name { return false }
        return meaning.name == .ignored || meaning.name?.level != nil
    }

    /// The name, unless the number cannot be what the name says: a pointer or an index instead of an entry, a constant
    /// such as `PAGE_OFFSET` instead of an offset, a pointer to a `struct page` instead of a page's address.
    private static func plausible(_ meaning: NumberLabel.Meaning, _ value: UInt64?) -> FieldName? {
        guard let value else { return meaning.name }
        let isKernel = value >> 47 == 0x1ffff
        switch meaning.name {
        case .value where !meaning.isStrong && (value >> 48 == 0xffff || 1..<512 ~= value): return .ignored
        case .pageOffset where value >= 1 << 30: return .ignored
        case .pageAddress where isKernel && !meaning.isPhysical: return .kernelAddress
        case let name: return name
        }
    }

    /// A number that cannot be read: `paddr = -1`, `paddr = (null)`.
    private mutating func lose() {
        if label.meaning(context: context).name == .physicalAddress { lacksPhysicalNumber = true }
        label.clear()
        isAssigned = false
    }

    /// What `%p` and `%s` print instead of a number, as words of a line.
    private static let lost: Set<String> = ["null", "ptrval", "efault", "einval", "nil"]

    /// Ends a clause.
    private mutating func cut() {
        otherWords += label.unknownWords
        label = NumberLabel()
        isAssigned = false
        sawArrow = false
    }

    /// `0x1000 (phys)`: words in parentheses behind a number describe it.
    private mutating func describe() {
        guard let last = mentions.indices.last, !label.isEmpty else { return }
        let meaning = label.meaning(context: nil)
        if mentions[last].name == nil || mentions[last].name == .address { mentions[last].name = meaning.name }
        otherWords += label.unknownWords
        label = NumberLabel()
        isAssigned = false
    }

    /// `pgd_val`, `pgd_index`: the contract's names.
    private static func isContractName(_ word: ArraySlice<UInt8>) -> Bool {
        TraceLevel.allCases.contains { level in
            word.elementsEqual("\(level.rawValue)_val".utf8) || word.elementsEqual("\(level.rawValue)_index".utf8)
        }
    }

    /// Whether the line is `vaddr = N -> paddr = N`, with any word for N.
    private static func isContract(_ tokens: [Token]) -> Bool {
        guard tokens.count == 7 else { return false }
        return isWord(tokens[0], "vaddr") && isEqual(tokens[1]) && isArrow(tokens[3]) && isWord(tokens[4], "paddr")
            && isEqual(tokens[5])
    }

    private static func isWord(_ token: Token, _ text: String) -> Bool {
        if case .word(let word) = token { word.elementsEqual(text.utf8) } else { false }
    }

    private static func isEqual(_ token: Token) -> Bool {
        if case .sign(UInt8(ascii: "=")) = token { true } else { false }
    }

    private static func isArrow(_ token: Token) -> Bool {
        if case .arrow = token { true } else { false }
    }
}
