/// Splits a source into parts at its markers.
struct PartReader {
    let lines: [Substring]
    let file: String

    private enum Marker {
        case beginning(PartMarker)
        case end(lab: Int)
        case note
    }

    mutating func pieces() throws(MarkerError) -> [MarkedSource.Piece] {
        var pieces: [MarkedSource.Piece] = []
        var open: PartMarker?
        var held: [Substring] = []
        var index = 0
        while index < lines.count {
            let line = lines[index]
            guard let (marker, count) = try marker(at: index) else {
                if let part = open, part.endsWithFunction, line == "}" {
                    pieces.append(.part(LabPart(marker: part, solution: held)))
                    (open, held) = (nil, [])
                }
                held.append(line)
                index += 1
                continue
            }
            switch (marker, open) {
            case (.note, _): break
            case (.beginning(let part), nil):
                pieces.append(.common(held))
                (open, held) = (part, [])
            case (.beginning(let part), let outer?):
                throw flaw(
                    "end the part of lab \(outer.lab) that began in line \(outer.line) before lab \(part.lab) begins",
                    index)
            case (.end(let lab), nil):
                throw flaw("lab \(lab) ends here, but no part of it has begun", index)
            case (.end(let lab), let part?) where part.endsWithFunction:
                throw flaw(
                    "lab \(lab) ends here, but the part that began in line \(part.line) ends with its function", index)
            case (.end(let lab), let part?) where lab != part.lab:
                throw flaw(
                    "lab \(lab) ends here, but the part that began in line \(part.line) is of lab \(part.lab)", index)
            case (.end, let part?):
                pieces.append(.part(LabPart(marker: part, solution: held)))
                (open, held) = (nil, [])
            }
            index += count
        }
        if let part = open { throw flaw("this part of lab \(part.lab) never ends", part.line - 1) }
        return pieces + [.common(held)]
    }

    /// The marker that begins in a line, and its number of lines; nil when there is none.
    private func marker(at index: Int) throws(MarkerError) -> (Marker, count: Int)? {
        guard lines[index].contains("/*") else { return nil }
        guard let comment = SourceComment(in: lines, at: index) else {
            if lines[index].contains(/\/\* lab(s| [0-9]+):/) {
                throw flaw("put the marker into a comment on separate lines, without code before or after it", index)
            }
            return nil
        }
        guard let head = comment.text.first?.text else { return nil }
        if head.hasPrefix("labs:") { return (.note, comment.count) }
        guard head.hasPrefix("lab "), let colon = head.firstIndex(of: ":"),
            let lab = decimal(head[..<colon].dropFirst(4))
        else { return nil }
        switch head[head.index(after: colon)...] {
        case " begin":
            return (.beginning(try PartText(comment, file: file).marker(lab: lab, toEnd: false)), comment.count)
        case " the rest of this function":
            return (.beginning(try PartText(comment, file: file).marker(lab: lab, toEnd: true)), comment.count)
        case " end" where comment.text.count == 1:
            return (.end(lab: lab), comment.count)
        default:
            throw flaw(
                "write “begin”, “end” or “the rest of this function” after “lab \(lab):”: “\(head)” is not a marker",
                index
            )
        }
    }

    private func flaw(_ reason: String, _ index: Int) -> MarkerError {
        MarkerError(file: file, line: index + 1, reason: reason)
    }
}
