/// The value and the address in a line that says that something was written.
struct WrittenNumbers {
    private(set) var value: UInt64?
    private(set) var address: UInt64?
    /// Whether the line is a sentence about a value and its place, or repeats both numbers of the command.
    private(set) var isSentence = false
    private(set) var notes: Set<StyleNote> = []

    /// What the next number is, by the words before it.
    private enum Role {
        case none
        case value
        case address
        case other
    }

    private static let verbs: Set<String> = [
        "wrote", "written", "write", "writing", "writes", "store", "stored", "set", "put",
    ]
    private static let values: Set<String> = ["value", "val", "data", "new", "valor", "now", "content"]
    private static let places: Set<String> = [
        "to", "at", "into", "in", "address", "addr", "vaddr", "va", "virtual", "onto", "location", "en", "a", "em",
    ]
    private static let others: Set<String> = [
        "pa", "paddr", "phys", "physical", "kernel", "kaddr", "kva", "old", "previous", "before", "was", "pid", "pfn",
        "offset",
        "page", "bytes", "size", "len", "length", "original",
    ]

    private struct Found {
        let number: PrintedNumber
        let role: Role
        let isAssigned: Bool
    }

    init(_ body: ArraySlice<UInt8>, address asked: UInt64?, value wanted: UInt64?) {
        var found: [Found] = []
        var role = Role.none
        var hasVerb = false
        var isAssigned = false
        for token in Token.tokens(of: body) {
            switch token {
            case .arrow: isAssigned = true
            case .sign(let sign):
                if sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":") { isAssigned = true }
            case .word(let word):
                if let number = PrintedNumber(hexadecimal: word), number.hasPrefix || word.contains(where: \.isDigit) {
                    if found.count < 32 { found.append(Found(number: number, role: role, isAssigned: isAssigned)) }
                    role = .none
                    isAssigned = false
                    continue
                }
                let parts = WordParts.parts(of: word.prefix(32))
                if !Self.verbs.isDisjoint(with: parts) {
                    hasVerb = true
                    role = .value
                } else if !Self.others.isDisjoint(with: parts) {
                    role = .other
                } else if role != .other {
                    if !Self.places.isDisjoint(with: parts) { role = .address }
                    if !Self.values.isDisjoint(with: parts) { role = .value }
                }
            }
        }
        read(found, hasVerb: hasVerb)
        match(found, asked, wanted)
    }

    /// `wrote N to N`, `N written to N`.
    private mutating func read(_ found: [Found], hasVerb: Bool) {
        guard hasVerb, let place = found.firstIndex(where: { $0.role == .address }) else { return }
        let given =
            found.first { $0.role == .value }
            ?? (place > 0 && found[0].role == .none ? found[0] : nil)
        guard let given else { return }
        value = given.number.value
        address = found[place].number.value
        isSentence = true
        note([given.number, found[place].number])
    }

    /// The numbers of the command itself, wherever they stand: nothing is guessed there.
    private mutating func match(_ found: [Found], _ asked: UInt64?, _ wanted: UInt64?) {
        guard let asked, let wanted else { return }
        let place = found.firstIndex { $0.number.value == asked }
        let given = found.indices.first { index in
            index != place && (found[index].number.value == wanted || found[index].number.decimalValue == wanted)
        }
        if place != nil { address = asked }
        if given != nil { value = wanted }
        guard let given else { return }
        // A value alone is taken only where it cannot stand there by chance.
        if place != nil || wanted >= 0x1_0000 || found[given].role == .value {
            isSentence = true
            note([found[given].number] + (place.map { [found[$0].number] } ?? []))
        }
    }

    private mutating func note(_ numbers: [PrintedNumber]) {
        if numbers.contains(where: { !$0.hasPrefix }) { notes.insert(.missingHexPrefix) }
        if numbers.contains(where: \.hasUpperCase) { notes.insert(.upperCaseHexadecimal) }
    }
}
