/// One virtual memory area (VMA) as `listvma` prints it.
package struct ListedVMA: Hashable, Sendable {
    /// First address of the VMA.
    package let start: UInt64
    /// The second address, as printed; in the contract this is the first address after the VMA.
    package let end: UInt64
    /// The permissions; nil when none were printed, or none that can be understood: they are then not known, and not
    /// wrong.
    package let permissions: ListedPermissions?
    /// The line as it came.
    package let line: String
}

/// The permissions that a VMA's line states.
package struct ListedPermissions: Hashable, Sendable, CustomStringConvertible {
    /// Whether the process may read there: `r`.
    package let isReadable: Bool
    /// Whether the process may write there: `w`.
    package let isWritable: Bool
    /// Whether the process may execute there: `x`.
    package let isExecutable: Bool

    /// Permissions from their three parts.
    package init(isReadable: Bool, isWritable: Bool, isExecutable: Bool) {
        self.isReadable = isReadable
        self.isWritable = isWritable
        self.isExecutable = isExecutable
    }

    /// From the low three bits of `vm_flags`: VM_READ 1, VM_WRITE 2, VM_EXEC 4 (include/linux/mm.h).
    init(flags: UInt64) {
        self.init(isReadable: flags & 1 != 0, isWritable: flags & 2 != 0, isExecutable: flags & 4 != 0)
    }

    /// The contract's spelling, such as `r-x`.
    package var description: String {
        (isReadable ? "r" : "-") + (isWritable ? "w" : "-") + (isExecutable ? "x" : "-")
    }
}

/// A VMA's line as its parts: two neighbouring addresses, and permissions before or after them.
struct VMALine {
    let raw: String
    let start: PrintedNumber
    let end: PrintedNumber
    let permissions: PermissionField?
    let notes: Set<StyleNote>
    /// The text before the first address: in some answers the process.
    let lead: ArraySlice<UInt8>
    /// Whether nothing stands behind the addresses but signs.
    let isBare: Bool

    init?(_ line: AnswerLine) {
        let pieces = Self.pieces(of: line.body)
        guard let (first, second) = Self.addresses(in: pieces, of: line.body), first.number.value != nil,
            second.number.value != nil
        else { return nil }
        var notes: Set<StyleNote> = []
        raw = line.raw
        start = first.number
        end = second.number
        lead = line.body[..<first.range.lowerBound]
        let between = line.body[first.range.upperBound..<second.range.lowerBound]
        let tail = line.body[second.range.upperBound...]
        isBare = !tail.contains(where: \.isWord)

        if !first.number.hasPrefix || !second.number.hasPrefix { notes.insert(.missingHexPrefix) }
        if first.number.hasUpperCase || second.number.hasUpperCase { notes.insert(.upperCaseHexadecimal) }
        if between.trimmed.elementsEqual("-".utf8) {
            notes.insert(.dashBetweenAddresses)
        } else if !between.trimmed.isEmpty {
            notes.insert(.labelledFields)
        }
        if !lead.trimmed.isEmpty { notes.insert(.labelledFields) }

        let behind = PermissionField(in: tail, isBehind: true)
        permissions = behind?.isKnown == true ? behind : PermissionField(in: lead, isBehind: false) ?? behind
        notes.formUnion(permissions?.notes ?? [])
        self.notes = notes.union(line.prefixNotes)
    }

    private struct Piece {
        let range: Range<Int>
        let number: PrintedNumber
    }

    /// The words that are hexadecimal numbers, with their places in the line.
    private static func pieces(of body: ArraySlice<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        for case .word(let word) in Token.tokens(of: body) {
            if let number = PrintedNumber(hexadecimal: word) {
                pieces.append(Piece(range: word.startIndex..<word.endIndex, number: number))
            }
        }
        return pieces
    }

    /// Two neighbouring numbers. If two or more numbers have `0x`, only these count; otherwise also numbers of five
    /// digits or more, because no process may map anything below 0x10000 (`vm.mmap_min_addr`). A pair that is surely a
    /// VMA comes first: two multiples of a page, the first one the smaller, in the half that belongs to processes. Then
    /// a pair followed by permissions, then the first pair.
    private static func addresses(in pieces: [Piece], of body: ArraySlice<UInt8>) -> (Piece, Piece)? {
        let marked = pieces.filter(\.number.hasPrefix)
        let candidates = marked.count >= 2 ? marked : pieces.filter { $0.number.hasPrefix || $0.number.digits >= 5 }
        let pairs = zip(candidates, candidates.dropFirst())
        return pairs.first { isVMA($0.0.number, $0.1.number) && !isPointer($0.0, body) }
            ?? pairs.first { PermissionField.begins(body[$0.1.range.upperBound...]) } ?? pairs.first { _ in true }
    }

    /// Whether the words before a number make it a pointer to a structure: `mm=`, `vma ptr`, `struct`, `file`.
    private static func isPointer(_ piece: Piece, _ body: ArraySlice<UInt8>) -> Bool {
        let before = body[..<piece.range.lowerBound].suffix(12).trimmed
        return before.hasEnd("mm=") || before.hasEnd("ptr=") || before.hasEnd("file=")
    }

    private static func isVMA(_ start: PrintedNumber, _ end: PrintedNumber) -> Bool {
        func isVMA(_ start: UInt64?, _ end: UInt64?) -> Bool {
            guard let start, let end else { return false }
            return start < end && start % 4096 == 0 && end % 4096 == 0 && end >> 57 == 0
        }
        return isVMA(start.value, end.value)
            || start.mayBeDecimal && end.mayBeDecimal && isVMA(start.decimalValue, end.decimalValue)
    }
}

extension ArraySlice<UInt8> {
    /// Whether the slice ends with this text, in lower case.
    fileprivate func hasEnd(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && suffix(text.utf8CodeUnitCount).begins(withLowercase: text)
    }
}
