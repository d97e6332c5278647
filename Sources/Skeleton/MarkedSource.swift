/// A C source in which comments mark the code of each lab.
///
/// A part with its own beginning and end:
///
///     /*
///      * lab 2: begin
///      *
///      * 2.1 What the student has to do here.
///      *
///      * Until then:
///      *
///      *	return 0;
///      */
///     ...
///     /* lab 2: end */
///
/// `lab 2: the rest of this function` needs no end: the part extends to the closing brace in the first column. The
/// tasks and the code after `Until then:` may both be left out. A comment that begins with `labs:` is only for readers
/// of the marked source.
package struct MarkedSource: Sendable {
    enum Piece: Sendable {
        /// Lines that are in every state.
        case common([Substring])
        case part(LabPart)

        var marker: PartMarker? { if case .part(let part) = self { part.marker } else { nil } }
    }

    let pieces: [Piece]

    /// The tasks of all labs, in the order of their numbers.
    package let tasks: [LabTask]

    /// The labs that have a part in this source.
    package var labs: Set<Int> { Set(pieces.compactMap { $0.marker?.lab }) }

    /// Reads a source; errors name it as `file`.
    package init(_ text: String, file: String) throws(MarkerError) {
        var reader = PartReader(lines: text.split(separator: "\n", omittingEmptySubsequences: false), file: file)
        pieces = try reader.pieces()
        tasks = try TaskList(file: file).checked(pieces.flatMap { $0.marker?.tasks ?? [] })
    }

    /// The source with each lab in the state that `state` returns.
    package func text(_ state: (_ lab: Int) -> LabState) -> String {
        var lines: [Substring] = []
        for piece in pieces {
            switch piece {
            case .common(let common): lines += common
            case .part(let part): lines += part.lines(state(part.lab))
            }
        }
        return Self.tidied(lines).joined(separator: "\n")
    }

    /// Removes empty lines that parts left behind: one is kept of several, none after an opening brace or before a
    /// closing one.
    private static func tidied(_ lines: [Substring]) -> [Substring] {
        var tidy: [Substring] = []
        for line in lines {
            if line.isEmpty, tidy.last?.isEmpty == true || tidy.last == "{" { continue }
            if line == "}", tidy.last?.isEmpty == true { tidy.removeLast() }
            tidy.append(line)
        }
        return tidy
    }
}
