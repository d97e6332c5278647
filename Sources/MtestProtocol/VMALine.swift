/// One virtual memory area (VMA) as `listvma` prints it.
package struct ListedVMA: Hashable, Sendable {
    /// First address of the VMA.
    package let start: UInt64
    /// The second address, as printed; in the contract this is the first address after the VMA.
    package let end: UInt64
    /// The permissions; nil when the line has none that can be understood.
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

    /// The contract's spelling, such as `r-x`.
    package var description: String {
        (isReadable ? "r" : "-") + (isWritable ? "w" : "-") + (isExecutable ? "x" : "-")
    }
}

/// A VMA's line as its parts: two neighbouring addresses, and permissions.
struct VMALine {
    let vma: ListedVMA
    let notes: Set<StyleNote>
    /// The text before the first address: in some answers the process.
    let lead: ArraySlice<UInt8>

    init?(_ line: AnswerLine) {
        let pieces = Self.pieces(of: line.body)
        guard let (first, second) = Self.addresses(in: pieces, of: line.body), let start = first.number.value,
            let end = second.number.value
        else { return nil }
        var notes: Set<StyleNote> = []
        let lead = line.body[..<first.range.lowerBound]
        let between = line.body[first.range.upperBound..<second.range.lowerBound]
        let tail = line.body[second.range.upperBound...]

        if !first.number.hasPrefix || !second.number.hasPrefix { notes.insert(.missingHexPrefix) }
        if first.number.hasUpperCase || second.number.hasUpperCase { notes.insert(.upperCaseHexadecimal) }
        if between.trimmed.elementsEqual("-".utf8) {
            notes.insert(.dashBetweenAddresses)
        } else if !between.trimmed.isEmpty {
            notes.insert(.labelledFields)
        }
        if !lead.trimmed.isEmpty { notes.insert(.labelledFields) }

        let permissions = PermissionField(after: tail)
        notes.formUnion(permissions?.notes ?? [.missingPermissions])
        vma = ListedVMA(start: start, end: end, permissions: permissions?.value, line: line.raw)
        self.notes = notes.union(line.prefixNotes)
        self.lead = lead
    }

    private struct Piece {
        let range: Range<Int>
        let number: PrintedNumber
    }

    /// The words that are hexadecimal numbers, with their places in the line.
    private static func pieces(of body: ArraySlice<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        var index = body.startIndex
        while index < body.endIndex {
            let word = body[index...].prefix(while: \.isWord)
            if word.isEmpty {
                index += 1
            } else {
                if let number = PrintedNumber(hexadecimal: word) {
                    pieces.append(Piece(range: word.startIndex..<word.endIndex, number: number))
                }
                index = word.endIndex
            }
        }
        return pieces
    }

    /// Two neighbouring numbers. If two or more numbers have `0x`, only these count; otherwise also numbers of five
    /// digits or more, because no process may map anything below 0x10000 (`vm.mmap_min_addr`). A pair followed by
    /// permissions comes before the first pair.
    private static func addresses(in pieces: [Piece], of body: ArraySlice<UInt8>) -> (Piece, Piece)? {
        let marked = pieces.filter(\.number.hasPrefix)
        let candidates = marked.count >= 2 ? marked : pieces.filter { $0.number.hasPrefix || $0.number.digits >= 5 }
        let pairs = zip(candidates, candidates.dropFirst())
        return pairs.first { PermissionField.begins(body[$0.1.range.upperBound...]) } ?? pairs.first { _ in true }
    }
}
