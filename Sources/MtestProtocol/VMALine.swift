/// One virtual memory area as `listvma` prints it.
package struct ListedVMA: Hashable, Sendable {
    /// First address of the area.
    package let start: UInt64
    /// As printed; in the contract the first address after the area.
    package let end: UInt64
    /// Nil where the line has none that can be understood.
    package let permissions: ListedPermissions?
    /// The line as it came.
    package let line: String
}

/// What a VMA's line says that the process may do there.
package struct ListedPermissions: Hashable, Sendable, CustomStringConvertible {
    /// `r`.
    package let isReadable: Bool
    /// `w`.
    package let isWritable: Bool
    /// `x`.
    package let isExecutable: Bool

    /// Permissions from three truths.
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

/// A VMA's line taken apart: two addresses that stand next to each other, and permissions.
struct VMALine {
    let vma: ListedVMA
    let notes: Set<StyleNote>
    /// What stands before the first address: sometimes the process.
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

    /// The words that are hexadecimal numbers, with where they stand.
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

    /// Two neighbours: with `0x` if there are such, else of five digits or more, since no process may map anything
    /// below 0x10000 (`vm.mmap_min_addr`). The pair in front of permissions counts, else the first.
    private static func addresses(in pieces: [Piece], of body: ArraySlice<UInt8>) -> (Piece, Piece)? {
        let marked = pieces.filter(\.number.hasPrefix)
        let candidates = marked.count >= 2 ? marked : pieces.filter { $0.number.hasPrefix || $0.number.digits >= 5 }
        let pairs = zip(candidates, candidates.dropFirst())
        return pairs.first { PermissionField.begins(body[$0.1.range.upperBound...]) } ?? pairs.first { _ in true }
    }
}
