/// The state of reading an answer to `listvma` line by line.
struct ListVMAReading {
    private var finished: [(process: ProcessMention?, vmas: [Draft])] = []
    private var current: ProcessMention?
    private var vmas: [Draft] = []
    private var noSuchProcess: String?
    private var unread: [String] = []
    private var notes: Set<StyleNote> = []
    private var lines: [String] = []
    /// Lines behind a VMA without permissions that may be the pieces of its permissions.
    private var pieces: [AnswerLine] = []
    /// `start = N` on a line of its own.
    private var opened: (number: PrintedNumber, line: AnswerLine)?

    /// A VMA whose numbers are not yet read in the answer's base.
    private struct Draft {
        let start: PrintedNumber
        let end: PrintedNumber
        var permissions: PermissionField?
        /// Permissions put together from several records.
        var joined: ListedPermissions?
        /// Whether the line has nothing but the two addresses, and what stands before them.
        let isBare: Bool
        let line: String
    }

    mutating func take(_ line: AnswerLine) {
        if line.commandEcho != nil { return }
        lines.append(line.raw)
        if takePiece(line) { return }
        join()
        if let mention = ProcessMention.contract(line.body) {
            begin(mention)
            notes.formUnion(line.prefixNotes)
        } else if let vmaLine = VMALine(line) {
            take(vmaLine)
        } else if takeHalf(line) {
            notes.formUnion(line.prefixNotes)
            notes.insert(.labelledFields)
        } else if Wording.noSuchProcess.occur(in: line.body) {
            noSuchProcess = noSuchProcess ?? line.raw
        } else if let mention = ProcessMention.loose(line.body) {
            begin(mention)
            notes.formUnion(line.prefixNotes)
            notes.insert(.otherProcessLine)
        } else {
            unread.append(line.raw)
        }
    }

    private mutating func take(_ vma: VMALine) {
        if let mention = ProcessMention.loose(vma.lead), mention.pid != nil, mention != current {
            begin(mention)
            notes.insert(.otherProcessLine)
        }
        vmas.append(
            Draft(
                start: vma.start, end: vma.end, permissions: vma.permissions, isBare: vma.isBare, line: vma.raw))
        notes.formUnion(vma.notes)
    }

    /// `start = N`, then `end = N`, on lines of their own.
    private mutating func takeHalf(_ line: AnswerLine) -> Bool {
        let words = Token.tokens(of: line.body).prefix(8).compactMap { token in
            if case .word(let word) = token { word } else { nil }
        }
        guard let last = words.last, let number = PrintedNumber(hexadecimal: last), number.looksLikeAddress,
            words.count <= 4
        else { return false }
        let names = words.dropLast().flatMap { WordParts.parts(of: $0.prefix(24)) }
        if names.contains(where: { ["start", "begin", "from", "vstart"].contains($0) }) {
            opened = (number, line)
            return true
        }
        guard let (start, first) = opened, names.contains(where: { ["end", "to", "vend", "stop"].contains($0) }) else {
            return false
        }
        opened = nil
        vmas.append(
            Draft(start: start, end: number, permissions: nil, isBare: true, line: first.raw + " / " + line.raw))
        if !start.hasPrefix || !number.hasPrefix { notes.insert(.missingHexPrefix) }
        return true
    }

    /// A record that holds nothing but a part of the permissions of the VMA before it.
    private mutating func takePiece(_ line: AnswerLine) -> Bool {
        guard let last = vmas.last, last.permissions == nil, last.joined == nil, last.isBare, pieces.count < 8,
            PermissionField.isPiece(line.body)
        else { return false }
        pieces.append(line)
        return true
    }

    /// Puts the pieces together, if they are permissions as a whole; else they are lines that are not understood.
    private mutating func join() {
        guard !pieces.isEmpty else { return }
        defer { pieces = [] }
        if let value = PermissionField.joined(pieces.map(\.body)), !vmas.isEmpty {
            vmas[vmas.count - 1].joined = value
            notes.insert(.lineInPieces)
        } else {
            unread += pieces.map(\.raw)
        }
    }

    private mutating func begin(_ mention: ProcessMention) {
        end()
        current = mention
    }

    private mutating func end() {
        join()
        if current != nil || !vmas.isEmpty { finished.append((current, vmas)) }
        current = nil
        vmas = []
    }

    var answer: ListVMAAnswer {
        var complete = self
        complete.end()
        let all = complete.finished.flatMap(\.vmas)
        let base = AddressBase(all.flatMap { [$0.start, $0.end] })
        let flags = FlagBase(all.compactMap(\.permissions))
        let isSparse = all.contains { $0.permissions?.isSparse == true }
        var notes = complete.notes
        if base == .decimal, !all.isEmpty {
            notes.insert(.decimalAddress)
            notes.remove(.missingHexPrefix)
        }
        let processes = complete.finished.map { process, vmas in
            let listed = vmas.compactMap { draft -> ListedVMA? in
                guard let start = base.value(draft.start), let end = base.value(draft.end) else { return nil }
                let known = draft.joined ?? draft.permissions?.value
                let permissions =
                    known ?? draft.permissions?.flags.flatMap(flags.permissions)
                    ?? (isSparse && draft.permissions == nil && draft.isBare ? ListedPermissions(flags: 0) : nil)
                if permissions == nil { notes.insert(.missingPermissions) }
                return ListedVMA(start: start, end: end, permissions: permissions, line: draft.line)
            }
            return ListVMAAnswer.ListedProcess(name: process?.name, pid: process?.pid, vmas: listed)
        }
        return ListVMAAnswer(
            processes: processes, noSuchProcess: complete.noSuchProcess, unreadLines: complete.unread,
            styleNotes: [StyleNote](ordered: notes), lines: complete.lines)
    }
}

/// The base that a listing's addresses are printed in.
private enum AddressBase {
    case hexadecimal
    case decimal

    /// Addresses are multiples of a page: digits that are so in base 10 alone, all of them, are decimal.
    init(_ numbers: [PrintedNumber]) {
        let isDecimal = !numbers.isEmpty && numbers.allSatisfy { $0.mayBeDecimal && ($0.decimalValue ?? 1) % 4096 == 0 }
        self = isDecimal && numbers.contains { ($0.value ?? 1) % 4096 != 0 } ? .decimal : .hexadecimal
    }

    func value(_ number: PrintedNumber) -> UInt64? {
        self == .decimal ? number.decimalValue : number.value
    }
}

/// The base that a listing's `vm_flags` are printed in. Flags that a VMA can have allow what they grant: VM_MAYREAD is
/// 0x10, VM_MAYWRITE 0x20, VM_MAYEXEC 0x40 (include/linux/mm.h).
private enum FlagBase {
    case hexadecimal
    case decimal
    /// Both bases are possible, or neither: what the numbers mean is not known.
    case unknown

    init(_ fields: [PermissionField]) {
        let flags = fields.compactMap(\.flags)
        // A number without a name may be anything; three bits alone are then no evidence.
        let isNamed = fields.allSatisfy { $0.isNamed || $0.flags == nil }
        let isHexadecimal = flags.allSatisfy { Self.isPossible($0.value, isNamed) }
        let isDecimal = flags.allSatisfy { $0.mayBeDecimal && Self.isPossible($0.decimalValue, isNamed) }
        self = isHexadecimal == isDecimal ? .unknown : isHexadecimal ? .hexadecimal : .decimal
        // A digit says the same in both bases.
        if isHexadecimal, flags.allSatisfy({ $0.value == $0.decimalValue || $0.hasPrefix }) { self = .hexadecimal }
    }

    /// Flags of a VMA, or the three bits of PROT_READ, PROT_WRITE and PROT_EXEC.
    private static func isPossible(_ flags: UInt64?, _ isNamed: Bool) -> Bool {
        guard let flags else { return false }
        return isNamed && flags < 8 || flags & 0x70 != 0 && flags & 7 & ~(flags >> 4) == 0
    }

    func permissions(_ flags: PrintedNumber) -> ListedPermissions? {
        switch self {
        case .hexadecimal: flags.value.map(ListedPermissions.init(flags:))
        case .decimal: flags.decimalValue.map(ListedPermissions.init(flags:))
        case .unknown: nil
        }
    }
}
