/// The numbers of one line of a `findpage` answer, each with the name before it.
struct WalkLine {
    private(set) var fields: [(name: FieldName, number: PrintedNumber?)] = []
    /// Numbers without a name.
    private(set) var unnamed: [PrintedNumber] = []
    private(set) var hasArrow = false
    /// Words that are neither names nor numbers.
    private(set) var otherWords = 0
    /// Exactly `vaddr = N -> paddr = N` and nothing else.
    let isContractTranslation: Bool

    /// Whether the physical address is labelled as the page's: `page frame physical address`.
    private(set) var isAboutPage = false

    private var pending: FieldName?
    private var owesPhysical = false
    private var lastLevel: TraceLevel?
    private var isNegative = false
    private var resumed: FieldName?
    private var sawVirtual = false
    private var isInParentheses = false
    private var isOtherName = false
    private var followsEqual = false
    /// Whether a level has another name than `pgd_val` or `pgd_index`.
    private(set) var hasOtherFieldNames = false

    init(_ body: ArraySlice<UInt8>) {
        let tokens = Token.tokens(of: body)
        isContractTranslation = Self.isContract(tokens)
        for token in tokens { take(token) }
        drop()
    }

    /// The number after a name; nil when the name does not occur. The inner nil is a name without a number.
    func number(_ name: FieldName) -> PrintedNumber?? {
        fields.last { $0.name == name }.map(\.number)
    }

    var mentionsLevel: Bool { lastLevel != nil }

    private mutating func take(_ token: Token) {
        switch token {
        case .arrow:
            drop()
            hasArrow = true
        case .sign(let sign):
            take(sign: sign)
        case .word(let word):
            if !take(name: word) { take(number: word) }
            isNegative = false
            followsEqual = false
        }
    }

    private mutating func take(sign: UInt8) {
        isNegative = sign == UInt8(ascii: "-")
        followsEqual = sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":")
        switch sign {
        case UInt8(ascii: "("): isInParentheses = true
        case UInt8(ascii: ")"): isInParentheses = false
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"):
            drop()
            resumed = nil
        case UInt8(ascii: "["):
            // `pgd[254] = 0x...`
            if case .value(let level) = pending {
                resumed = pending
                pending = .index(level)
            }
        case UInt8(ascii: "="), UInt8(ascii: ":"):
            if pending == nil {
                pending = resumed
                resumed = nil
            }
        default:
            break
        }
    }

    private mutating func take(name word: ArraySlice<UInt8>) -> Bool {
        guard word.count <= 32 else { return false }
        let text = String(decoding: word.map(\.lowercased), as: UTF8.self)
        switch text {
        case "is", "equals", "at", "the", "maps", "mapped", "result", "translation", "translated":
            return true
        case "to":
            hasArrow = hasArrow || !unnamed.isEmpty || sawVirtual
            return true
        case "of", "for":
            if pending == .physicalAddress {
                owesPhysical = true
                pending = .virtualAddress
            }
            return true
        case "index", "idx":
            if let level = pending?.level ?? lastLevel {
                pending = .index(level)
                return true
            }
        case "val", "value", "entry":
            if let level = pending?.level ?? lastLevel {
                pending = .value(level)
                return true
            }
        case "address", "addr", "memory", "mem", "base":
            // `physical address`: one name of two words.
            if pending == .physicalAddress || pending == .virtualAddress || pending == .pageAddress { return true }
        case "page", "frame":
            if pending == .physicalAddress || pending == nil {
                pending = .pageAddress
                return true
            }
            if pending == .pageAddress { return true }
        case "offset":
            pending = .pageOffset
            return true
        default:
            break
        }
        guard let name = FieldName(text) else { return false }
        // `pgd_index(vaddr) = 254`, `pgd_val(*pgd) = 0x...`: a word in parentheses is not a name.
        if isInParentheses, pending?.level != nil { return true }
        if pending == .pageAddress, name == .physicalAddress { isAboutPage = true }
        if let level = name.level {
            lastLevel = level
            isOtherName = text.utf8.count == 3 || word.contains(where: \.isUpperCase)
        }
        if pending == .physicalAddress, name == .virtualAddress {
            owesPhysical = true
            pending = nil
        }
        drop()
        pending = name
        return true
    }

    private mutating func take(number word: ArraySlice<UInt8>) {
        let isCount = if case .index = pending { true } else { pending == .fiveLevels }
        guard !isNegative, let number = isCount ? PrintedNumber(decimal: word) : PrintedNumber(hexadecimal: word),
            number.hasPrefix || followsEqual || word.contains(where: \.isDigit)
        else {
            otherWords += 1
            drop()
            return
        }
        if let name = pending {
            fields.append((name, number))
            if name.level != nil, isOtherName { hasOtherFieldNames = true }
            sawVirtual = sawVirtual || name == .virtualAddress
            pending = nil
        } else if owesPhysical {
            fields.append((.physicalAddress, number))
            owesPhysical = false
        } else {
            unnamed.append(number)
        }
    }

    /// Records the pending name without a number.
    private mutating func drop() {
        if let name = pending, name != .ignored { fields.append((name, nil)) }
        pending = nil
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
